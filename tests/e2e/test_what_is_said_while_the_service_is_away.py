"""While the service is away, pages tell that nothing is saved yet, keep it, and go on by themselves when it is back."""

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from ocr_service.access.roles import Role
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import Doubt
from tests.e2e.test_checking_many_forms import field_of, variant

SignIn = Callable[..., Page]
MORE_THAN_A_FEW = 4


class Away:
    """Answers in the service's place, as a proxy does before a service that is down, until it is back."""

    def __init__(self, page: Page, path: str) -> None:
        self.asked = 0
        self.page = page
        self.path = path
        page.route(path, self.answer)

    def answer(self, route: Route) -> None:
        self.asked += 1
        if self.asked % 2:
            route.fulfill(status=503, headers={"Retry-After": "1"}, body="")
        else:
            route.abort()

    def wait(self) -> None:
        while self.asked < MORE_THAN_A_FEW:
            with self.page.expect_request(self.path, timeout=20_000):
                pass

    def back(self) -> None:
        self.page.unroute(self.path)
        self.page.evaluate("dispatchEvent(new Event('online'))")


def test_a_form_is_accepted_by_itself_when_the_service_is_back(sign_in: SignIn, service: RunningService) -> None:
    service.clear_the_desk()
    scan_id = service.to_review({"clerk": Doubt(text="罗俊杰")})
    page = sign_in(Role.OPERATOR, to=f"/review?scan={scan_id}")
    expect(page.get_by_label("制单人")).to_be_focused()
    away = Away(page, "**/review/turn")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    away.wait()
    expect(page.locator("#saving")).to_have_text("未保存，已留在这台电脑上")
    away.back()
    expect(page.locator("#idle")).to_be_visible()
    assert service.scan(scan_id).summary.state == "accepted"


def test_a_field_typed_by_two_is_sent_when_the_service_is_back(sign_in: SignIn, service: RunningService) -> None:
    script = variant(service, "slip-keyed-away", "送货单（断线）", order_no="  double_keyed: true")
    scan_id = service.hand_in()
    service.read(scan_id, script=script)
    page = sign_in(Role.OPERATOR, to="/check?mode=keying")
    expect(page.get_by_label("订单编号")).to_be_focused()
    away = Away(page, "**/keyed")
    page.keyboard.type("PO2025-28688")
    page.keyboard.press("Enter")
    away.wait()
    expect(page.locator("#typing-saving")).to_have_text("未保存，已留在这台电脑上")
    # Also over a reload: it stands in the box again.
    page.reload()
    expect(page.locator("#entry")).to_have_value("PO2025-28688")
    away.back()
    with page.expect_response("**/keyed"):
        page.keyboard.press("Enter")
    expect(page.locator("#idle")).to_be_visible()
    assert field_of(service, scan_id, "order_no").keying == "second"
    # Nobody else at this computer finds it.
    assert page.evaluate("localStorage.getItem('keying-typed')") is None


def test_rules_that_cannot_be_asked_say_nothing_of_rows_until_they_can(
    sign_in: SignIn, service: RunningService
) -> None:
    service.clear_the_desk()
    scan_id = service.to_review({"clerk": Doubt(text="罗俊杰")})
    page = sign_in(Role.OPERATOR, to=f"/review?scan={scan_id}")
    expect(page.get_by_label("制单人")).to_be_focused()
    page.keyboard.press("F6")
    amount = page.get_by_label("金额，第 1 行")
    amount.fill("2o")
    expect(page.locator("#table-findings .wrong")).to_contain_text("2o")
    away = Away(page, "**/review/check")
    amount.fill("2o3")
    away.wait()
    expect(page.locator("#table-findings")).to_have_text("连不上服务器，这些行还没有按规则核对；恢复后自动核对。")
    expect(page.locator("#tabling .wrong")).to_have_count(0)
    away.back()
    expect(page.locator("#table-findings .wrong")).to_contain_text("2o3")
    page.keyboard.press("Escape")
    service.clear_the_desk()

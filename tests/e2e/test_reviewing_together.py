"""The review desk among others: the queue, colleagues, tables, and typed values when things go wrong."""

import re
from collections.abc import Callable
from typing import Final

from playwright.sync_api import Page, Request, Route, expect

from ocr_service.access.roles import Role
from ocr_service.usecases.following.find_scans import FieldView
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.review_scan import claim_scan, release_scan
from tests.e2e.docs_pictures import keep_for_docs
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import Doubt

CLERK = Doubt(text="罗俊杰", others=("罗俊木", "岁俊杰"))
# What ends a form, or begins one.
TURN: Final = re.compile(r"/review/(turn|accept|claim|release)$")
# What takes a form off the desk without accepting it.
END: Final = re.compile(r"/review/(release|reject|hand-over)$")
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""
# From the Enter that accepts to the moment when the next form's box has the cursor.
TIME_ENTER = """() => {
  const before = location.search;
  window.enterToNext = new Promise((done) => {
    document.addEventListener("keydown", () => {
      const begun = performance.now();
      const look = () => {
        const there = location.search !== before && document.activeElement?.id === "value";
        if (there) done(performance.now() - begun);
        else requestAnimationFrame(look);
      };
      look();
    }, { capture: true, once: true });
  });
}"""


def _open(sign_in: Callable[..., Page], scan_id: str, field: str) -> Page:
    page = sign_in(Role.OPERATOR, to=f"/review?scan={scan_id}")
    expect(page.get_by_label(field, exact=True)).to_be_focused()
    return page


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def _field(service: RunningService, scan_id: str, path: str) -> FieldView:
    return next(field for field in service.scan(scan_id).fields if field.path == path)


def in_both_languages(page: Page) -> None:
    """Keeps the question whose value it shall be for the docs; the field in hand is found again after a reload."""
    for language in ("en", "zh-CN"):
        page.locator("#switch-language").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("#value")).to_be_focused()
        expect(page.locator("#editor .choices button").nth(1)).to_contain_text("罗俊木")
        page.wait_for_load_state("networkidle")
        keep_for_docs(page, "operator-whose-value")


def test_a_table_is_edited_as_in_a_spreadsheet_and_the_rules_speak_at_once(
    sign_in: Callable[..., Page], service: RunningService
) -> None:
    scan_id = service.to_review({"clerk": CLERK})
    page = _open(sign_in, scan_id, "制单人")
    _press(page, "F6")
    expect(page.get_by_label("产品编号，第 1 行")).to_be_focused()
    _press(page, "Alt+ArrowDown", "Alt+n")
    page.evaluate(PASTE, "CT-10236\t纸护角\t根\t100\t1.50\t150.00\r\nCT-10237\t封箱胶带\t卷\t10\t2o\t20.00\r\n")
    expect(page.get_by_label("品名及规格，第 3 行")).to_have_value("纸护角")
    expect(page.locator("#table-findings .wrong")).to_contain_text("2o")
    # What was pasted lay over the row below, too: one step takes it back, the next the blank row.
    _press(page, "Control+z")
    expect(page.locator("#table-findings .wrong")).to_have_count(0)
    page.evaluate(PASTE, "CT-10236\t纸护角\t根\t100\t1.50\t150.00")
    expect(page.locator("#table-findings")).to_contain_text("41885.10")
    # Said twice the rows are moved once.
    _press(page, "F6", "F6")
    # The rows and the total disagree now: these cells want a look, too.
    expect(page.locator("#value")).to_be_focused()
    expect(page.locator("#left-count")).not_to_have_text("1 处要看")
    names = [item["name"] for item in service.scan(scan_id).values["items"]]
    assert names[:4] == ["刀卡隔板", "五层瓦楞纸箱", "纸护角", "珍珠棉内托"]
    assert _field(service, scan_id, "items[2].name").box == {}

    _press(page, "Control+z")
    expect(page.locator("#messages")).to_contain_text("已恢复")
    assert [item["name"] for item in service.scan(scan_id).values["items"]][:2] == ["五层瓦楞纸箱", "刀卡隔板"]


def test_after_a_cut_network_and_a_lost_form_the_person_says_whose_value_it_shall_be(
    sign_in: Callable[..., Page], service: RunningService
) -> None:
    scan_id = service.to_review({"clerk": CLERK, "plate": Doubt(text="沪FF26202")})
    page = _open(sign_in, scan_id, "车牌号码")
    page.context.set_offline(True)
    _press(page, "Enter", *"Li Na", "Enter")
    expect(page.locator("#saving")).to_contain_text("未保存")
    release_scan(service.services, actor=str(service.scan(scan_id).summary.reviewer), scan_id=scan_id)
    claim_scan(service.services, actor="user:other", scan_id=scan_id, minutes=10)
    correct_fields(service.services, actor="user:other", scan_id=scan_id, corrections={"clerk": "罗俊木"})

    page.context.set_offline(False)
    expect(page.locator("#lost")).to_be_visible()
    expect(page.locator("#lost-values")).to_contain_text("Li Na")
    assert _field(service, scan_id, "clerk").value == "罗俊木"

    release_scan(service.services, actor="user:other", scan_id=scan_id)
    _press(page, "Enter")
    # That the plate is right was said before; only the conflict is left.
    expect(page.locator("#editor .choices button")).to_have_text(["1您输入的：Li Na", "2现在保存的：罗俊木"])
    in_both_languages(page)
    _press(page, "Enter")  # says nothing yet
    expect(page.get_by_label("制单人", exact=True)).to_have_value("Li Na")
    _press(page, "1", "Enter", "Enter")
    expect(page.locator("#messages")).to_contain_text("已通过")
    assert _field(service, scan_id, "clerk").value == "Li Na"


def test_a_form_is_handed_to_a_colleague_together_with_the_question(
    sign_in: Callable[..., Page], service: RunningService
) -> None:
    scan_id = service.to_review({"clerk": CLERK})
    wang = sign_in(Role.SUPERVISOR)
    name = wang.locator("#account").get_attribute("data-name")
    page = _open(sign_in, scan_id, "制单人")
    _press(page, "F3")
    expect(page.locator("#asking-words")).to_be_focused()
    page.keyboard.type("是罗俊杰还是岁俊杰？")
    page.get_by_role("button", name=re.compile(f"{name}$")).click()
    expect(page.locator("#messages")).to_contain_text(name)
    expect(page).not_to_have_url(f"{service.url}/review?scan={scan_id}")

    wang.goto("/review")
    expect(wang).to_have_url(f"{service.url}/review?scan={scan_id}")
    expect(wang.locator("#comments")).to_contain_text("是罗俊杰还是岁俊杰？")


def test_a_lost_answer_to_skipping_rejecting_and_handing_over_costs_nobody_a_key(
    sign_in: Callable[..., Page], service: RunningService
) -> None:
    service.clear_the_desk()
    scans = [service.to_review({"clerk": CLERK}) for _ in range(4)]
    sign_in(Role.SUPERVISOR)
    page: Page = sign_in(Role.OPERATOR, to="about:blank")
    page.clock.install()
    page.goto(f"/review?scan={scans[0]}")
    told: list[str] = []

    def drop_the_first_answer(route: Route) -> None:
        told.append(route.request.post_data or "")
        if len(told) > 1:
            route.continue_()
            return
        route.fetch()  # the server has done it
        route.abort()

    for scan, following, keys in zip(scans, scans[1:], (("F8",), ("F9", "1", "Enter"), ("F3", "?")), strict=False):
        expect(page.get_by_label("制单人", exact=True)).to_be_focused()
        told.clear()
        page.route(END, drop_the_first_answer)
        _press(page, *keys)
        if "F3" in keys:
            expect(page.locator("#asking-words")).to_have_value("?")
            expect(page.locator("#asking-colleagues button").first).to_be_visible()
            _press(page, "Alt+1")
        expect(page.locator("#messages")).to_contain_text("恢复后自动继续")
        page.clock.fast_forward(3000)
        expect(page).to_have_url(f"{service.url}/review?scan={following}")
        expect(page.locator("#lost")).to_be_hidden()
        page.unroute(END)
        assert len(told) == 2
        assert told[0] == told[1]
        assert service.scan(scan).summary.reviewer is None
        # Keys that answered a question said nothing about the field behind it.
        field = _field(service, scan, "clerk")
        assert (field.text, field.decision) == (CLERK.text, "review")
    assert [service.scan(scan).summary.state for scan in scans[:3]] == ["needs_review", "rejected", "needs_review"]
    assert service.scan(scans[2]).summary.handed_to
    # The last one that ended, rejected, comes back.
    _press(page, "Control+z")
    expect(page).to_have_url(f"{service.url}/review?scan={scans[1]}")


def test_the_queue_is_chosen_from_and_the_next_form_is_there_at_once(
    sign_in: Callable[..., Page], service: RunningService
) -> None:
    service.clear_the_desk()
    for _ in range(3):
        service.to_review({"clerk": CLERK})
    page = sign_in(Role.OPERATOR)
    expect(page.locator("#value")).to_be_visible()
    _press(page, "F2")
    row = page.locator("#queue-rows tr", has_text="送货单（昆山市华锦包装材料有限公司）")
    number = row.locator("kbd").inner_text()
    _press(page, number)
    expect(page.locator("#waiting")).to_contain_text("只看送货单")
    expect(page.get_by_label("制单人", exact=True)).to_be_focused()
    expect(page.get_by_label("制单人", exact=True)).to_have_value(CLERK.text)
    # Pressed again before the queue has come, or after: it is not wanted any more.
    with page.expect_response("**/review/queue**"):
        _press(page, "F2", "F2")
    expect(page.locator("#queue")).to_be_hidden()

    with page.expect_response("**/review/ahead"):
        page.reload()
    expect(page.locator("#waiting")).to_contain_text("只看送货单")
    expect(page.get_by_label("制单人", exact=True)).to_be_focused()
    _press(page, "Enter")
    expect(page.locator("#left-count")).to_have_text("都看过了")
    page.evaluate(TIME_ENTER)
    said: list[Request] = []
    page.on("request", lambda request: TURN.search(request.url) and said.append(request))
    _press(page, "Enter")
    print(f"Enter to the next form: {page.evaluate('() => window.enterToNext'):.0f} ms")
    # One request accepts the form and claims the one that was got ready.
    assert [request.url.rpartition("/")[2] for request in said] == ["turn"]
    assert page.url.endswith((said[0].post_data_json or {})["scan"])


def test_the_next_form_is_worked_on_while_the_server_is_told_of_the_one_before(
    sign_in: Callable[..., Page], service: RunningService
) -> None:
    service.clear_the_desk()
    first, second, third = (service.to_review({"clerk": CLERK}) for _ in range(3))
    page: Page = sign_in(Role.OPERATOR, to="about:blank")
    with page.expect_response("**/review/ahead"):
        page.goto(f"/review?scan={first}")
    told: list[Route] = []
    page.route("**/review/turn", lambda route: told.append(route))
    box = page.get_by_label("制单人", exact=True)
    expect(box).to_be_focused()
    _press(page, "Enter", "Enter")
    expect(page).to_have_url(f"{service.url}/review?scan={second}")
    page.keyboard.type("Li Na")
    assert service.scan(first).summary.state == "needs_review"

    # The server is told all the same after a crash, and what was typed meanwhile is there.
    page.unroute("**/review/turn")
    with page.expect_response("**/review/ahead"):
        page.reload()
    expect(box).to_have_value("Li Na")
    assert service.scan(first).summary.state == "accepted"

    # What somebody else has taken in the same moment stays his; keys do not fall into another form.
    claim_scan(service.services, actor="user:other", scan_id=third, minutes=10)
    page.route("**/review/turn", lambda route: told.append(route))
    _press(page, "Enter", "Enter")
    expect(page).to_have_url(f"{service.url}/review?scan={third}")
    page.keyboard.type("a")
    told[-1].continue_()
    expect(page.locator("#interrupting")).to_contain_text("刚刚被别人领用")
    page.keyboard.type("bc")
    _press(page, "Enter")
    expect(page.locator("#idle")).to_be_visible()
    assert _field(service, second, "clerk").value == "Li Na"
    assert _field(service, third, "clerk").value == "罗俊杰"


def test_the_paper_is_turned_contrasted_and_brought_near_by_keys(
    sign_in: Callable[..., Page], service: RunningService
) -> None:
    scan_id = service.to_review({"clerk": CLERK})
    page = _open(sign_in, scan_id, "制单人")
    sheet, crop = page.locator("#pictures figure"), page.locator("#editor .crop img")
    box = sheet.bounding_box()
    assert box is not None
    assert box["width"] > box["height"]
    _press(page, "Alt+r", "Alt+c")
    turned = sheet.bounding_box()
    assert turned is not None
    assert turned["width"] < turned["height"]
    assert "contrast" in crop.evaluate("one => getComputedStyle(one).filter")
    _press(page, "Alt+0")
    whole = sheet.bounding_box()
    assert whole is not None
    assert whole["height"] < turned["height"]
    expect(page.get_by_label("制单人", exact=True)).to_be_focused()

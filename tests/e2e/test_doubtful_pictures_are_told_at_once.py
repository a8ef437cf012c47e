"""A picture that may be hard to read is shown with the reason and a choice of two, while the paper is in hand."""

from playwright.sync_api import Page, expect

from ocr_service.access.roles import Role
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from tests.e2e.running_service import RunningService


def _hand_in(page: Page, service: RunningService, name: str) -> None:
    picture = {"name": name, "mimeType": "image/jpeg", "buffer": service.doubtful_file()}
    page.locator("#files").set_input_files([picture])


def test_a_blurred_picture_is_shown_and_taken_out_by_a_key(sign_in, service: RunningService) -> None:
    page: Page = sign_in(Role.CLERK)
    _hand_in(page, service, "模糊.jpg")
    card = page.locator(".doubt")
    expect(card).to_contain_text("图像模糊")
    expect(card.locator("img")).to_have_js_property("complete", True)
    assert card.locator("img").evaluate("picture => picture.naturalWidth") > 500
    page.reload()
    expect(card).to_contain_text("图像模糊")
    page.keyboard.press("a")
    expect(page.locator("#doubts")).to_be_hidden()
    expect(page.locator("#recent tr", has_text="模糊.jpg").locator(".state")).to_have_text("已取消")
    expect(page.locator("#choose-files")).to_be_focused()


def test_it_may_be_used_anyway(sign_in, service: RunningService) -> None:
    page: Page = sign_in(Role.CLERK, language="en")
    _hand_in(page, service, "blurred.jpg")
    expect(page.locator(".doubt")).to_contain_text("The picture is blurred")
    page.get_by_role("button", name="Use it anyway").click()
    expect(page.locator("#doubts")).to_be_hidden()
    assert service.newest().summary.state != "cancelled"


def test_a_picture_that_could_be_read_after_all_is_not_asked_about_any_longer(sign_in, service: RunningService) -> None:
    page: Page = sign_in(Role.CLERK)
    _hand_in(page, service, "还行.jpg")
    expect(page.locator(".doubt")).to_be_visible()
    service.read(service.newest().summary.id)
    expect(page.locator("#doubts")).to_be_hidden()
    expect(page.locator("#messages")).to_contain_text("还行.jpg 还是认清了")


def test_a_page_that_is_out_already_can_be_put_aside(sign_in, service: RunningService) -> None:
    page: Page = sign_in(Role.CLERK)
    _hand_in(page, service, "空白.jpg")
    expect(page.locator(".doubt")).to_be_visible()
    with service.services.database.begin() as session:
        scan = session.get_one(Scan, service.newest().summary.id)
        for state in (ScanState.READING, ScanState.REJECTED):
            scan.state = state.value
            session.flush()
    page.keyboard.press("a")
    expect(page.locator("#doubts")).to_be_hidden()
    expect(page.locator("#messages")).to_be_empty()


def test_a_file_that_cannot_be_opened_is_told_without_a_picture(sign_in, service: RunningService) -> None:
    page: Page = sign_in(Role.CLERK)
    broken = b"%PDF-1.4 cut off" + str(next(service.numbers)).encode()
    page.locator("#files").set_input_files([{"name": "x.pdf", "mimeType": "application/pdf", "buffer": broken}])
    expect(page.locator(".doubt")).to_contain_text("文件损坏")
    expect(page.locator(".doubt img")).to_have_count(0)
    expect(page.get_by_role("button", name="就用这一份")).to_have_count(0)

"""Every page, in both languages: drawn whole, readable, usable by keyboard; screenshots are kept as artefacts."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ocr_service.access.roles import Role
from ocr_service.forms.result import Reason
from ocr_service.usecases.reviewing.review_scan import release_scan
from ocr_service.web.scan import routes as scan_room
from tests.e2e.docs_pictures import keep_for_docs
from tests.e2e.page_look import AXE, check_page, find_faults
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import APPLICATION, Doubt

LANGUAGES = ("zh-CN", "en")
SUM_IS_WRONG = Reason(code="rule_sum", params={"sum": "41735.10", "written": "41735.18"})
DOUBTS = {
    "delivery_date": Doubt(text="2025-04-28"),
    "total_amount": Doubt(text="41735.18", others=("41735.10", "41735.16"), reason=SUM_IS_WRONG),
    "driver": Doubt(text="孙建围", others=("孙建国", "孙建圆")),
}


@pytest.mark.skipif(
    not AXE.exists(),
    reason="node_modules/axe-core is not there (`npm ci` brings it): no page was checked for accessibility",
)
def test_the_accessibility_check_finds_faults(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<html><title>x</title><main><img src='data:,'><button></button></main></html>")
    assert {fault.split(":")[0] for fault in find_faults(page)} == {"button-name", "html-has-lang", "image-alt"}
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in_page(new_context, language: str, pictures: Path) -> None:
    page: Page = new_context().new_page()
    page.goto("/login")
    if language == "en":
        page.locator("#switch-language").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    check_page(page, pictures / f"login.{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_upload_page(sign_in, service: RunningService, language: str, pictures: Path) -> None:
    page: Page = sign_in(Role.CLERK, language=language)
    names = ("送货单 华锦 0423.png", "送货单 华锦 0424.png", "scan0003.png", "scan0004.png")
    for name in names:
        file = {"name": name, "mimeType": "image/png", "buffer": service.fresh_file()}
        page.locator("#files").set_input_files([file])
        expect(page.locator("#recent tr", has_text=name)).to_be_visible()
        if name == names[0]:
            service.read(service.newest().summary.id)
        if name == names[1]:
            service.read(service.newest().summary.id, DOUBTS)
        if name == names[2]:
            service.read(service.newest().summary.id, known=False)
    page.locator("#files").set_input_files(
        [
            {**file, "name": "again.png"},
            {"name": "note.jpg", "mimeType": "image/jpeg", "buffer": b"plain text"},
        ]
    )
    expect(page.locator("#sending tr")).to_have_count(2)
    expect(page.locator("#recent .state.sure")).to_have_count(1)
    check_page(page, pictures / f"upload.{language}.png")
    keep_for_docs(page, "clerk-upload")
    empty = {"name": "IMG_20260302_0815.jpg", "mimeType": "image/jpeg", "buffer": service.doubtful_file()}
    page.locator("#files").set_input_files([empty])
    picture = page.locator(".doubt img")
    expect(picture).to_have_js_property("complete", True)
    expect(page.locator(".doubt figcaption p")).not_to_have_count(0)
    check_page(page, pictures / f"upload-doubt.{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_list_of_scans(sign_in, language: str, pictures: Path) -> None:
    page: Page = sign_in(Role.ADMINISTRATOR, language=language, to="/scans")
    expect(page.locator("#rows tr").first).to_be_visible()
    check_page(page, pictures / f"scans.{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_of_a_scan(sign_in, service: RunningService, language: str, pictures: Path) -> None:
    scan_id = service.to_review(DOUBTS)
    page: Page = sign_in(Role.ADMINISTRATOR, language=language, to=f"/scans/{scan_id}")
    expect(page.locator("#field-rows tr")).not_to_have_count(0)
    expect(page.locator("#history-rows li")).not_to_have_count(0)
    page.locator("#field-rows tr").nth(3).click()
    check_page(page, pictures / f"scan.{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_review_desk(sign_in, service: RunningService, language: str, pictures: Path) -> None:
    scan_id = service.to_review(DOUBTS)
    page: Page = sign_in(Role.OPERATOR, language=language, to=f"/review?scan={scan_id}")
    expect(page.locator("#value")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#saving")).to_have_text("")
    page.wait_for_function("() => document.querySelector('.crop img').complete")
    check_page(page, pictures / f"review.{language}.png")
    page.keyboard.press("F1")
    check_page(page, pictures / f"review-keys.{language}.png")
    page.keyboard.press("Escape")
    page.keyboard.press("F9")
    check_page(page, pictures / f"review-rejecting.{language}.png")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#editor .last")).to_be_visible()
    check_page(page, pictures / f"review-last.{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_options_to_tick(sign_in, service: RunningService, language: str, pictures: Path) -> None:
    doubts = {"attachments": Doubt(text="itinerary,other", value=["itinerary", "other"])}
    scan_id = service.to_review(doubts, script=APPLICATION)
    page: Page = sign_in(Role.OPERATOR, language=language, to=f"/review?scan={scan_id}")
    expect(page.locator("#editor .choices button")).to_have_count(4)
    check_page(page, pictures / f"review-options.{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_erp_said(sign_in, service: RunningService, language: str, pictures: Path) -> None:
    with service.erp(answer=lambda _: {"status": "rejected", "reason": "订单 PO2025-28688 已关闭"}):
        scan_id = service.hand_in()
        service.read(scan_id)
        service.send()
    page: Page = sign_in(Role.ADMINISTRATOR, language=language, to=f"/scans/{scan_id}")
    expect(page.locator("#why .wrong")).to_be_visible()
    page.locator("#delivery-rows").scroll_into_view_if_needed()
    check_page(page, pictures / f"scan-answered.{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_was_lost(sign_in, service: RunningService, language: str, pictures: Path) -> None:
    scan_id = service.to_review(DOUBTS)
    page: Page = sign_in(Role.OPERATOR, language=language, to=f"/review?scan={scan_id}")
    expect(page.locator("#value")).to_be_focused()
    release_scan(service.services, actor=str(service.scan(scan_id).summary.reviewer), scan_id=scan_id)
    page.keyboard.press("Enter")
    expect(page.locator("#lost")).to_be_visible()
    check_page(page, pictures / f"review-lost.{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_problems(sign_in, language: str, pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page: Page = sign_in(Role.CLERK, language=language, to="/review")
    expect(page.locator("h1")).to_have_text({"zh-CN": "没有权限", "en": "Not allowed"}[language])
    check_page(page, pictures / f"problem-not-allowed.{language}.png")
    page.goto("/nowhere")
    expect(page.locator("h1")).to_have_text({"zh-CN": "找不到", "en": "Not found"}[language])
    page.get_by_role("link", name={"zh-CN": "回到首页", "en": "To my first page"}[language]).click()
    page.wait_for_url("**/upload")
    with monkeypatch.context() as faulty:
        faulty.setattr(scan_room, "show_scan", _break)
        page.goto("/scans/scan_00000000000000000000000000")
        expect(page.locator("h1")).to_have_text({"zh-CN": "服务出错", "en": "Fault in the service"}[language])
        check_page(page, pictures / f"problem-fault.{language}.png")
    page.get_by_role("link", name={"zh-CN": "重试", "en": "Try again"}[language]).click()
    expect(page.locator("h1")).to_have_text({"zh-CN": "找不到", "en": "Not found"}[language])


def _break(*_: Any, **__: Any) -> None:
    raise RuntimeError


def test_choosing_a_form(sign_in, service: RunningService, pictures: Path) -> None:
    scan_id = service.hand_in()
    service.read(scan_id, known=False)
    page: Page = sign_in(Role.OPERATOR, to=f"/review?scan={scan_id}")
    expect(page.locator(".forms button")).not_to_have_count(0)
    check_page(page, pictures / "review-choosing.zh-CN.png")


def test_nothing_is_cut_off_at_twice_the_size(sign_in, service: RunningService, pictures: Path) -> None:
    scan_id = service.to_review(DOUBTS)
    page: Page = sign_in(Role.OPERATOR)
    page.set_viewport_size({"width": 683, "height": 384})
    for path, name in ((f"/review?scan={scan_id}", "review"), (f"/scans/{scan_id}", "scan"), ("/upload", "upload")):
        page.goto(path)
        expect(page.locator("main")).to_be_visible()
        page.wait_for_load_state("networkidle")
        check_page(page, pictures / f"{name}.zoomed.png")

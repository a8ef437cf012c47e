"""Every page, in both languages: drawn whole, readable, usable by keyboard; screenshots are kept as artefacts."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ocr_service.access.roles import Role
from ocr_service.forms.result import Reason
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import ROOT, Doubt

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
KEY = re.compile(r"\b(?:pages|login|upload|scans?|review|audit|reason|error)\.[a-z_]+\b")
LANGUAGES = ("zh-CN", "en")
SUM_IS_WRONG = Reason(code="rule_sum", params={"sum": "41735.10", "written": "41735.18"})
DOUBTS = {
    "delivery_date": Doubt(text="2025-04-28"),
    "total_amount": Doubt(text="41735.18", others=("41735.10", "41735.16"), reason=SUM_IS_WRONG),
    "driver": Doubt(text="孙建围", others=("孙建国", "孙建圆")),
}


def _find_faults(page: Page) -> list[str]:
    """What axe calls serious or critical (WCAG 2.2 A and AA)."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })")
    return [
        f"{fault['id']}: {node['html']}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def _check(page: Page, picture: Path) -> None:
    page.evaluate("() => document.fonts.ready")
    page.screenshot(path=picture)
    wider = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, "the page scrolls sideways"
    shown = page.locator("body").inner_text()
    assert KEY.findall(shown) == [], "keys are shown in place of sentences"
    # The languages share one markup: axe is slow enough to look once.
    if AXE.exists() and page.locator("html").get_attribute("lang") == "zh-CN":
        assert _find_faults(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in_page(new_context, language: str, pictures: Path) -> None:
    page: Page = new_context().new_page()
    page.goto("/login")
    if language == "en":
        page.locator("#switch-language").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    _check(page, pictures / f"login.{language}.png")


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
    _check(page, pictures / f"upload.{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_list_of_scans(sign_in, language: str, pictures: Path) -> None:
    page: Page = sign_in(Role.ADMINISTRATOR, language=language)
    expect(page.locator("#rows tr").first).to_be_visible()
    _check(page, pictures / f"scans.{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_of_a_scan(sign_in, service: RunningService, language: str, pictures: Path) -> None:
    scan_id = service.to_review(DOUBTS)
    page: Page = sign_in(Role.ADMINISTRATOR, language=language)
    page.goto(f"/scans/{scan_id}")
    expect(page.locator("#field-rows tr")).not_to_have_count(0)
    expect(page.locator("#history-rows li")).not_to_have_count(0)
    page.locator("#field-rows tr").nth(3).click()
    _check(page, pictures / f"scan.{language}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_review_desk(sign_in, service: RunningService, language: str, pictures: Path) -> None:
    scan_id = service.to_review(DOUBTS)
    page: Page = sign_in(Role.OPERATOR, language=language)
    page.goto(f"/review?scan={scan_id}")
    expect(page.locator("#value")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#saving")).to_have_text("")
    page.wait_for_function("() => document.querySelector('.crop img').complete")
    _check(page, pictures / f"review.{language}.png")
    page.keyboard.press("F1")
    _check(page, pictures / f"review-keys.{language}.png")
    page.keyboard.press("Escape")
    page.keyboard.press("F9")
    _check(page, pictures / f"review-rejecting.{language}.png")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#editor .last")).to_be_visible()
    _check(page, pictures / f"review-last.{language}.png")


def test_choosing_a_form(sign_in, service: RunningService, pictures: Path) -> None:
    scan_id = service.hand_in()
    service.read(scan_id, known=False)
    page: Page = sign_in(Role.OPERATOR)
    page.goto(f"/review?scan={scan_id}")
    expect(page.locator(".forms button")).not_to_have_count(0)
    _check(page, pictures / "review-choosing.zh-CN.png")


def test_nothing_is_cut_off_at_twice_the_size(sign_in, service: RunningService, pictures: Path) -> None:
    scan_id = service.to_review(DOUBTS)
    page: Page = sign_in(Role.OPERATOR)
    page.set_viewport_size({"width": 683, "height": 384})
    for path, name in ((f"/review?scan={scan_id}", "review"), (f"/scans/{scan_id}", "scan"), ("/upload", "upload")):
        page.goto(path)
        expect(page.locator("main")).to_be_visible()
        page.wait_for_load_state("networkidle")
        _check(page, pictures / f"{name}.zoomed.png")

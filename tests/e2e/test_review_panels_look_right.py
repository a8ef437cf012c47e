"""The review desk's panels, each drawn whole in both languages at both sizes, and kept as pictures for the docs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ocr_service.access.roles import Role
from ocr_service.web.i18n import LANGUAGES
from tests.e2e.docs_pictures import keep_for_docs
from tests.e2e.page_look import check_page
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import Doubt

DOUBTS = {
    "order_no": Doubt(text="PO2025-28688"),
    "items[1].quantity": Doubt(text="1250"),
    "clerk": Doubt(text="罗俊杰", others=("罗俊木", "岁俊杰")),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_and_its_panels_look_right(
    sign_in: Callable[..., Page], service: RunningService, pictures: Path, language: str
) -> None:
    scan_id = service.to_review(DOUBTS)
    page = sign_in(Role.OPERATOR, language=language, to=f"/review?scan={scan_id}")
    expect(page.locator("#value")).to_be_focused()
    page.wait_for_load_state("networkidle")
    keep_for_docs(page, "operator-desk")
    page.keyboard.press("F2")
    expect(page.locator("#queue")).to_be_visible()
    keep_for_docs(page, "operator-queue")
    check_page(page, pictures / f"{language}-review-queue.png")
    page.keyboard.press("Escape")

    page.keyboard.press("F6")
    expect(page.locator("#table-grid input").first).to_be_focused()
    page.keyboard.type("CT-1O235")
    expect(page.locator("#table-findings .wrong")).to_be_visible()
    keep_for_docs(page, "operator-table")
    check_page(page, pictures / f"{language}-review-table.png")
    page.keyboard.press("Escape")

    page.keyboard.press("F3")
    expect(page.locator("#asking-words")).to_be_focused()
    keep_for_docs(page, "operator-ask")
    check_page(page, pictures / f"{language}-review-ask.png")

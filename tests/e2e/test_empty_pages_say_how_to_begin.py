"""Where nothing is there yet, a page says so and leads on; a search that finds nothing says that instead."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ocr_service.access.roles import Role
from ocr_service.web.forms import routes as forms_room
from tests.e2e.page_look import check_page
from tests.e2e.running_service import RunningService

LANGUAGES = ("zh-CN", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_without_any_scan_leads_to_handing_in(
    sign_in, service: RunningService, language: str, pictures: Path
) -> None:
    page: Page = sign_in(Role.CLERK, language=language, to="/scans")
    expect(page.locator("#none-yet")).to_be_visible()
    expect(page.locator("#none")).to_be_hidden()
    check_page(page, pictures / f"scans-none-yet.{language}.png")
    page.locator("[name=q]").fill("no such number")
    expect(page.locator("#none")).to_be_visible()
    expect(page.locator("#none-yet")).to_be_hidden()
    page.locator("#clear").click()
    page.locator("#none-yet a").click()
    page.wait_for_url("**/upload")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("role", "words"),
    [(Role.AUTHOR, {"zh-CN": "点「新表单」", "en": "“New form”"}), (Role.CLERK, {"zh-CN": "请", "en": "Ask"})],
)
def test_a_shelf_without_any_form_says_who_begins_and_how(
    sign_in,
    language: str,
    role: Role,
    words: dict[str, str],
    pictures: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forms_room, "list_templates", lambda _: [])
    page: Page = sign_in(role, language=language, to="/forms")
    expect(page.locator("p.empty")).to_contain_text(words[language])
    check_page(page, pictures / f"forms-none.{role.value}.{language}.png")

"""Pages, dates and figures are in the person's language, whatever language the browser on that machine is in."""

import re

import pytest
from playwright.sync_api import Page, expect

from ocr_service.access.roles import Role
from tests.e2e.running_service import RunningService

DATES = {
    "zh-CN": r"\d{4}年\d{1,2}月\d{1,2}日 \d{2}:\d{2}:\d{2}",
    "en": r"\d{1,2} [A-Z][a-z]{2} \d{4}, \d{2}:\d{2}:\d{2}",
}


@pytest.mark.parametrize(("language", "locale"), [("zh-CN", "en-US"), ("en", "zh-CN")])
def test_language_dates_and_sizes(sign_in, service: RunningService, language: str, locale: str) -> None:
    scan_id = service.hand_in()
    page: Page = sign_in(Role.CLERK, language=language, locale=locale)
    for path in ("/upload", "/scans", f"/scans/{scan_id}", "/nowhere"):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("#switch-language")).to_have_attribute("lang", {"en": "zh-CN", "zh-CN": "en"}[language])
    page.goto(f"/scans/{scan_id}")
    expect(page.locator("#summary")).to_contain_text(re.compile(DATES[language]))
    expect(page.locator("#summary")).to_contain_text({"zh-CN": "106 KB", "en": "106 kB"}[language])
    expect(page.locator("#history-rows")).to_contain_text(re.compile(DATES[language]))


@pytest.mark.parametrize(("locale", "language"), [("zh-CN", "zh-CN"), ("en-GB", "en"), ("de-DE", "zh-CN")])
def test_before_sign_in_the_browsers_language_is_taken(new_context, locale: str, language: str) -> None:
    page: Page = new_context(locale).new_page()
    page.goto("/login")
    expect(page.locator("html")).to_have_attribute("lang", language)

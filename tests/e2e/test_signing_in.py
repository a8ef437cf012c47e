"""People come in by name and password, and land where their work begins."""

import pytest
from playwright.sync_api import Page, Route, expect

from ocr_service.access.roles import Role
from tests.e2e.running_service import PASSWORD, RunningService


def enter(page: Page, name: str) -> None:
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("role", "path"), [(Role.CLERK, "/upload"), (Role.OPERATOR, "/review"), (Role.INTEGRATOR, "/scans")]
)
def test_each_role_lands_where_its_work_begins(new_context, service: RunningService, role: Role, path: str) -> None:
    page: Page = new_context().new_page()
    page.goto("/login")
    enter(page, service.add_person(role))
    page.wait_for_url(f"**{path}")
    expect(page.locator(".topbar nav a[href='/review']")).to_have_count(1 if role is Role.OPERATOR else 0)


def test_a_wrong_password_is_told_in_a_sentence(new_context, service: RunningService) -> None:
    page: Page = new_context().new_page()
    page.goto("/login")
    page.locator("[name=name]").fill(service.add_person(Role.CLERK))
    page.locator("[name=password]").fill("wrong")
    page.keyboard.press("Enter")
    refusal = page.get_by_role("alert")
    expect(refusal).to_be_visible()
    assert not (refusal.text_content() or "error.").startswith("error.")


def test_people_choose_another_password_by_a_click_on_their_name(new_context, service: RunningService) -> None:
    name = service.add_person(Role.OPERATOR)
    page: Page = new_context().new_page()
    page.goto("/login?next=/scans")
    enter(page, name)
    page.locator("#account").click()
    old, new, again = (page.locator(f"dialog [name={box}]") for box in ("old", "new", "again"))
    old.fill("wrong")
    new.fill("a longer word")
    again.fill("another word")
    assert not again.evaluate("box => box.validity.valid")
    again.fill("a longer word")
    page.keyboard.press("Enter")
    expect(page.locator("dialog").get_by_role("alert")).to_have_text("现在的密码不对。")
    old.fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("密码已更改。")
    assert "/scans" in page.url


def test_keys_pressed_before_the_page_is_ready_count_once_it_is(new_context, service: RunningService) -> None:
    page: Page = new_context().new_page()
    held: list[Route] = []
    asked: list[str] = []
    page.route("**/login/page.js", lambda route: held.append(route))
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/login", wait_until="commit")
    page.locator("[name=name]").fill(service.add_person(Role.CLERK))
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    for route in held:
        route.continue_()
    page.wait_for_url("**/upload")
    assert not any("password" in url for url in asked)

    # The key for help, pressed too early, opens it once it can be opened.
    page.route("**/upload/page.js", lambda route: held.append(route))
    with page.expect_request("**/upload/page.js"):
        page.reload(wait_until="commit")
    page.locator("#show-help").wait_for()
    page.keyboard.press("?")
    held[-1].continue_()
    expect(page.locator("#help")).to_be_visible()


def test_whoever_is_not_signed_in_comes_back_to_the_page_asked_for(new_context, service: RunningService) -> None:
    page: Page = new_context().new_page()
    page.goto("/scans?state=failed")
    enter(page, service.add_person(Role.CLERK))
    page.wait_for_url("**/scans?state=failed")


def test_the_language_is_switched_and_kept_for_the_person(sign_in, new_context, service: RunningService) -> None:
    page: Page = sign_in(Role.CLERK)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.locator("#switch-language").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto("/scans")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_signing_out_ends_the_session(sign_in) -> None:
    page: Page = sign_in(Role.CLERK)
    page.locator("#sign-out").click()
    page.wait_for_url("**/login")
    page.goto("/upload")
    page.wait_for_url("**/login?next=*")


def test_help_shows_the_keys(sign_in) -> None:
    page: Page = sign_in(Role.CLERK)
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("2")
    page.wait_for_url("**/scans")

"""Pages that wait to be one document: whoever stands on one by mouse or key loses neither the press nor the place."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from ocr_service.access.roles import Role
from tests.e2e.page_look import check_page
from tests.e2e.running_service import RunningService

Sheet = dict[str, object]


def _sheet(name: str, data: bytes) -> Sheet:
    return {"name": name, "mimeType": "image/png", "buffer": data}


@pytest.fixture
def page(sign_in, request: pytest.FixtureRequest) -> Page:
    page: Page = sign_in(Role.CLERK, language=getattr(request, "param", "zh-CN"))
    # From the beginning: a key is quicker than the browser hears that the test wants what it opens.
    page.on("filechooser", lambda _: None)
    return page


@pytest.mark.parametrize("page", ["zh-CN", "en"], indirect=True)
def test_keys_take_pages_again_move_them_and_take_them_out_one_after_the_other(
    page: Page, service: RunningService, pictures: Path
) -> None:
    page.locator("#page-picture").set_input_files([_sheet("a.png", service.fresh_file())])
    page.locator("#page-picture").set_input_files([_sheet("b.png", service.doubtful_file())])
    cards = page.locator("#page-list li")
    expect(cards.nth(1).locator("p.look")).to_be_visible()
    expect(cards.nth(0).locator(".state.sure")).to_be_visible()
    items = [card.get_attribute("data-item") for card in cards.all()]
    check_page(page, pictures / f"upload-pages-wide.{page.locator('html').get_attribute('lang')}.png")
    cards.nth(1).locator("button[data-act=again]").focus()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("r")
    assert not chooser.value.is_multiple()
    chooser.value.set_files([_sheet("c.png", service.fresh_file())])
    expect(cards.nth(1)).not_to_have_attribute("data-item", items[1] or "")
    expect(cards.nth(1).locator(".state.sure")).to_be_visible()
    # One stands on the page that took the other's place: the next key counts there.
    expect(cards.nth(1).locator("button[data-act=again]")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(cards.nth(1)).to_have_attribute("data-item", items[0] or "")
    expect(cards.nth(0).locator("button[data-act=again]")).to_be_focused()
    page.keyboard.press("Delete")
    expect(cards).to_have_count(1)
    expect(cards.nth(0).locator("button[data-act=again]")).to_be_focused()
    expect(cards.nth(0)).to_have_attribute("data-item", items[0] or "")


def test_a_button_pressed_while_its_page_goes_out_stays_under_the_finger(page: Page, service: RunningService) -> None:
    held: list[Route] = []
    page.route("**/api/v1/uploads/*/look", lambda route: held.append(route))
    with page.expect_request("**/api/v1/uploads/*/look"):
        page.locator("#page-picture").set_input_files([_sheet("a.png", service.fresh_file())])
    again = page.locator("#page-list button[data-act=again]")
    again.hover()
    page.mouse.down()
    held[0].continue_()
    expect(page.locator("#page-list .state.sure")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        page.mouse.up()
    assert not chooser.value.is_multiple()

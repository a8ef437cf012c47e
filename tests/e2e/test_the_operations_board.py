"""The supervisor's way: the board at a glance, a warning seen and closed, quality over a time, a wall in the hall."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from ocr_service.access.roles import Role
from ocr_service.records.board import BoardSample
from ocr_service.usecases.board.gather_facts import gather_facts
from ocr_service.usecases.board.watch_machines import tell_of_worker
from ocr_service.usecases.warning.keep_ledger import settle
from ocr_service.usecases.warning.trouble import Trouble
from tests.e2e.docs_pictures import keep_for_docs
from tests.e2e.page_look import check_page
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import SLIP, Doubt

LANGUAGES = ("zh-CN", "en")
HALL = {"width": 1920, "height": 1080}


def fill(service: RunningService) -> None:
    """A morning's work: some scans in each queue, a worker, a day of history."""
    service.hand_in()
    for _ in range(3):
        service.read(service.hand_in())
    service.to_review({"driver": Doubt(text="孙建围")})
    now = datetime.now(UTC)
    tell_of_worker(service.services, name="host.1", started_at=now, memory_mb=940, scans=127, reads=True)
    with service.services.database.begin() as session:
        for minute in range(1, 24 * 60, 7):
            at = (now - timedelta(minutes=minute)).replace(second=0, microsecond=0)
            shift = max(0.0, math.sin(math.pi * minute / 720))
            counts = {"unread": round(40 * shift) + minute % 5, "to_review": round(22 * shift), "unsent": minute % 2}
            session.merge(BoardSample(at=at, disk_free_mb=90_000, **counts))
    gather_facts(replace(service.services, now=lambda: datetime.now(UTC) + timedelta(minutes=2)))


def warn(service: RunningService) -> None:
    worse = {"measure": "corrected", "before": 0.05, "now": 0.32, "scans": 100, "supplier": "昆山新达"}
    trouble = Trouble(kind="form_got_worse", subject=SLIP.form, role=Role.AUTHOR, params=worse)
    settle(service.services, [trouble], kinds=("form_got_worse",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_at_a_glance(
    sign_in: Callable[..., Page], service: RunningService, language: str, pictures: Path
) -> None:
    fill(service)
    warn(service)
    page = sign_in(Role.SUPERVISOR, language=language)
    page.wait_for_url("**/board")
    expect(page.locator("#live")).to_have_class("state sure")
    expect(page.locator("#chart canvas")).to_be_visible()
    expect(page.locator("#workers tr")).to_have_count(1)
    expect(page.locator("#stage-read .big")).not_to_have_text("–")
    expect(page.locator("#unreceived")).to_contain_text("API")
    keep_for_docs(page, "board")
    check_page(page, pictures / f"board.{language}.png")

    page.keyboard.press("w")
    page.keyboard.press("Enter")
    expect(page.locator("#warnings .acts button")).to_have_count(1)
    page.locator("#warnings .acts button").click()
    page.locator("#closing textarea").fill("模板已调整")
    page.locator("#closing button.main").click()
    expect(page.locator("#warnings li")).to_have_count(0)
    page.locator("#ledger summary").click()
    expect(page.locator("#closed li").first).to_contain_text("模板已调整")
    # What a person has closed is not told again the same day.
    warn(service)
    with service.services.database.begin() as session:
        session.connection().exec_driver_sql("DELETE FROM warnings")


def test_a_lost_connection_is_told_and_survived(sign_in: Callable[..., Page], service: RunningService) -> None:
    page = sign_in(Role.SUPERVISOR)
    expect(page.locator("#live")).to_have_class("state sure")
    before = page.locator("#stage-read .big").inner_text()
    page.context.set_offline(True)
    expect(page.locator("#stale")).to_be_visible()
    expect(page.locator("#live")).to_have_class("state wrong")
    expect(page.locator("#stage-read .big")).to_have_text(before)
    page.context.set_offline(False)
    expect(page.locator("#live")).to_have_class("state sure")
    expect(page.locator("#stale")).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_quality_is_grouped_and_saved(
    sign_in: Callable[..., Page], service: RunningService, language: str, pictures: Path
) -> None:
    fill(service)
    page = sign_in(Role.SUPERVISOR, language=language)
    expect(page.locator("#live")).to_have_class("state sure")
    page.keyboard.press("q")
    page.wait_for_url("**/quality*")
    expect(page.locator("#rows tr")).not_to_have_count(0)
    expect(page.locator("#value")).to_contain_text("0.28")
    keep_for_docs(page, "quality")
    check_page(page, pictures / f"quality.{language}.png")
    page.locator("[name=by][value=field]").check(force=True)
    expect(page.locator("#headings th")).to_have_count(5)
    page.reload()
    expect(page.locator("#headings th")).to_have_count(5)
    with page.expect_download() as download:
        page.locator("#csv").click()
    assert download.value.suggested_filename.startswith("quality-field-")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wall_opens_by_its_link_until_it_is_taken_back(
    sign_in: Callable[..., Page],
    new_context: Callable[..., BrowserContext],
    service: RunningService,
    language: str,
    pictures: Path,
) -> None:
    fill(service)
    page = sign_in(Role.SUPERVISOR, language=language)
    page.locator("#show-walls").click()
    page.locator("#wall-form input").fill("二号车间")
    page.keyboard.press("Enter")
    expect(page.locator("#made-wall")).to_be_visible()
    address = page.locator("#wall-address").get_attribute("href") or ""
    check_page(page, pictures / f"wall-links.{language}.png")

    screen = new_context("de-DE").new_page()
    screen.set_viewport_size(HALL)
    screen.goto(address)
    expect(screen.locator("html")).to_have_attribute("lang", language)
    expect(screen.locator("#accepted dd")).not_to_have_text("–")
    least = "() => Math.min(...[...document.querySelectorAll('#wall *')].filter((one) => one.textContent.trim())"
    assert screen.evaluate(f"{least}.map((one) => parseFloat(getComputedStyle(one).fontSize)))") >= HALL["height"] / 40
    assert screen.evaluate("() => document.documentElement.scrollHeight <= innerHeight")
    keep_for_docs(screen, "wall")
    check_page(screen, pictures / f"wall.{language}.png")

    page.locator("#wall-links li", has_text="二号车间").last.get_by_role("button").click()
    page.keyboard.press("Escape")
    expect(page.locator("#wall-links li", has_text="二号车间")).not_to_have_count(0)
    page.locator("#wall-links li", has_text="二号车间").last.get_by_role("button").click()
    page.locator("dialog[open] button[value=yes]").click()
    expect(page.locator("#wall-links li", has_text="二号车间")).to_have_count(0)
    expect(screen.locator("#message")).to_be_visible()
    expect(screen.locator("#accepted dd")).to_have_text("–")

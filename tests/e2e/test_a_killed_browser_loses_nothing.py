"""A browser that is killed while somebody types offers what was typed when it is started again."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from ocr_service.access.roles import Role
from ocr_service.web.guard import SESSION_COOKIE
from tests.e2e.conftest import ARGUMENTS, PROGRAMS
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import Doubt
from tests.e2e.test_checking_many_forms import variant
from tests.e2e.test_drawing_a_form import begin, fields, saved

# What says something of a form to the server, or asks for one.
TOLD: Final = re.compile(r"/review/(turn|claim)$")
# What is asked of the copy waits behind what is being written to it.
READ_COPY = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open("kept-texts");
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const texts = asked.result.transaction("texts").objectStore("texts").getAll();
    texts.onsuccess = () => {
      asked.result.close();
      resolve(texts.result.some(({ text }) => text?.includes("WORDS")));
    };
  };
})"""


@contextmanager
def _killed_browser(browser: Browser, memory: Path) -> Iterator[Browser]:
    """A browser with a memory of its own on the disk; at the end it is killed, not closed."""
    program = next(path for name in PROGRAMS if (path := shutil.which(name)))
    known = memory / "DevToolsActivePort"
    known.unlink(missing_ok=True)
    arguments = [*ARGUMENTS, "--headless", "--no-sandbox", f"--user-data-dir={memory}", "--remote-debugging-port=0"]
    process = subprocess.Popen(
        [program, *arguments, "about:blank"], stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stderr is not None
        told = next(line for line in process.stderr if line.startswith("DevTools listening on "))
        yield browser.browser_type.connect_over_cdp(told.removeprefix("DevTools listening on ").strip())
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _page(browser: Browser, service: RunningService, token: str) -> Page:
    context = browser.contexts[0]
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": service.url, "httpOnly": True}])
    return context.new_page()


@pytest.mark.parametrize("words", ["PO2025-1", "沪A12345"])
def test_what_was_typed_at_the_desk_is_offered_again(
    browser: Browser, service: RunningService, tmp_path: Path, words: str
) -> None:
    scan_id = service.to_review({"clerk": Doubt(text="罗俊杰")})
    token = service.start_session(service.add_person(Role.OPERATOR))
    with _killed_browser(browser, tmp_path) as first:
        page = _page(first, service, token)
        page.goto(f"{service.url}/review?scan={scan_id}")
        expect(page.get_by_label("制单人")).to_be_focused()
        page.keyboard.type(words)
        page.wait_for_function(READ_COPY.replace("WORDS", words))
    with _killed_browser(browser, tmp_path) as again:
        page = _page(again, service, token)
        page.goto(f"{service.url}/review?scan={scan_id}")
        expect(page.get_by_label("制单人")).to_have_value(words)


def test_what_is_typed_by_two_is_in_the_box_again(browser: Browser, service: RunningService, tmp_path: Path) -> None:
    script = variant(service, "slip-keyed-killed", "送货单（断电）", order_no="  double_keyed: true")
    scan_id = service.hand_in()
    service.read(scan_id, script=script)
    token = service.start_session(service.add_person(Role.OPERATOR))
    with _killed_browser(browser, tmp_path) as first:
        page = _page(first, service, token)
        page.goto(f"{service.url}/check?mode=keying")
        expect(page.locator("#entry")).to_be_focused()
        page.keyboard.type("PO2025-2")
        page.wait_for_function(READ_COPY.replace("WORDS", "PO2025-2"))
    with _killed_browser(browser, tmp_path) as again:
        page = _page(again, service, token)
        page.goto(f"{service.url}/check?mode=keying")
        expect(page.locator("#entry")).to_have_value("PO2025-2")
    service.clear_the_desk()


def test_what_was_drawn_and_not_saved_is_there_again(browser: Browser, service: RunningService, tmp_path: Path) -> None:
    token = service.start_session(service.add_person(Role.AUTHOR))
    with _killed_browser(browser, tmp_path) as first:
        page = _page(first, service, token)
        page.goto(f"{service.url}/forms")
        draft_id = begin(page, "drawn-killed")
        page.route(
            "**/template-drafts/*",
            lambda route: route.abort() if route.request.method == "PUT" else route.continue_(),
        )
        page.locator("#canvas").focus()
        for key in ("a", "Enter", "Control+a"):
            page.keyboard.press(key)
        page.keyboard.type("by_hand")
        page.wait_for_function(READ_COPY.replace("WORDS", "by_hand"))
    with _killed_browser(browser, tmp_path) as again:
        page = _page(again, service, token)
        page.goto(f"{service.url}/designer/{draft_id}")
        expect(page.locator("#zone-list li")).to_have_count(5)
        expect(saved(page)).to_be_visible()
    assert "by_hand" in fields(service, draft_id)


def test_an_acceptance_that_only_the_copy_knows_is_said_again_before_another_form_is_claimed(
    sign_in: Callable[..., Page], service: RunningService
) -> None:
    service.clear_the_desk()
    scan_id = service.to_review({"clerk": Doubt(text="罗俊杰")})
    page = sign_in(Role.OPERATOR, to=f"/review?scan={scan_id}")
    held: list[Route] = []
    page.route("**/review/turn", lambda route: held.append(route))
    expect(page.get_by_label("制单人")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_function(READ_COPY.replace("WORDS", scan_id))
    # What a killed browser had not yet written to the disk.
    page.evaluate("localStorage.clear()")
    page.close()
    again = page.context.new_page()
    said: list[str] = []
    again.on(
        "request", lambda request: said.append(request.url.rpartition("/")[2]) if TOLD.search(request.url) else None
    )
    again.goto(f"{service.url}/review")
    expect(again.locator("#idle")).to_be_visible()
    assert service.scan(scan_id).summary.state == "accepted"
    assert said[0] == "turn"

"""One browser and one service for all browser tests; a fresh browser context, signed in, for each person."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from ocr_service.access.roles import Role
from ocr_service.web.guard import SESSION_COOKIE
from tests.doubles.quick import hurry
from tests.e2e.running_service import RunningService, run_service

# The shell takes half the time: it has no windows to keep and starts fewer processes for each person.
PROGRAMS: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SIZE: Final = {"width": 1366, "height": 768}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip(f"none of {', '.join(PROGRAMS)} is on this machine: the browser tests in tests/e2e were left out")
    # Chromium's own sandbox refuses to start for root.
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with run_service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


@pytest.fixture
def new_context(browser: Browser, service: RunningService) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers without any memory. None may ask anyone but the service; a page's errors fail the test."""
    contexts: list[BrowserContext] = []
    strangers: list[str] = []
    errors: list[str] = []

    def ours(url: str) -> bool:
        return url.startswith((f"{service.url}/", "data:", "blob:"))

    def make(locale: str = "zh-CN") -> BrowserContext:
        context = browser.new_context(
            base_url=service.url,
            viewport=SIZE,
            locale=locale,
            # What a page fetches must pass the tests' own routes; see test_on_the_phone.py for the service worker.
            service_workers="block",
        )
        context.set_default_timeout(10_000)
        context.on("request", lambda request: ours(request.url) or strangers.append(request.url))
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert strangers == []
    assert errors == []


@pytest.fixture
def sign_in(new_context: Callable[..., BrowserContext], service: RunningService) -> Callable[..., Page]:
    """A new person of a role, signed in and on their first page or another. The sign-in page has tests of its own."""

    def sign_in(role: Role, *, language: str = "zh-CN", locale: str = "zh-CN", to: str = "/") -> Page:
        context = new_context(locale)
        token = service.start_session(service.add_person(role, language=language))
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": service.url, "httpOnly": True}])
        page = context.new_page()
        page.goto(to)
        return page

    return sign_in


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots are kept as artefacts."""
    folder = Path(__file__).parents[2] / "build" / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    return folder

"""Opens every page in Chromium on a filled database and prints what it weighs and how soon it can be used.

Browser and service run on one machine and share its cores; nothing of a network is emulated. A page is *useful* in the
frame in which its own content (a row, a field, a form) stands for the first time, counted from the moment at which the
browser goes there, with nothing in its cache. The figures are medians.
"""

import logging
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Final

import structlog
from playwright.sync_api import Browser, Page, sync_playwright

from ocr_service.access.roles import Role
from tests.bench_web.fill import ENTRIES_PER_SCAN, SCANS, fill
from tests.e2e.conftest import ARGUMENTS, PROGRAMS, SIZE
from tests.e2e.page_scales import Scales
from tests.e2e.running_service import PASSWORD, RunningService, run_service
from tests.e2e.scripted_reader import Doubt

RUNS: Final = 5
FORMS: Final = 8
WEIGHT_KB: Final = 200
USEFUL_MS: Final = 500
NEXT_FORM_MS: Final = 150
DOUBT: Final = {"driver": Doubt(text="孙建围")}

# Each page with what makes it useful; {scan} is a scan that was read.
PAGES: Final = {
    "/login": "[name=name]",
    "/upload": "main button",
    "/scans": "#rows tr",
    "/scans/{scan}": "#field-rows tr",
    "/review": "#value, #editor button",
    "/check": "main h1, main button",
    "/forms": "main h1",
    "/board": "main h1",
    "/admin/start": ".steps li",
    "/admin/people": "#rows tr",
    "/admin/sites": "#rows tr",
    "/admin/keys": "main h1",
    "/admin/receivers": "main h1",
    "/admin/deliveries": "main h1",
    "/admin/masterdata": "main h1",
    "/admin/retention": "#facts div",
    "/admin/audit": "#rows tr",
    "/docs": "main h1, main h2",
}
# Notes the frame after which the page's own content stands.
_WATCH: Final = """(selector) => {
  const look = () => {
    const found = [...document.querySelectorAll(selector)].some((one) => one.checkVisibility());
    if (found) requestAnimationFrame(() => requestAnimationFrame(() => {
      window.usefulAt ??= performance.now();
    }));
    else requestAnimationFrame(look);
  };
  look();
}"""
# Notes how long it is from the key that accepts a form to the frame that shows the next one.
_WATCH_ENTER: Final = """() => {
  window.waits = [];
  const shown = () => document.querySelector("#file-name")?.getAttribute("href");
  let form = shown(), pressed = 0;
  addEventListener("keydown", (event) => { if (event.key === "Enter") pressed = performance.now(); }, true);
  const look = () => {
    if (shown() !== form) {
      form = shown();
      const since = pressed;
      requestAnimationFrame(() => window.waits.push(performance.now() - since));
    }
    requestAnimationFrame(look);
  };
  look();
}"""


def main() -> int:
    """Prints the figures, and which are over their limits; what takes how long here is asserted nowhere."""
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        print(f"none of {', '.join(PROGRAMS)} is on this machine")
        return 2
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder, run_service(Path(folder)) as service, sync_playwright() as playwright:
        print(f"filling the database: {SCANS:,} scans, {SCANS * ENTRIES_PER_SCAN:,} entries of the audit trail")
        fill(service.services)
        scan_id = service.hand_in()
        service.read(scan_id)
        arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        print(f"{'page':<20}{'kB':>8}{'useful after ms (median of ' + str(RUNS) + ')':>36}")
        for path in PAGES:
            _measure_page(browser, service, path, scan_id)
        _measure_desk(browser, service)
        browser.close()
    return 0


def _measure_page(browser: Browser, service: RunningService, path: str, scan_id: str) -> None:
    if path == "/review":
        service.to_review(DOUBT)
    page = _signed_in(browser, service, Role.ADMINISTRATOR)
    session = page.context.new_cdp_session(page)
    scales = Scales(session)
    page.add_init_script(f"({_WATCH})({PAGES[path]!r})")
    weights, times = [], []
    for _ in range(RUNS):
        page.goto("about:blank")
        session.send("Network.clearBrowserCache")
        if path == "/login":
            session.send("Network.clearBrowserCookies")
        before = scales.bytes["all else"]
        page.goto(path.replace("{scan}", scan_id))
        page.wait_for_function("() => window.usefulAt !== undefined")
        times.append(float(page.evaluate("() => window.usefulAt")))
        page.wait_for_load_state("networkidle")
        weights.append(scales.bytes["all else"] - before)
    page.context.close()
    weight, useful = statistics.median(weights) / 1000, statistics.median(times)
    over = "  OVER THE LIMIT" if weight >= WEIGHT_KB or useful >= USEFUL_MS else ""
    print(f"{path:<20}{weight:>8.0f}{useful:>36.0f}{over}", flush=True)


def _measure_desk(browser: Browser, service: RunningService) -> None:
    for _ in range(FORMS + 1):
        service.to_review(DOUBT)
    page = _signed_in(browser, service, Role.OPERATOR)
    page.goto("/review")
    page.locator("#value").wait_for()
    page.evaluate(_WATCH_ENTER)
    for number in range(1, FORMS + 1):
        # One doubtful field: Enter says it is right, Enter accepts. Nobody reads a form sooner than the one after it is
        # got ready.
        page.keyboard.press("Enter")
        page.locator("#editor .last").wait_for()
        with page.expect_response("**/review/ahead"):
            page.keyboard.press("Enter")
            page.wait_for_function("(wanted) => window.waits.length >= wanted", arg=number)
    waits: list[float] = page.evaluate("() => window.waits")
    median = statistics.median(waits)
    over = "  OVER THE LIMIT" if median >= NEXT_FORM_MS else ""
    figures = f"{median:.0f} ms (median of {len(waits)}, longest {max(waits):.0f} ms)"
    print(f"Enter to the next form at the desk: {figures}{over}")
    page.context.close()


def _signed_in(browser: Browser, service: RunningService, role: Role) -> Page:
    context = browser.new_context(base_url=service.url, viewport=SIZE, locale="zh-CN")
    page = context.new_page()
    page.goto("/login")
    page.locator("[name=name]").fill(service.add_person(role))
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


if __name__ == "__main__":
    sys.exit(main())

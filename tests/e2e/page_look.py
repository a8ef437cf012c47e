"""What every page is held to: drawn whole at both sizes, words not cut off, nothing that axe calls serious."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

from ocr_service.web.i18n import LANGUAGES, all_texts
from tests.e2e.conftest import SIZE
from tests.e2e.scripted_reader import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ROOMS = sorted({key.partition(".")[0] for language in LANGUAGES for key in all_texts().of(language)})
# A key looks like "room.name"; so do file names, but for their endings.
KEY = re.compile(rf"\b(?:{'|'.join(ROOMS)})\.(?!(?:csv|xlsx|pdf|png|jpe?g|tiff?|yaml|json|zip)\b)[a-z_]+\b")
# Only violations are worked out in full: what passed is not looked at.
RUN_AXE = """() => axe.run({
  runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
  resultTypes: ["violations"],
})"""
PHONE: ViewportSize = {"width": 390, "height": 844}
# Buttons, links and headings whose words are wider than they are, where nothing lets one scroll to the rest.
CUT_OFF = """() => [...document.querySelectorAll("button, .button, h1, h2, th, .state, label, dt")]
  .filter((one) => one.checkVisibility() && !one.matches(".heard-only, .skip-link") &&
    getComputedStyle(one).textOverflow !== "ellipsis")
  .filter((one) => {
    const box = one.getBoundingClientRect();
    const outside = !one.closest(".scroll-x, .pictures") && (box.left < -1 || box.right > innerWidth + 1);
    const inside = getComputedStyle(one).display !== "inline" && one.scrollWidth > one.clientWidth + 1;
    return inside || outside;
  })
  .map((one) => one.outerHTML.slice(0, 120))"""


def find_faults(page: Page) -> list[str]:
    """What axe calls serious or critical (WCAG 2.2 A and AA)."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(RUN_AXE)
    return [
        f"{fault['id']}: {node['html']}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def check_page(page: Page, picture: Path) -> None:
    """At the size the browser has; then on a phone, too. The screenshots are kept beside `picture`."""
    _look(page, picture)
    # The languages share one markup: axe is slow enough to look once.
    if AXE.exists() and page.locator("html").get_attribute("lang") == "zh-CN":
        faults = find_faults(page)
        assert faults == [], faults
    before = page.viewport_size
    page.set_viewport_size(PHONE)
    _look(page, picture.with_suffix(".phone.png"))
    page.set_viewport_size(before or SIZE)


def _look(page: Page, picture: Path) -> None:
    page.evaluate("() => document.fonts.ready")
    page.screenshot(path=picture)
    wider = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, "the page scrolls sideways"
    cut_off = page.evaluate(CUT_OFF)
    assert cut_off == [], cut_off
    shown = page.locator("body").inner_text()
    assert KEY.findall(shown) == [], "keys are shown in place of sentences"

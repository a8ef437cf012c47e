"""Pictures for the docs are taken where a test has brought a page to a telling moment, if ``make pictures`` asks."""

import io
import os

from PIL import Image
from playwright.sync_api import Page

from tests.e2e.scripted_reader import ROOT

TAKEN = ROOT / "build" / "docs-pictures"
KEPT = ROOT / "docs" / "pictures"
COLOURS = 128
WANTED = "DOCS_PICTURES"


def keep_for_docs(page: Page, name: str) -> None:
    """Takes the page as it looks now for `docs/pictures/<language>/<name>.png`, with few colours, to stay light."""
    if not os.environ.get(WANTED):
        return
    language = page.locator("html").get_attribute("lang") or "zh-CN"
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    target = TAKEN / language / f"{name}.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS).save(target, optimize=True)

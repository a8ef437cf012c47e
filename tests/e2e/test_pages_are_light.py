"""What a page weighs when a browser opens it for the first time: everything but the pictures of the scan itself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from ocr_service.access.roles import Role
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import Doubt

LIMIT = 200_000  # bytes on the wire


class Scales:
    """Adds up what comes over the wire, headers included, as the browser counts it."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes = {"pictures": 0, "all else": 0}
        self._pictures: set[str] = set()
        session.on("Network.responseReceived", self._note_kind)
        session.on("Network.loadingFinished", self._weigh)
        session.send("Network.enable")

    def _note_kind(self, event: dict) -> None:  # type: ignore[type-arg]
        if event["response"]["mimeType"] == "image/jpeg":
            self._pictures.add(event["requestId"])

    def _weigh(self, event: dict) -> None:  # type: ignore[type-arg]
        kind = "pictures" if event["requestId"] in self._pictures else "all else"
        self.bytes[kind] += int(event["encodedDataLength"])


@pytest.mark.parametrize("name", ["login", "upload", "scans", "scan", "review", "board", "quality", "docs"])
def test_a_page_is_light_when_nothing_of_it_is_kept_yet(
    sign_in: Callable[..., Page], service: RunningService, record_property: Callable[[str, object], None], name: str
) -> None:
    scan_id = service.to_review({"driver": Doubt(text="孙建围")})
    page = sign_in(Role.ADMINISTRATOR)
    page.goto("about:blank")
    session = page.context.new_cdp_session(page)
    scales = Scales(session)
    session.send("Network.clearBrowserCache")
    if name == "login":
        session.send("Network.clearBrowserCookies")
    page.goto({"scan": f"/scans/{scan_id}", "review": f"/review?scan={scan_id}"}.get(name, f"/{name}"))
    page.wait_for_load_state("networkidle")
    expect(page.locator("main")).to_be_visible()

    weight = scales.bytes["all else"]
    pictures = scales.bytes["pictures"]
    also = f", and {pictures / 1000:.0f} kB of the scan's pictures" if pictures else ""
    record_property("figure", f"page /{name}: {weight / 1000:.0f} kB on the wire at first sight{also}")
    assert 10_000 < weight < LIMIT

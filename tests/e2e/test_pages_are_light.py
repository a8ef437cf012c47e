"""What a page weighs when a browser opens it for the first time: everything but the pictures of the scan itself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from ocr_service.access.roles import Role
from ocr_service.usecases.templates.begin_drafts import begin_from_version
from tests.e2e.page_scales import Scales
from tests.e2e.running_service import RunningService
from tests.e2e.scripted_reader import SLIP, Doubt

LIMIT = 200_000  # bytes on the wire


PAGES = (
    "login",
    "upload",
    "blank/delivery-slip-huajin",
    "scans",
    "scan",
    "review",
    "board",
    "quality",
    "docs",
    "check",
    "forms",
    "designer",
    "admin/start",
    "admin/people",
    "admin/sites",
    "admin/keys",
    "admin/receivers",
    "admin/receivers/new",
    "admin/deliveries",
    "admin/masterdata",
    "admin/masterdata/customers",
    "admin/retention",
    "admin/audit",
)


def address_of(name: str, service: RunningService) -> str:
    if name == "designer":
        return f"/designer/{begin_from_version(service.services, actor='system', name=SLIP.form).id}"
    if name in ("scan", "review"):
        scan_id = service.to_review({"driver": Doubt(text="孙建围")})
        return f"/scans/{scan_id}" if name == "scan" else f"/review?scan={scan_id}"
    return f"/{name}"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_when_nothing_of_it_is_kept_yet(
    sign_in: Callable[..., Page], service: RunningService, record_property: Callable[[str, object], None], name: str
) -> None:
    page = sign_in(Role.ADMINISTRATOR, to="about:blank")
    scales = Scales(page.context.new_cdp_session(page))
    if name == "login":
        page.context.clear_cookies()
    page.goto(address_of(name, service))
    page.wait_for_load_state("networkidle")
    expect(page.locator("main")).to_be_visible()

    weight = scales.bytes["all else"]
    pictures = scales.bytes["pictures"]
    also = f", and {pictures / 1000:.0f} kB of the scan's pictures" if pictures else ""
    record_property("figure", f"page /{name}: {weight / 1000:.0f} kB on the wire at first sight{also}")
    assert 10_000 < weight < LIMIT

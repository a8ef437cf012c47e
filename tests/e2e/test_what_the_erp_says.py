"""A scan's page shows what was sent, how that went, and what the ERP has answered."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from ocr_service.access.roles import Role
from ocr_service.delivery.receiver import Received
from tests.e2e.page_look import check_page
from tests.e2e.running_service import RunningService


def _accepted(service: RunningService) -> str:
    scan_id = service.hand_in()
    service.read(scan_id)
    return scan_id


def test_the_erps_yes_and_its_number_are_shown(sign_in, service: RunningService) -> None:
    with service.erp() as erp:
        scan_id = _accepted(service)
        service.send()
        page: Page = sign_in(Role.OPERATOR, to=f"/scans/{scan_id}")
        expect(page.locator("#state")).to_have_text("ERP 已批准")
        expect(page.locator("#delivery-rows li")).to_have_count(1)
        expect(page.locator("#delivery-rows")).to_contain_text("已送达")
        expect(page.locator("#summary")).to_contain_text(erp.received[-1].reference)
        expect(page.locator("#history-rows li").last).to_contain_text("ERP 答复 · 接收方")


def test_the_erps_no_is_shown_with_its_reason_to_a_clerk_too(sign_in, service: RunningService) -> None:
    def reject(_: Received) -> dict[str, Any]:
        named = [{"path": "order_no", "reason": "查无此单"}]
        return {"status": "rejected", "reason": "订单 PO2025-28688 已关闭 <b>", "fields": named}

    with service.erp(answer=reject):
        scan_id = _accepted(service)
        service.send()
        page: Page = sign_in(Role.CLERK, to=f"/scans/{scan_id}")
        expect(page.locator("#state")).to_have_text("ERP 驳回（第 1 次），待核对")
        expect(page.locator("#why .wrong")).to_contain_text("订单 PO2025-28688 已关闭 <b>")
        expect(page.locator("#why .wrong")).to_contain_text("订单编号：ERP 驳回了该单据：查无此单")
        expect(page.locator("#deliveries")).to_be_hidden()
        page.goto("/scans?mine=false&group=came-back")
        page.set_viewport_size({"width": 390, "height": 844})
        row = page.locator(f"#rows tr[data-scan='{scan_id}']")
        expect(row.locator(".state.wrong")).to_be_visible()
        assert row.evaluate("row => row.closest('.scroll-x').scrollWidth - row.closest('.scroll-x').clientWidth") == 0


def test_a_try_that_failed_says_why_and_when_the_next_one_is(sign_in, service: RunningService) -> None:
    with service.erp() as erp:
        erp.misbehave("status", status=503)
        scan_id = _accepted(service)
        service.send()
        page: Page = sign_in(Role.OPERATOR, language="en", to=f"/scans/{scan_id}")
        expect(page.locator("#state")).to_have_text("Being sent")
        expect(page.locator("#delivery-rows")).to_contain_text("tries: 1 · HTTP 503")
        expect(page.locator("#delivery-rows")).to_contain_text("next ")


@pytest.mark.parametrize(
    ("language", "lost", "since"),
    [("zh-CN", "不会丢失", "ERP 一直没有收下"), ("en", "Nothing is lost", "The ERP has not taken it since")],
)
def test_what_the_erp_does_not_take_is_told_to_the_clerk_wherever_he_looks(
    sign_in, service: RunningService, language: str, lost: str, since: str, pictures: Path
) -> None:
    page: Page = sign_in(Role.CLERK, language=language)
    name = f"held up {language}.png"
    with service.erp() as erp:
        erp.misbehave("status", status=503)
        page.locator("#files").set_input_files(
            [{"name": name, "mimeType": "image/png", "buffer": service.fresh_file()}]
        )
        expect(page.locator("#recent tr", has_text=name)).to_be_visible()
        scan_id = service.newest().summary.id
        service.read(scan_id)
        service.send()
        for address, place, picture in (
            ("/upload", f"#recent tr:has-text('{name}')", "upload-unsent"),
            ("/scans", f"#rows tr[data-scan='{scan_id}']", "scans-unsent"),
            (f"/scans/{scan_id}", "#why", "scan-unsent"),
        ):
            page.goto(address)
            expect(page.locator(place)).to_contain_text(since)
            expect(page.locator(place)).to_contain_text(lost)
            check_page(page, pictures / f"{picture}.{language}.png")

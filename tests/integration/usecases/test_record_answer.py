"""The ERP's answer is kept beside the form, and a rejection lets a person correct it."""

from datetime import timedelta

import pytest

from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.records.states import ScanState
from ocr_service.usecases.delivering.claim_delivery import claim_delivery
from ocr_service.usecases.delivering.record_answer import record_answer
from ocr_service.usecases.errors import AlreadySent, ScanNotFound, ScanStateConflict
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.close_review import accept_review, reopen_scan
from ocr_service.usecases.reviewing.review_scan import claim_scan
from tests.integration.usecases.conftest import Desk

YES = ErpAnswer(status="approved", reference="GR-1001")
NO = ErpAnswer(status="rejected", reason="订单已关闭")


@pytest.fixture
def scan_id(desk: Desk, services: Services) -> str:
    """A scan whose first try to send has begun."""
    desk.publish()
    desk.add_receiver()
    scan_id = desk.accepted()
    claim_delivery(services, desk.deliveries(scan_id)[0].id, lease=timedelta(minutes=1))
    return scan_id


def test_an_approval_is_written_down(desk: Desk, services: Services, scan_id: str) -> None:
    record_answer(services, actor="key:erp", scan_id=scan_id, answer=YES)
    scan = desk.scan(scan_id)
    assert (scan.state, scan.erp_answer, scan.erp_reference) == (ScanState.ANSWERED, "approved", "GR-1001")
    assert (desk.audit(scan_id)[-1].actor, desk.audit(scan_id)[-1].action) == ("key:erp", "scan.answered")


def test_a_form_that_was_never_sent_cannot_be_answered(desk: Desk, services: Services) -> None:
    with pytest.raises(ScanStateConflict):
        record_answer(services, actor="key:erp", scan_id=desk.in_review(), answer=YES)
    with pytest.raises(ScanNotFound):
        record_answer(services, actor="key:erp", scan_id="scan_nowhere", answer=YES)


def test_an_answer_to_an_earlier_result_does_not_count(services: Services, scan_id: str) -> None:
    with pytest.raises(ScanStateConflict):
        record_answer(services, actor="key:erp", scan_id=scan_id, answer=YES, result_version=7)


def test_a_rejected_form_is_reopened_and_sent_as_a_new_version(desk: Desk, services: Services, scan_id: str) -> None:
    record_answer(services, actor="key:erp", scan_id=scan_id, answer=NO)
    assert desk.scan(scan_id).state == ScanState.NEEDS_REVIEW
    assert desk.scan(scan_id).reasons == [{"code": "rejected_by_erp", "params": {"reason": "订单已关闭"}}]
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    assert accept_review(services, actor="user:1", scan_id=scan_id) == 2
    assert [row.result_version for row in desk.deliveries(scan_id)] == [1, 2]
    # What was sent before does not stand in the way of taking back what was not.
    assert reopen_scan(services, actor="user:1", scan_id=scan_id) == ScanState.NEEDS_REVIEW
    assert [row.state for row in desk.deliveries(scan_id)] == ["sending", "cancelled"]


def test_an_approved_form_stays_closed(services: Services, scan_id: str) -> None:
    record_answer(services, actor="key:erp", scan_id=scan_id, answer=YES)
    with pytest.raises(AlreadySent):
        reopen_scan(services, actor="user:1", scan_id=scan_id)

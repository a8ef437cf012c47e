"""Both clients against the real service: what it answers is what the client promises."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ocr_service.client import Conflict, NotFound, NotSignedIn, RequestRefused, WaitTimedOut
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.process_scan import Worker, process_scan
from ocr_service.usecases.templates.publish_template import TemplatesInUse, publish_template
from tests.doubles.open_picture import small_picture
from tests.integration.api.api_stage import picture
from tests.integration.client.conftest import Driver
from tests.integration.docs.test_the_integrators_page_runs import SLIP, SureReader


def read(services: Services, scan_id: str) -> None:
    publish_template(services, actor="system", yaml=SLIP, files={"page-1.png": small_picture()})
    worker = Worker(
        name="w1", reader=SureReader(), templates=TemplatesInUse(services), lease_seconds=60, max_attempts=3
    )
    assert process_scan(services, scan_id, worker=worker) == "accepted"


def test_from_a_file_to_the_erps_answer(ocr: Driver, services: Services, tmp_path: Path) -> None:
    path = tmp_path / "slip.png"
    path.write_bytes(picture())
    uploaded = ocr.upload(path, client_reference="PO-4711", lane="urgent")
    assert (uploaded.scan.file_name, uploaded.scan.state, uploaded.duplicate) == ("slip.png", "queued", False)
    read(services, uploaded.scan.id)

    scan = ocr.wait(uploaded.scan.id, seconds=0)
    assert (scan.state, scan.is_decided, scan.template, scan.client_reference) == ("accepted", True, "slip", "PO-4711")
    result = ocr.result(scan.id)
    assert (result.values, result.template_version, result.result_version) == ({"slip_no": "S001"}, 1, 1)
    [field] = result.fields
    assert (field.path, field.value, field.confidence, field.decision, field.reasons) == (
        *("slip_no", "S001", 0.99, "accept"),
        (),
    )
    # Nothing is delivered here, so the service has nothing that the ERP could answer to.
    with pytest.raises(Conflict) as refused:
        ocr.answer(scan.id, "approved", reference="PO-1001")
    assert refused.value.code == "scan_state_conflict"


def test_the_same_bytes_are_told_to_be_a_duplicate(ocr: Driver) -> None:
    first = ocr.upload(picture(), name="one.png")
    again = ocr.upload(picture(), name="two.png")
    assert (again.duplicate, again.scan.id) == (True, first.scan.id)
    other = ocr.upload(picture(), name="two.png", allow_duplicate=True)
    assert (other.scan.id != first.scan.id, other.scan.duplicate_of) == (True, first.scan.id)


def test_a_file_that_is_none_is_refused_with_its_code(ocr: Driver) -> None:
    with pytest.raises(RequestRefused) as refused:
        ocr.upload(b"this is no picture", name="a.txt")
    assert (refused.value.status, refused.value.code) == (415, "file_type_unknown")
    assert refused.value.detail
    assert refused.value.request_id


def test_all_scans_come_page_by_page(ocr: Driver) -> None:
    made = [ocr.upload(picture(shade), name=f"{shade}.png").scan.id for shade in range(5)]
    assert [one.id for one in ocr.scans(page_size=2)] == made[::-1]
    assert [one.id for one in ocr.scans(page_size=5, state=["queued", "reading"])] == made[::-1]
    assert ocr.scans(state=["accepted"]) == []


def test_what_is_not_read_yet_has_no_result_and_is_waited_for_in_vain(ocr: Driver) -> None:
    scan = ocr.upload(picture(), name="a.png").scan
    with pytest.raises(Conflict) as refused:
        ocr.result(scan.id)
    assert refused.value.code == "result_not_ready"
    with pytest.raises(WaitTimedOut) as waited:
        ocr.wait(scan.id, seconds=0.01)
    assert waited.value.scan.state == "queued"
    assert ocr.wait(scan.id, until=["queued"], seconds=0).id == scan.id


def test_errors_have_types(ocr: Driver, connect: Callable[..., Driver]) -> None:
    with pytest.raises(NotFound) as missing:
        ocr.scan("scan_01kfz0000000000000000000")
    assert missing.value.code == "scan_not_found"
    with pytest.raises(NotSignedIn) as stranger:
        connect("ocr_nobody").scans()
    assert stranger.value.code == "key_refused"

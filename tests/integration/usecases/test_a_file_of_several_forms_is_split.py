"""Each form in a file goes on as a scan of its own: none lost, none doubled, the file stored once."""

import pytest
from sqlalchemy.exc import IntegrityError

from ocr_service.forms.result import DocumentPages, FormResult, PageResult, Reason
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.usecases.errors import ScanStateConflict
from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.usecases.people.manage_keys import create_key
from ocr_service.usecases.people.manage_sites import create_site
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.change_scan import reprocess_scan
from ocr_service.usecases.processing.process_scan import process_scan
from ocr_service.usecases.processing.recover_scans import recover_scans
from tests.integration.conftest import Clock, RecordingQueue
from tests.integration.usecases.conftest import Desk, FakeReader, slip_result

SLIP_AND_STRANGER = FormResult(
    template=None,
    template_version=None,
    decision="split",
    reasons=(Reason(code="file_split", params={"documents": 2}),),
    pages=tuple(PageResult(number=n, picture=b"page %d" % n, width=8, height=6, dpi=100) for n in (1, 2, 3)),
    documents=(DocumentPages(pages=(1, 2), template="slip"), DocumentPages(pages=(3,))),
)


def documents_of(services: Services, scan_id: str) -> list[str]:
    return [document.id for document in show_scan(services, scan_id=scan_id).documents]


@pytest.fixture
def split(desk: Desk) -> str:
    desk.publish()
    scan_id = desk.take_in(client_reference="box 7", lane="urgent").scan_id
    assert desk.read(scan_id, SLIP_AND_STRANGER) == ScanState.SPLIT
    return scan_id


def test_each_document_names_the_file_and_its_pages(desk: Desk, services: Services, split: str) -> None:
    parent = desk.scan(split)
    first, second = (desk.scan(scan_id) for scan_id in documents_of(services, split))
    assert [(one.parent_id, one.document, one.file_pages) for one in (first, second)] == [
        (split, 1, [1, 2]),
        (split, 2, [3]),
    ]
    assert {one.file_sha256 for one in (parent, first, second)} == {parent.file_sha256}
    assert {(one.client_reference, one.lane) for one in (first, second)} == {("box 7", "urgent")}
    assert [page.number for page in parent.pages] == [1, 2, 3]


def test_documents_belong_to_the_files_site(desk: Desk, services: Services) -> None:
    site = create_site(services, actor="system", code="suzhou-2", name="苏州二厂")
    key = create_key(services, actor="system", name="scanner", scopes=[], held=[], site="suzhou-2").view
    desk.publish()
    scan_id = desk.take_in(actor=f"key:{key.id}").scan_id
    desk.read(scan_id, SLIP_AND_STRANGER)

    assert {desk.scan(one).site_id for one in (scan_id, *documents_of(services, scan_id))} == {site.id}


def test_a_document_is_read_by_its_own_pages_and_goes_its_own_way(
    desk: Desk, services: Services, queue: RecordingQueue, split: str
) -> None:
    first, second = documents_of(services, split)
    assert {hint[0] for hint in queue.hints} >= {first, second}
    worker = desk.worker(slip_result())
    assert process_scan(services, first, worker=worker) == ScanState.ACCEPTED
    assert isinstance(worker.reader, FakeReader)
    assert worker.reader.pages_asked_for == [(1, 2)]
    assert desk.read(second, slip_result("needs-template")) == ScanState.NEEDS_TEMPLATE
    assert desk.scan(split).state == ScanState.SPLIT


def test_a_worker_killed_before_it_wrote_leaves_nothing_and_the_next_splits_once(
    desk: Desk, services: Services, clock: Clock
) -> None:
    scan_id = desk.take_in().scan_id

    def die() -> FormResult:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.read(scan_id, die)
    assert documents_of(services, scan_id) == []
    desk.read(scan_id, SLIP_AND_STRANGER)
    assert desk.read(scan_id, SLIP_AND_STRANGER) is None
    assert len(documents_of(services, scan_id)) == 2


def test_documents_whose_hint_was_lost_are_found(
    desk: Desk, services: Services, queue: RecordingQueue, clock: Clock, split: str
) -> None:
    queue.hints.clear()
    clock.advance(seconds=60)
    recover_scans(services, max_attempts=3)
    assert {hint[0] for hint in queue.hints} == set(documents_of(services, split))


def test_the_whole_file_is_not_read_again_but_a_document_may_be(desk: Desk, services: Services, split: str) -> None:
    with pytest.raises(ScanStateConflict):
        reprocess_scan(services, actor="user:1", scan_id=split)
    second = documents_of(services, split)[1]
    desk.read(second, slip_result("needs-template"))
    reprocess_scan(services, actor="user:1", scan_id=second)
    assert desk.scan(second).state == ScanState.QUEUED


def test_the_same_file_again_is_answered_with_the_whole_file(desk: Desk, split: str) -> None:
    again = desk.take_in()
    assert (again.scan_id, again.is_new, again.state) == (split, False, "split")


def test_the_database_refuses_a_document_twice(services: Services, desk: Desk, split: str) -> None:
    known = desk.scan(split)
    names = ("created_at", "changed_at", "file_sha256", "file_name", "media_type", "size_bytes", "source", "actor")
    twin = Scan(state="received", parent_id=split, document=1, **{name: getattr(known, name) for name in names})
    with pytest.raises(IntegrityError), services.database.begin() as session:
        session.add(twin)

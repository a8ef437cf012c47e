"""A paper that lies twice in one file is accepted once by itself; the other one waits for a person."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from ocr_service.forms.result import DocumentPages, FormResult, PageResult, Reason
from ocr_service.records.states import ScanState
from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.change_scan import cancel_scan
from tests.integration.usecases.conftest import Desk, slip_result

TWO_SLIPS = FormResult(
    template=None,
    template_version=None,
    decision="split",
    reasons=(Reason(code="file_split", params={"documents": 2}),),
    pages=tuple(PageResult(number=n, picture=b"page %d" % n, width=8, height=6, dpi=100) for n in (1, 2)),
    documents=(DocumentPages(pages=(1,), template="slip"), DocumentPages(pages=(2,), template="slip")),
)
REPEATED = {"code": "document_repeated", "params": {"document": 1}}


@pytest.fixture
def slips(desk: Desk, services: Services) -> list[str]:
    desk.publish()
    scan_id = desk.take_in().scan_id
    desk.read(scan_id, TWO_SLIPS)
    return [document.id for document in show_scan(services, scan_id=scan_id).documents]


def test_the_second_of_two_like_documents_waits_and_nothing_of_it_is_sent(desk: Desk, slips: list[str]) -> None:
    desk.add_receiver()
    assert desk.read(slips[0], slip_result()) == ScanState.ACCEPTED
    assert desk.read(slips[1], slip_result()) == ScanState.NEEDS_REVIEW
    assert desk.scan(slips[1]).reasons == [REPEATED]
    assert [len(desk.deliveries(one)) for one in slips] == [1, 0]


def test_the_same_form_with_another_value_is_another_paper(desk: Desk, slips: list[str]) -> None:
    assert desk.read(slips[0], slip_result(number="S001")) == ScanState.ACCEPTED
    assert desk.read(slips[1], slip_result(number="S002")) == ScanState.ACCEPTED


def test_a_document_in_review_counts_by_what_was_read(desk: Desk, slips: list[str]) -> None:
    assert desk.read(slips[0], slip_result("review")) == ScanState.NEEDS_REVIEW
    assert desk.read(slips[1], slip_result()) == ScanState.NEEDS_REVIEW
    assert desk.scan(slips[0]).reasons == []
    assert desk.scan(slips[1]).reasons == [REPEATED]


def test_a_document_that_was_given_up_stands_in_nobodys_way(desk: Desk, services: Services, slips: list[str]) -> None:
    desk.read(slips[0], slip_result("review"))
    cancel_scan(services, actor="user:1", scan_id=slips[0])
    assert desk.read(slips[1], slip_result()) == ScanState.ACCEPTED


def test_the_same_values_in_two_files_are_two_papers(desk: Desk, slips: list[str]) -> None:
    desk.read(slips[0], slip_result())
    assert desk.read(desk.take_in(b"another file").scan_id, slip_result()) == ScanState.ACCEPTED


def test_of_two_read_at_once_only_one_is_accepted(desk: Desk, slips: list[str]) -> None:
    both = Barrier(2, timeout=30)

    def together() -> FormResult:
        both.wait()
        return slip_result()

    with ThreadPoolExecutor(2) as workers:
        ask: Callable[[str], str | None] = lambda scan_id: desk.read(scan_id, together)  # noqa: E731
        assert sorted(map(str, workers.map(ask, slips))) == [ScanState.ACCEPTED, ScanState.NEEDS_REVIEW]

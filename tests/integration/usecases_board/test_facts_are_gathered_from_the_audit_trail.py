from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from ocr_service.forms.result import Reason
from ocr_service.records.board import BoardMark, FieldHour, ScanFact
from ocr_service.records.scans import Scan
from ocr_service.usecases.board.gather_facts import gather_facts
from ocr_service.usecases.following.forget_old import forget_old
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.close_review import accept_review, reject_scan, reopen_scan
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.review_scan import claim_scan
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import SLIP, Desk, slip_result

HOUR = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def gather(services: Services, clock: Clock) -> int:
    clock.advance(minutes=1)
    return gather_facts(services)


def facts(services: Services) -> list[ScanFact]:
    with services.database() as session:
        return session.query(ScanFact).order_by(ScanFact.ended_at, ScanFact.scan_id).all()


def hours(services: Services) -> dict[str, tuple[int, int, int]]:
    with services.database() as session:
        rows = session.query(FieldHour).filter_by(template="slip", hour=HOUR)
        return {row.field: (row.fields, row.doubted, row.corrected) for row in rows}


def review(services: Services, desk: Desk, **corrections: str) -> str:
    scan_id = desk.in_review()
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    correct_fields(services, actor="user:1", scan_id=scan_id, corrections=corrections, confirmed=["total"])
    accept_review(services, actor="user:1", scan_id=scan_id)
    return scan_id


def test_an_accepted_form_counts_with_its_fields(desk: Desk, services: Services, clock: Clock) -> None:
    review(services, desk, note="by hand")
    desk.accepted()
    assert gather(services, clock) == 2
    by_person, alone = sorted(facts(services), key=lambda fact: not fact.by_person)

    assert (by_person.outcome, by_person.template, by_person.source, by_person.actor) == (
        "accepted",
        "slip",
        "api",
        "user:1",
    )
    assert (by_person.fields, by_person.doubted, by_person.corrected) == (7, 2, 1)
    assert (alone.by_person, alone.fields, alone.doubted, alone.corrected) == (False, 7, 0, 0)
    assert alone.residual_mm == pytest.approx(0.1)
    # S001 30.00 - 纸箱 10.00 胶带 20.00, each with the key to the next box
    assert (alone.keys_saved, alone.fields_saved) == (4 + 5 + 0 + 4 + 5 + 4 + 5 + 7, 7)
    assert by_person.keys_saved == alone.keys_saved + len("by hand") - 2 - len("by hand") - 1
    assert hours(services) == {
        "number": (2, 0, 0),
        "total": (2, 1, 0),
        "note": (2, 1, 1),
        "items.goods": (4, 0, 0),
        "items.price": (4, 0, 0),
    }


def test_nothing_counts_twice(desk: Desk, services: Services, clock: Clock) -> None:
    scan_id = review(services, desk, note="x")
    gather(services, clock)
    before = hours(services)
    assert gather(services, clock) == 0
    with services.database.begin() as session:
        session.execute(update(BoardMark).values(position=0))
    assert gather(services, clock) == 1
    assert hours(services) == before
    reopen_scan(services, actor="user:1", scan_id=scan_id)
    gather(services, clock)
    assert (facts(services), set(hours(services).values())) == ([], {(0, 0, 0)})


def test_what_happened_a_moment_ago_waits(desk: Desk, services: Services) -> None:
    desk.accepted()
    assert gather_facts(services) == 0


def test_rejected_scans_count_with_their_bad_pictures(desk: Desk, services: Services, clock: Clock) -> None:
    blurred = slip_result("review")
    pages = (blurred.pages[0].model_copy(update={"reasons": (Reason(code="page_blurred"), Reason(code="page_dark"))}),)
    scan_id = desk.take_in().scan_id
    desk.read(scan_id, blurred.model_copy(update={"pages": pages}))
    claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
    reject_scan(services, actor="user:1", scan_id=scan_id, reason="unreadable")
    desk.read(desk.take_in(b"two").scan_id, slip_result("reject"))
    gather(services, clock)
    by_machine, by_person = sorted(facts(services), key=lambda fact: fact.by_person)
    assert (by_machine.outcome, by_machine.by_person) == ("rejected", False)
    assert (by_person.outcome, by_person.by_person, by_person.fields) == ("rejected", True, 0)
    assert (by_person.pages, by_person.faulty_pages, by_person.faults) == (1, 1, {"page_blurred": 1, "page_dark": 1})


def test_the_supplier_is_the_value_of_the_field_that_the_form_marks(
    desk: Desk, services: Services, clock: Clock
) -> None:
    desk.accepted(b"1")
    desk.publish(SLIP.replace("version: 1", "version: 2") + "supplier: note\n")
    scan_id = desk.take_in(b"2").scan_id
    desk.read(scan_id, slip_result(note="华锦").model_copy(update={"template_version": 2}))
    gather(services, clock)
    assert [fact.supplier for fact in sorted(facts(services), key=lambda fact: fact.scan_id)] == [None, "华锦"]


def test_figures_outlive_their_scan(desk: Desk, services: Services, clock: Clock) -> None:
    scan_id = desk.accepted()
    gather(services, clock)
    clock.advance(days=40)
    forget_old(services, keep_days=30)
    gather(services, clock)
    with services.database() as session:
        assert session.get(Scan, scan_id) is None
    assert [fact.scan_id for fact in facts(services)] == [scan_id]

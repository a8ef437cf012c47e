from datetime import timedelta
from pathlib import Path

import pytest

from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.records.board import WorkerBeat
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.people import ApiKey
from ocr_service.records.scans import Scan
from ocr_service.records.sites import Site
from ocr_service.usecases.board.keep_history import sample_board, show_history
from ocr_service.usecases.board.show_board import Board, show_board
from ocr_service.usecases.board.watch_machines import take_leave, tell_of_worker
from ocr_service.usecases.delivering.record_answer import record_answer
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.close_review import accept_review
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.review_scan import claim_scan
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import Desk


def look(services: Services) -> Board:
    return show_board(services, data_folder=Path("."))


def test_an_empty_service_has_an_empty_board(services: Services) -> None:
    board = look(services)
    assert [(stage.stage, stage.waiting, stage.in_hand, stage.oldest) for stage in board.queues.stages] == [
        ("read", 0, 0, None),
        ("review", 0, 0, None),
        ("send", 0, 0, None),
    ]
    assert [lane.name for lane in board.queues.lanes] == ["urgent", "normal", "bulk"]
    assert (board.queues.forms, board.people, board.failing, board.machines.workers) == ((), (), (), ())
    assert (board.day.received, board.day.accepted, board.day.to_accepted.median) == (0, 0, None)
    assert board.machines.disk.total >= board.machines.disk.free > 0


def test_what_waits_is_counted_by_stage_lane_form_and_site(desk: Desk, services: Services, clock: Clock) -> None:
    with services.database.begin() as session:
        session.add(Site(id="site_1", code="suzhou", name="Suzhou", created_at=clock()))
        session.flush()
        session.add(
            ApiKey(
                id="key_1", name="hall", key_sha256="0", scopes=[], created_at=clock(), created_by="x", site_id="site_1"
            )
        )
    begun = clock()
    first = desk.in_review()
    clock.advance(minutes=1)
    desk.in_review(number="S002")
    desk.take_in(b"a", lane="urgent", actor="key:key_1")
    claim_scan(services, actor="user:1", scan_id=first, minutes=10)
    with services.database.begin() as session:
        session.get_one(Scan, first).due_at = clock() - timedelta(seconds=1)
    queues = look(services).queues

    assert [(stage.waiting, stage.in_hand) for stage in queues.stages] == [(1, 0), (1, 1), (0, 0)]
    assert queues.stages[1].oldest == begun
    assert [(lane.unread, lane.to_review, lane.in_hand) for lane in queues.lanes] == [(1, 0, 0), (0, 1, 1), (0, 0, 0)]
    assert [(form.name, form.unread, form.to_review, form.late) for form in queues.forms] == [
        (None, 1, 0, 0),
        ("slip", 0, 1, 1),
    ]
    assert {(site.name, site.unread + site.to_review) for site in queues.sites} == {(None, 1), ("site_1", 1)}


def test_a_claim_that_ran_out_is_in_nobodys_hands(desk: Desk, services: Services, clock: Clock) -> None:
    claim_scan(services, actor="user:1", scan_id=desk.in_review(), minutes=10)
    clock.advance(minutes=11)
    review = look(services).queues.stages[1]
    assert (review.waiting, review.in_hand) == (1, 0)


def test_a_persons_pace_is_that_of_the_time_at_work(desk: Desk, services: Services, clock: Clock) -> None:
    for number in range(3):
        scan_id = desk.in_review(number=f"S00{number}")
        claim_scan(services, actor="user:1", scan_id=scan_id, minutes=10)
        correct_fields(services, actor="user:1", scan_id=scan_id, corrections={"note": "x"}, confirmed=["total"])
        accept_review(services, actor="user:1", scan_id=scan_id)
    clock.advance(minutes=20)
    claim_scan(services, actor="user:1", scan_id=desk.in_review(number="S009"), minutes=10)
    (person,) = look(services).people

    assert (person.actor, person.forms, person.fields, person.in_hand) == ("user:1", 3, 6, 1)
    assert (person.minutes, person.forms_per_hour, person.fields_per_hour) == (5, 36.0, 72.0)
    clock.advance(minutes=61)
    assert look(services).people == ()


def test_how_long_forms_took_and_how_many_needed_nobody(desk: Desk, services: Services, clock: Clock) -> None:
    desk.add_receiver()
    alone = desk.accepted()
    by_person = desk.in_review()
    clock.advance(minutes=10)
    claim_scan(services, actor="user:1", scan_id=by_person, minutes=10)
    accept_review(services, actor="user:1", scan_id=by_person, confirmed=["total"])
    with services.database.begin() as session:
        session.get_one(Scan, alone).state = "delivering"
    clock.advance(minutes=5)
    record_answer(services, actor="key:1", scan_id=alone, answer=ErpAnswer(status="approved", reference="1"))
    day = look(services).day

    assert (day.received, day.accepted, day.accepted_alone) == (2, 2, 1)
    assert (day.to_accepted.forms, day.to_accepted.median, day.to_accepted.p99) == (2, 0.0, 600.0)
    assert (day.to_answer.forms, day.to_answer.median) == (1, 900.0)
    clock.advance(hours=25)
    assert (look(services).day.accepted, look(services).day.to_answer.forms) == (0, 0)


def test_a_receiver_that_fails_is_told_with_the_newest_reason(desk: Desk, services: Services, clock: Clock) -> None:
    endpoint = desk.add_receiver()
    scan_id = desk.accepted()
    assert look(services).failing == ()
    with services.database.begin() as session:
        session.get_one(WebhookEndpoint, endpoint).failures_in_row = 6
        delivery = session.query(Delivery).filter_by(scan_id=scan_id).one()
        delivery.state, delivery.last_error = "dead", "delivery_refused"
    (failing,) = look(services).failing
    assert (failing.endpoint_id, failing.given_up, failing.retrying) == (endpoint, 1, 0)
    assert (failing.error, failing.failures_in_row) == ("delivery_refused", 6)


def test_a_worker_that_falls_silent_is_shown_as_lost(services: Services, clock: Clock) -> None:
    for name in ("host.1", "host.2"):
        tell_of_worker(services, name=name, started_at=clock(), memory_mb=900, scans=3, reads=True)
    clock.advance(minutes=1)
    tell_of_worker(services, name="host.2", started_at=clock(), memory_mb=950, scans=4, reads=False)
    workers = look(services).machines.workers
    assert [(worker.name, worker.alive, worker.memory_mb) for worker in workers] == [
        ("host.1", False, 900),
        ("host.2", True, 950),
    ]
    take_leave(services, name="host.1")
    assert [worker.name for worker in look(services).machines.workers] == ["host.2"]


def test_pages_read_in_the_last_hour_are_counted(desk: Desk, services: Services, clock: Clock) -> None:
    desk.accepted(b"1")
    clock.advance(minutes=50)
    desk.accepted(b"2")
    assert look(services).machines.pages_per_hour == 2
    clock.advance(minutes=50)
    assert look(services).machines.pages_per_hour == 1


def test_history_has_a_row_a_minute_whoever_writes_it(desk: Desk, services: Services, clock: Clock) -> None:
    desk.in_review()
    written = []
    for _ in range(3):
        written += [sample_board(services, data_folder=Path(".")), sample_board(services, data_folder=Path("."))]
        clock.advance(minutes=1)
    history = show_history(services, hours=1)
    assert written == [True, False] * 3
    assert [moment.to_review for moment in history] == [1, 1, 1]
    assert look(services).machines.sampled_at == history[-1].at


@pytest.mark.parametrize("hours", [1, 24])
def test_a_long_history_is_thinned_out_and_ends_now(services: Services, clock: Clock, hours: int) -> None:
    for _ in range(3):
        sample_board(services, data_folder=Path("."))
        clock.advance(days=4)
    assert len(show_history(services, hours=192)) == 1  # the others were let go


def test_workers_that_are_long_gone_are_forgotten(services: Services, clock: Clock) -> None:
    tell_of_worker(services, name="host.1", started_at=clock(), memory_mb=900, scans=3, reads=True)
    clock.advance(days=8)
    sample_board(services, data_folder=Path("."))
    with services.database() as session:
        assert session.query(WorkerBeat).count() == 0

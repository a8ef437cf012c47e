import io
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ocr_service.records import audit
from ocr_service.records.base import new_id
from ocr_service.records.board import BoardSample, ScanFact
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.masterdata import MasterdataSource
from ocr_service.records.scans import Scan
from ocr_service.usecases.board.keep_history import sample_board
from ocr_service.usecases.board.watch_machines import tell_of_worker
from ocr_service.usecases.masterdata.load_list import load_list
from ocr_service.usecases.ports import Services
from ocr_service.usecases.warning.keep_ledger import WarningView, list_warnings
from ocr_service.usecases.warning.watch import watch_quality, watch_work
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import Desk

HERE = Path(".")
GB = 1_000_000_000


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def machine(services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is well: half its disk free, a worker alive."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(500 * GB, 250 * GB, 250 * GB))
    beat(services, clock)


def beat(services: Services, clock: Clock) -> None:
    tell_of_worker(services, name="host.1", started_at=clock(), memory_mb=900, scans=3, reads=False)


def look(services: Services, clock: Clock, *, alive: bool = True) -> dict[str, WarningView]:
    if alive:
        beat(services, clock)
    watch_work(services, data_folder=HERE, find_unreadable=lambda _: (), find_ends=lambda _: ())
    return {warning.kind: warning for warning in list_warnings(services, closed=False)}


def waiting(services: Services, clock: Clock, count: int, **columns: Any) -> None:
    """Scans as they stand in the database; how they came there is no matter here."""
    made = {"state": "queued", "file_name": "x.png", "media_type": "image/png", "size_bytes": 1, "source": "api"}
    with services.database.begin() as session:
        for number in range(count):
            row = {**made, "file_sha256": new_id(f"{number}"), "actor": "user:1", **columns}
            session.add(Scan(**row, created_at=clock(), changed_at=clock()))


def acts(services: Services, clock: Clock, action: str, count: int) -> None:
    with services.database.begin() as session:
        for number in range(count):
            audit.write(session, at=clock(), actor="user:1", action=action, subject=f"scan_{number}")


def test_a_service_that_is_well_warns_of_nothing(desk: Desk, services: Services, clock: Clock) -> None:
    desk.accepted()
    assert look(services, clock) == {}


def test_a_queue_that_grows_faster_than_it_is_read(services: Services, clock: Clock) -> None:
    sample_board(services, data_folder=HERE)
    clock.advance(minutes=30)
    waiting(services, clock, 40)
    acts(services, clock, "scan.read", 10)
    warning = look(services, clock)["queue_grows"]
    assert (warning.subject, warning.role) == ("read", "administrator")
    assert warning.params == {"waiting": 40, "grown": 40, "came_per_hour": 100, "went_per_hour": 20}


@pytest.mark.parametrize(("count", "read"), [(15, 0), (25, 400), (0, 50)])
def test_a_queue_that_is_short_or_only_sways_is_no_trouble(
    services: Services, clock: Clock, count: int, read: int
) -> None:
    sample_board(services, data_folder=HERE)
    clock.advance(minutes=30)
    waiting(services, clock, count)
    acts(services, clock, "scan.read", read)
    assert look(services, clock) == {}


def test_what_people_cannot_keep_up_with_is_told_to_the_supervisor(services: Services, clock: Clock) -> None:
    sample_board(services, data_folder=HERE)
    clock.advance(minutes=60)
    waiting(services, clock, 60, state="needs_review")
    acts(services, clock, "scan.accepted", 20)
    assert [warning.subject for warning in look(services, clock).values()] == ["review"]


def test_a_promise_that_the_pace_will_not_keep(services: Services, clock: Clock) -> None:
    soon = clock() + timedelta(minutes=50)
    waiting(services, clock, 10, state="needs_review", due_at=soon)
    acts(services, clock, "scan.accepted", 6)
    warning = look(services, clock)["promise_at_risk"]
    assert warning.params == {"late": 0, "at_risk": 5, "went_per_hour": 6}


def test_a_promise_that_the_pace_keeps_is_no_trouble(services: Services, clock: Clock) -> None:
    waiting(services, clock, 10, state="needs_review", due_at=clock() + timedelta(minutes=50))
    acts(services, clock, "scan.accepted", 20)
    assert look(services, clock) == {}


def test_where_nobody_works_promises_of_the_next_hour_are_at_risk(services: Services, clock: Clock) -> None:
    waiting(services, clock, 1, state="needs_review", due_at=clock() + timedelta(minutes=50))
    waiting(services, clock, 1, state="needs_template", due_at=clock() + timedelta(minutes=70))
    assert look(services, clock)["promise_at_risk"].params["at_risk"] == 1
    clock.advance(minutes=60)
    assert look(services, clock)["promise_at_risk"].params == {"late": 1, "at_risk": 1, "went_per_hour": 0}


def test_a_receiver_fails_until_its_first_success(desk: Desk, services: Services, clock: Clock) -> None:
    endpoint_id = desk.add_receiver()
    desk.accepted()

    def failures(count: int) -> dict[str, WarningView]:
        with services.database.begin() as session:
            session.get_one(WebhookEndpoint, endpoint_id).failures_in_row = count
        return look(services, clock)

    assert failures(4) == {}
    warning = failures(5)["endpoint_fails"]
    assert (warning.role, warning.params["waiting"], warning.subject) == ("integrator", 1, endpoint_id)
    failures(1)
    clock.advance(minutes=30)
    assert "endpoint_fails" in failures(1)
    failures(0)
    clock.advance(minutes=11)
    assert failures(0) == {}


def test_messages_that_were_given_up_wait_for_a_person(desk: Desk, services: Services, clock: Clock) -> None:
    desk.add_receiver()
    desk.accepted()
    with services.database.begin() as session:
        session.query(Delivery).update({"state": "dead"})
    assert look(services, clock)["messages_given_up"].params["count"] == 1


def test_no_worker_alive(services: Services, clock: Clock) -> None:
    clock.advance(minutes=2)
    assert look(services, clock, alive=False)["no_worker"].role == "administrator"
    look(services, clock)
    clock.advance(minutes=11)
    assert look(services, clock) == {}


def test_a_disk_that_is_nearly_full(services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def free(gigabytes: float) -> set[str]:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(500 * GB, 0, int(gigabytes * GB)))
        return set(look(services, clock))

    assert free(21) == set()
    assert free(19) == {"disk_fills"}
    free(24)
    clock.advance(minutes=30)
    assert free(24) == {"disk_fills"}
    free(26)
    clock.advance(minutes=11)
    assert free(26) == set()


def test_a_disk_that_will_be_full_in_three_days(services: Services, clock: Clock) -> None:
    with services.database.begin() as session:
        session.add(BoardSample(at=clock() - timedelta(days=1), unread=0, to_review=0, unsent=0, disk_free_mb=350_000))
    assert look(services, clock)["disk_fills"].params == {"free_gb": 250.0, "free_share": 0.5, "days": 2.5}


def ended(services: Services, clock: Clock, days_ago: float, count: int, *, bad: int = 0, **columns: Any) -> None:
    """So many accepted forms, `bad` of them corrected and with a blurred page."""
    with services.database.begin() as session:
        for number in range(count):
            wrong = number < bad
            row: dict[str, Any] = {
                "corrected": int(wrong),
                "doubted": int(wrong),
                "faulty_pages": int(wrong),
                "faults": {"page_blurred": 1} if wrong else None,
                "template": "slip",
                "residual_mm": 0.1 + 0.02 * (number % 3),
                "source": "upload",
                "actor": "user:1",
                **columns,
            }
            session.add(
                ScanFact(
                    **row,
                    scan_id=f"scan_{days_ago}_{number}_{columns}"[:40],
                    ended_at=clock() - timedelta(days=days_ago),
                    outcome="accepted",
                    by_person=wrong,
                    pages=1,
                    fields=10,
                    keys_saved=1,
                    fields_saved=1,
                    counted={},
                )
            )


def quality(services: Services) -> dict[str, WarningView]:
    watch_quality(services)
    return {warning.kind: warning for warning in list_warnings(services, closed=False)}


def test_a_form_whose_quality_fell_this_week_names_the_supplier(services: Services, clock: Clock) -> None:
    ended(services, clock, 20, 400, bad=20)
    ended(services, clock, 5, 60, bad=2, supplier="华锦")
    ended(services, clock, 4, 40, bad=30, supplier="新达")
    warning = quality(services)["form_got_worse"]
    assert (warning.subject, warning.role) == ("slip", "author")
    assert warning.params == {"measure": "corrected", "before": 0.05, "now": 0.32, "scans": 100, "supplier": "新达"}


def test_a_form_that_fits_its_template_worse(services: Services, clock: Clock) -> None:
    ended(services, clock, 20, 100)
    ended(services, clock, 5, 40, residual_mm=0.4)
    assert quality(services)["form_got_worse"].params["measure"] == "residual"


@pytest.mark.parametrize(("count", "bad"), [(25, 20), (100, 8), (400, 20)])
def test_few_forms_or_small_differences_are_no_trouble(services: Services, clock: Clock, count: int, bad: int) -> None:
    ended(services, clock, 20, 400, bad=20)
    ended(services, clock, 5, count, bad=bad)
    assert quality(services) == {}


def test_a_scanner_whose_pictures_became_bad(services: Services, clock: Clock) -> None:
    ended(services, clock, 10, 400, bad=8)
    ended(services, clock, 1, 60, bad=20)
    ended(services, clock, 1, 60, actor="user:2")
    warning = quality(services)["scanner_dirty"]
    assert (warning.subject, warning.role) == ("upload|user:1", "clerk")
    assert warning.params == {
        "device": None, "site": None, "source": "upload", "actor": "user:1",
        "before": 0.02, "now": 0.3333, "scans": 60, "fault": "page_blurred",
    }  # fmt: skip


def test_of_scanners_that_one_clerk_uses_the_dirty_one_is_named(services: Services, clock: Clock) -> None:
    dirty, clean = {"device": "Canon iR-ADV C3520", "site_id": "site_1"}, {"device": "EPSON Scan"}
    ended(services, clock, 10, 200, bad=4, **dirty)
    ended(services, clock, 10, 600, bad=12, **clean)
    ended(services, clock, 1, 40, bad=14, **dirty)
    ended(services, clock, 1, 200, bad=4, **clean)
    ended(services, clock, 2, 40, bad=1, **(dirty | {"site_id": "site_2"}))
    warning = quality(services)["scanner_dirty"]
    assert warning.subject == "Canon iR-ADV C3520|site_1"
    assert (warning.params["now"], warning.params["fault"]) == (0.35, "page_blurred")


def load_customers(services: Services, actor: str = "key:erp") -> None:
    rows = b"no,name\nC1,a\n"
    load_list(services, actor=actor, name="customers", file=io.BytesIO(rows), size_bytes=len(rows), source="api")


def failing_source(services: Services, clock: Clock, *, failures: int, code: str) -> None:
    with services.database.begin() as session:
        session.merge(
            MasterdataSource(
                list_name="orders",
                url="http://erp/orders.csv",
                format="csv",
                minutes=60,
                settings={},
                changed_at=clock(),
                changed_by="user:1",
                next_at=clock(),
                fetched_at=clock() - timedelta(hours=5),
                failures=failures,
                error={"code": code, "params": {}},
            )
        )


def test_a_list_that_cannot_be_fetched(services: Services, clock: Clock) -> None:
    failing_source(services, clock, failures=2, code="masterdata_fetch_timeout")
    assert look(services, clock) == {}
    failing_source(services, clock, failures=3, code="masterdata_fetch_timeout")
    warning = look(services, clock)["masterdata_pull_fails"]
    assert (warning.subject, warning.role) == ("orders", "integrator")
    assert warning.params == {"list": "orders", "failures": 3, "age_hours": 5}


def test_a_list_whose_file_is_refused_is_told_at_once(services: Services, clock: Clock) -> None:
    failing_source(services, clock, failures=1, code="masterdata_refused")
    assert "masterdata_pull_fails" in look(services, clock)


def test_a_list_that_used_to_come_and_does_not_any_more(services: Services, clock: Clock) -> None:
    for _ in range(4):
        load_customers(services)
        clock.advance(hours=24)
    clock.advance(hours=47)
    assert look(services, clock) == {}
    clock.advance(hours=2)
    assert look(services, clock)["masterdata_stale"].params == {"list": "customers", "age_hours": 73, "usual_hours": 24}
    load_customers(services)
    clock.advance(minutes=1)
    assert look(services, clock)["masterdata_stale"].calm


def test_a_list_that_people_upload_is_not_missed(services: Services, clock: Clock) -> None:
    for _ in range(5):
        load_customers(services, actor="user:mei")
        clock.advance(hours=1)
    clock.advance(hours=500)
    assert look(services, clock) == {}

"""Weeks of a factory, hour by hour: what goes wrong is told once and to the right person, and goes away when mended."""

import random
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select

from ocr_service.records import audit
from ocr_service.records.base import new_id
from ocr_service.records.board import ScanFact
from ocr_service.records.deliveries import WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.usecases.board.keep_history import sample_board
from ocr_service.usecases.board.watch_machines import tell_of_worker
from ocr_service.usecases.ports import Services
from ocr_service.usecases.warning.keep_ledger import WarningView, close_warning, list_warnings
from ocr_service.usecases.warning.watch import watch_quality, watch_work
from tests.integration.conftest import Clock
from tests.integration.usecases.conftest import Desk

# What differs between the databases is held to by the tests of the single warnings; weeks take their time.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HERE = Path(".")
GB = 1_000_000_000
DAYS, HOURS = 5, 8
SCANNERS = ("Canon iR-ADV C3520", "EPSON Scan")
SUPPLIERS = ("华锦", "新达", "锦华")


class Usage(NamedTuple):
    total: int
    used: int
    free: int


class Factory:
    """Ten forms an hour come in, are read and sent; of three a person is asked. Chance is the same in every run."""

    def __init__(self, services: Services, clock: Clock, endpoint_id: str) -> None:
        self.services, self.clock, self.endpoint_id = services, clock, endpoint_id
        self.chance = random.Random(11)

    def come_in(self, count: int, *, promised: timedelta = timedelta(hours=6)) -> None:
        now = self.clock()
        with self.services.database.begin() as session:
            for _ in range(count):
                session.add(
                    Scan(
                        state="queued", file_name="x.png", media_type="image/png", size_bytes=1, source="upload",
                        actor="user:1", file_sha256=new_id("f"), created_at=now, changed_at=now, due_at=now + promised,
                    )
                )  # fmt: skip

    def work(self, state: str, count: int, action: str, become: Callable[[int], tuple[str, ...]]) -> None:
        with self.services.database.begin() as session:
            waiting = session.scalars(select(Scan).where(Scan.state == state).order_by(Scan.id).limit(count)).all()
            for number, scan in enumerate(waiting):
                for scan.state in become(number):
                    session.flush()
                audit.write(session, at=self.clock(), actor="system", action=action, subject=scan.id)

    def read(self, count: int) -> None:
        self.work(
            "queued", count, "scan.read", lambda number: ("reading", "accepted" if number % 10 < 7 else "needs_review")
        )

    def review(self, count: int) -> None:
        self.work("needs_review", count, "scan.accepted", lambda _: ("accepted",))

    def end(self, count: int, *, at: datetime | None = None, wrong: float = 0.05, blurred: float = 0.03) -> None:
        """So many forms ended; `wrong` of those of the second supplier, `blurred` of those of the first scanner."""
        with self.services.database.begin() as session:
            for _ in range(count):
                supplier, device = self.chance.choice(SUPPLIERS), self.chance.choice(SCANNERS)
                is_wrong = self.chance.random() < (wrong if supplier == SUPPLIERS[1] else 0.05)
                is_blurred = self.chance.random() < (blurred if device == SCANNERS[0] else 0.03)
                session.add(
                    ScanFact(
                        scan_id=new_id("scan"), ended_at=at or self.clock(), outcome="accepted", by_person=is_wrong,
                        template="slip", source="upload", actor="user:1", supplier=supplier, device=device, pages=1,
                        faulty_pages=int(is_blurred), faults={"page_blurred": 1} if is_blurred else None,
                        residual_mm=self.chance.gauss(0.2, 0.03), fields=10, doubted=int(is_wrong),
                        corrected=int(is_wrong), keys_saved=1, fields_saved=1, counted={},
                    )
                )  # fmt: skip

    def fail(self, in_row: int) -> None:
        with self.services.database.begin() as session:
            session.get_one(WebhookEndpoint, self.endpoint_id).failures_in_row = in_row

    def look(self) -> set[str]:
        tell_of_worker(self.services, name="host.1", started_at=self.clock(), memory_mb=900, scans=3, reads=False)
        sample_board(self.services, data_folder=HERE)
        watch_work(self.services, data_folder=HERE, find_unreadable=lambda _: (), find_ends=lambda _: ())
        watch_quality(self.services)
        return {warning.kind for warning in list_warnings(self.services, closed=False)}

    def month_before(self) -> None:
        for day in range(1, 29):
            self.end(20, at=self.clock() - timedelta(days=day))


Hour = Callable[[Factory], None]


def usual(factory: Factory, *, incoming: int = 10, **ended: Any) -> None:
    factory.come_in(incoming)
    factory.read(40)
    factory.review(12)
    factory.end(6, **ended)


def a_week(
    factory: Factory, unusual: dict[tuple[int, int], Hour] | None = None, *, hours: int = HOURS
) -> dict[tuple[int, int], set[str]]:
    """What is open at each hour of its working days; `unusual` are those that do not go as the others."""
    seen = {}
    for day in range(DAYS):
        for hour in range(hours):
            (unusual or {}).get((day, hour), usual)(factory)
            seen[day, hour] = factory.look()
            factory.clock.advance(hours=1)
        factory.clock.advance(hours=24 - hours)
    factory.clock.advance(days=7 - DAYS)
    return seen


@pytest.fixture
def factory(desk: Desk, services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Factory:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(500 * GB, 250 * GB, 250 * GB))
    factory = Factory(services, clock, desk.add_receiver())
    factory.month_before()
    return factory


def test_a_good_week_warns_of_nothing(factory: Factory) -> None:
    seen = a_week(factory, {(1, 3): short_break, (1, 4): erp_is_back})
    assert [kinds for kinds in seen.values() if kinds] == []


def short_break(factory: Factory) -> None:
    usual(factory)
    factory.fail(2)


def flooded(factory: Factory) -> None:
    factory.come_in(50)
    factory.read(15)
    factory.review(5)


def dead_erp(factory: Factory) -> None:
    usual(factory)
    factory.fail(7)


def erp_is_back(factory: Factory) -> None:
    usual(factory)
    factory.fail(0)


def people_are_away(factory: Factory) -> None:
    factory.come_in(20, promised=timedelta(minutes=90))
    factory.read(20)
    factory.end(6)


def reprinted_and_dusty(factory: Factory) -> None:
    usual(factory, wrong=0.8, blurred=0.5)


def caught_up(factory: Factory) -> None:
    factory.read(300)
    factory.review(300)


BAD: dict[tuple[int, int], Hour] = {
    **dict.fromkeys([(0, 2), (0, 3)], flooded),
    (0, 4): caught_up,
    **dict.fromkeys([(1, 1), (1, 2)], dead_erp),
    (1, 3): erp_is_back,
    **dict.fromkeys([(2, 2), (2, 3)], people_are_away),
    (2, 4): caught_up,
    **{(day, hour): reprinted_and_dusty for day in (3, 4) for hour in range(HOURS)},
}
ROLES = {
    "queue_grows": "administrator",
    "endpoint_fails": "integrator",
    "promise_at_risk": "supervisor",
    "form_got_worse": "author",
    "scanner_dirty": "clerk",
}


def test_each_trouble_of_a_bad_week_is_told_once_and_goes_away(factory: Factory) -> None:
    bad = a_week(factory, BAD)
    assert "queue_grows" in bad[0, 3]
    assert bad[0, 7] == set()
    assert bad[1, 2] == {"endpoint_fails"}
    assert bad[1, 5] == set()
    assert "promise_at_risk" in bad[2, 3]
    assert bad[2, 7] == set()
    assert bad[4, 7] == {"form_got_worse", "scanner_dirty"}
    open_now = {warning.kind: warning for warning in list_warnings(factory.services, closed=False)}
    assert open_now["form_got_worse"].params["supplier"] == "新达"
    assert open_now["scanner_dirty"].params["device"] == "Canon iR-ADV C3520"
    assert open_now["scanner_dirty"].params["fault"] == "page_blurred"

    after = [a_week(factory, hours=3), a_week(factory, hours=3)]
    assert after[-1][4, 2] == set()
    ledger = list_warnings(factory.services, closed=True)
    assert {warning.kind: warning.role for warning in ledger} == ROLES
    assert len(told(ledger, "endpoint_fails")) == 1
    assert len(told(ledger, "form_got_worse")) == 1
    assert len(told(ledger, "scanner_dirty")) == 1
    assert all(warning.closed_by == "system" for warning in ledger)


def test_what_a_person_has_closed_is_not_told_again_while_it_lasts(factory: Factory) -> None:
    dead_erp(factory)
    assert factory.look() == {"endpoint_fails"}
    (warning,) = list_warnings(factory.services, closed=False)
    close_warning(factory.services, actor="user:1", warning_id=warning.id, note="The ERP is updated until tonight.")
    for _ in range(8):
        factory.clock.advance(hours=1)
        dead_erp(factory)
        assert factory.look() == set()
    factory.clock.advance(hours=17)
    dead_erp(factory)
    assert factory.look() == {"endpoint_fails"}, "a day later it is no longer taken for granted"


def told(ledger: tuple[WarningView, ...], kind: str) -> list[WarningView]:
    return [warning for warning in ledger if warning.kind == kind]

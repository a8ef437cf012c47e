"""A scan's state changes on known ways only, and only from the state that was expected."""

from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import DBAPIError

from ocr_service.records.scans import Scan
from ocr_service.records.session import Database
from ocr_service.records.states import ScanState, may_change
from ocr_service.records.transitions import TransitionUnknown, change_state

LATER = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def set_state(database: Database, state: ScanState) -> None:
    """Puts every scan straight into a state, past the trigger: by deleting and inserting the row anew."""
    with database.engine.begin() as connection:
        row = dict(connection.execute(select(Scan.__table__)).mappings().one())
        connection.execute(delete(Scan))
        connection.execute(insert(Scan).values({**row, "state": state}))


@pytest.mark.parametrize("old", ScanState)
def test_the_database_refuses_every_other_way(database: Database, scan_id: str, old: ScanState) -> None:
    set_state(database, old)
    for new in ScanState:
        known = old is new or may_change(old, new)
        refused = nullcontext() if known else pytest.raises(DBAPIError, match="unknown transition of a scan")
        with database.engine.connect() as connection, refused:
            connection.execute(text("UPDATE scans SET state = :new"), {"new": new})


def test_a_way_that_does_not_exist_is_a_fault_of_the_program(database: Database, scan_id: str) -> None:
    with database.sessions.begin() as session, pytest.raises(TransitionUnknown):
        change_state(session, scan_id, ScanState.RECEIVED, ScanState.DELIVERED, now=LATER)


def test_a_change_from_the_expected_state_sets_all_columns(database: Database, scan_id: str) -> None:
    with database.sessions.begin() as session:
        scan = session.get_one(Scan, scan_id)
        assert change_state(session, scan_id, ScanState.RECEIVED, ScanState.QUEUED, now=LATER, attempts=2)
        assert (scan.state, scan.attempts, scan.changed_at) == (ScanState.QUEUED, 2, LATER)


def test_a_change_from_another_state_does_nothing(database: Database, scan_id: str) -> None:
    with database.sessions.begin() as session:
        assert not change_state(session, scan_id, ScanState.QUEUED, ScanState.READING, now=LATER, attempts=2)
    with database.sessions() as session:
        assert session.get_one(Scan, scan_id).attempts == 0


def test_a_change_may_hang_on_a_further_condition(database: Database, scan_id: str) -> None:
    with database.sessions.begin() as session:
        for token, won in (("mine", False), (None, True)):
            holds = Scan.lease_token.is_(token) if token is None else Scan.lease_token == token
            assert won is change_state(session, scan_id, ScanState.RECEIVED, ScanState.QUEUED, now=LATER, only_if=holds)

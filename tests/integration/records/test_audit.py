"""The audit trail is only added to."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ocr_service.records import audit
from ocr_service.records.people import AuditEntry
from ocr_service.records.session import Database

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def write_entry(database: Database) -> None:
    with database.sessions.begin() as session:
        audit.write(
            session, at=NOW, actor="user:1", action="field.corrected", subject="scan_1", path="no", new={"value": "7"}
        )


def test_an_entry_tells_who_did_what(database: Database) -> None:
    write_entry(database)
    with database.sessions() as session:
        entry = session.query(AuditEntry).one()
    assert (entry.actor, entry.action, entry.subject, entry.path) == ("user:1", "field.corrected", "scan_1", "no")
    assert (entry.at, entry.old, entry.new) == (NOW, None, {"value": "7"})


@pytest.mark.parametrize("act", ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_an_entry(database: Database, act: str) -> None:
    write_entry(database)
    with pytest.raises(DBAPIError, match="only added to"), database.engine.begin() as connection:
        connection.execute(text(act))


def test_an_entry_stands_only_with_its_act(database: Database) -> None:
    with database.sessions.begin() as session:
        audit.write(session, at=NOW, actor="system", action="scan.failed", subject="scan_1")
        session.flush()
        session.rollback()
    with database.sessions() as session:
        assert session.query(AuditEntry).count() == 0

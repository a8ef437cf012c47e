"""Reading and writing transactions keep out of each other's way."""

import threading

import pytest
from sqlalchemy import make_url, select, text, update
from sqlalchemy.exc import DBAPIError

from ocr_service.records.scans import Scan
from ocr_service.records.session import Database, with_driver


def test_a_reading_session_cannot_write(database: Database, scan_id: str) -> None:
    with database.sessions() as session, pytest.raises(DBAPIError, match=r"(?i)read.?only"):
        session.execute(update(Scan).values(attempts=1))


def test_a_connection_that_only_read_may_write_later(database: Database, scan_id: str) -> None:
    for _ in range(3):  # the same pooled connection
        with database.sessions() as session:
            session.execute(select(Scan.id))
        with database.sessions.begin() as session:
            session.execute(update(Scan).values(attempts=Scan.attempts + 1))
    with database.sessions() as session:
        assert session.scalar(select(Scan.attempts)) == 3


def test_reading_goes_on_while_another_writes(database: Database, scan_id: str) -> None:
    with database.sessions.begin() as writing:
        writing.execute(update(Scan).values(attempts=9))
        with database.sessions() as reading:
            assert reading.scalar(select(Scan.attempts)) == 0


def test_writers_that_read_first_all_come_through(database: Database, scan_id: str) -> None:
    start = threading.Barrier(8)
    failures: list[BaseException] = []

    def count() -> None:
        start.wait()
        try:
            for _ in range(5):
                with database.sessions.begin() as session:
                    scan = session.execute(select(Scan).with_for_update()).scalar_one()
                    scan.attempts += 1
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with database.sessions() as session:
        assert session.scalar(select(Scan.attempts)) == 40


def test_a_failed_transaction_leaves_no_trace(database: Database, scan_id: str) -> None:
    def fail() -> None:
        with database.sessions.begin() as session:
            session.execute(update(Scan).values(attempts=1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.sessions() as session:
        assert session.scalar(select(Scan.attempts)) == 0


def test_foreign_keys_are_kept(database: Database, scan_id: str) -> None:
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text("UPDATE scans SET duplicate_of = 'no such scan'"))


@pytest.mark.parametrize("url", ["postgresql://u:p@h/db", "postgresql+psycopg://u:p@h/db"])
def test_postgresql_goes_through_the_driver_that_is_shipped(url: str) -> None:
    address = with_driver(url)
    assert address.drivername == "postgresql+psycopg"
    assert address.set(drivername="x") == make_url(url).set(drivername="x")

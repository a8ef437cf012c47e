"""The way to the database: SQLite (write-ahead log) or PostgreSQL (psycopg 3), with the same promises on both."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, NamedTuple

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from ocr_service.records.search import keep_texts

_SQLITE_BUSY_SECONDS: Final = 30


class Sessions(sessionmaker[Session]):
    """``with database.begin() as session`` writes, in one transaction; ``with database() as session`` only reads.

    A transaction that reads first and writes later may find on SQLite that another process wrote in between, and then
    no waiting helps it. So a writing transaction takes the write lock as its first act, and a reading one cannot write.
    """

    def __init__(self, engine: Engine) -> None:
        reading = engine.execution_options(writes=False, postgresql_readonly=True)
        super().__init__(bind=reading, expire_on_commit=False)
        self._writing = engine
        keep_texts(self)

    def begin(self) -> AbstractContextManager[Session]:
        return self._write()

    @contextmanager
    def _write(self) -> Iterator[Session]:
        with self(bind=self._writing) as session, session.begin():
            yield session


class Database(NamedTuple):
    """An open database: `engine` for migrations and health checks, `sessions` for everything else."""

    engine: Engine
    sessions: Sessions


def open_database(url: str) -> Database:
    """Opens the database at an SQLAlchemy URL without touching its tables (see `migrations.migrate`).

    ``sqlite:///path`` and ``postgresql://...`` are understood; nothing is connected before the first use.
    """
    address = with_driver(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, connect_args={"timeout": _SQLITE_BUSY_SECONDS}, pool_size=5, max_overflow=35)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        # A restarted server leaves dead connections in the pool: test each before it is handed out.
        engine = create_engine(address, pool_pre_ping=True, pool_size=5, max_overflow=15)
    return Database(engine, Sessions(engine))


def with_driver(url: str) -> URL:
    """The URL with the driver that this project ships: plain ``postgresql://`` goes through psycopg 3."""
    address = make_url(url)
    if address.drivername in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    return address


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver would begin transactions by itself, and too late; _begin_sqlite does it.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    # An upload that was answered must outlive a power cut. With NORMAL a write-ahead log may lose its last
    # transactions then; FULL costs one fsync for each commit.
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

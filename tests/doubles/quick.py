"""The real database and the real hashing of passwords without what makes them slow: no test cuts the power, and no
test is an attacker who tries passwords.
"""

import os
import ssl
from typing import Any, Final

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from ocr_service.access import passwords
from ocr_service.records.session import Database, open_database

# What a slow hash protects from is tested in tests/unit/access.
_HASHER: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
# SQLAlchemy keeps what it has put together of a statement for each database by itself, and every test has its own.
_STATEMENTS: Final[dict[Any, Any]] = {}
for _dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
    _dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[assignment]
    _dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[assignment]


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """For one test: no file waits for the disk, passwords are hashed with Argon2's least parameters, and the system's
    authorities, which sign for nobody on 127.0.0.1, are not read.
    """
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setattr(passwords, "_HASHER", _HASHER)
    monkeypatch.setattr(ssl.SSLContext, "set_default_verify_paths", lambda self: None)


def open_quickly(url: str) -> Database:
    """As `open_database`, but SQLite does not wait for the disk, and statements are put together once for all tests."""
    opened = open_database(url)
    for engine in (opened.engine, opened.sessions.kw["bind"]):
        engine.update_execution_options(compiled_cache=_STATEMENTS)
    if opened.engine.dialect.name == "sqlite":
        event.listen(opened.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
    return opened

"""The real database and the real hashing of passwords without what makes them slow: no test cuts the power, and no
test is an attacker who tries passwords.
"""

import os
from typing import Final

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event

from ocr_service.access import passwords
from ocr_service.records.session import Database, open_database

# What a slow hash protects from is tested in tests/unit/access.
_HASHER: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """For one test: no file waits for the disk, and passwords are hashed with Argon2's least parameters."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setattr(passwords, "_HASHER", _HASHER)


def open_quickly(url: str) -> Database:
    """As `open_database`, but SQLite does not wait for the disk."""
    opened = open_database(url)
    if opened.engine.dialect.name == "sqlite":
        event.listen(opened.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
    return opened

"""Locks for the rare transaction that must look at many rows and then write, with nobody writing in between."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from ocr_service.records.base import Base


def lock_out_writers(session: Session, table: type[Base]) -> None:
    """Until this transaction ends nobody else writes to the table; reading goes on. For tables that rarely change.

    On SQLite every writing transaction has the database for itself anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f'LOCK TABLE "{table.__tablename__}" IN SHARE ROW EXCLUSIVE MODE'))


def lock_word(session: Session, word: str) -> None:
    """Until this transaction ends nobody else holds the same word: for what has no row yet that could be locked.

    On SQLite every writing transaction has the database for itself anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:word, 0))"), {"word": word})

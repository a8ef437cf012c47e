"""What a scan can be found by: all that stands on it, in one row, kept true whatever changes a scan or its fields."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, ForeignKey, String, Text, and_, event, false, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, sessionmaker

from ocr_service.records.base import Base
from ocr_service.records.scans import Scan, ScanField

# A scan's own columns that people search by, beside the values of its fields.
SEARCHED: Final = ("file_name", "client_reference", "erp_reference", "serial")
# Far more than a form of 500 fields says; a page of prose in a remark must not make every search slow.
_LONGEST: Final = 20_000
_CHANGED: Final = "scans whose texts changed"
_DATE: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class ScanText(Base):
    """A scan's name, numbers and values, each `squash`ed and on a line of its own.

    The rows lie in the order of the scans' identifiers, so that a search reads them newest first and stops when it
    has found enough; a text that stands nowhere costs one pass over all (docs/decisions/0012 has the times).
    """

    __tablename__ = "scan_texts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    scan_id: Mapped[str] = mapped_column(String(40), ForeignKey("scans.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


def squash(text: str) -> str:
    """Letters and digits alone, of one width and case: ``DN-2024/0117`` and ``ｄｎ２０２４０１１７`` are the same."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def ways_to_say(words: str) -> list[set[str]]:
    """For each of the words how it may stand in a squashed text; a day may be written in any usual way."""
    every = ({squash(word), _day(word)} - {""} for word in words.split())
    return [ways for ways in every if ways]


def contains(words: str) -> ColumnElement[bool]:
    """Whether a scan's text holds every one of the words, in part or whole; punctuation alone stands on none."""
    wanted = ways_to_say(words)
    if not wanted:
        return false()
    return and_(*(or_(*(ScanText.text.contains(one) for one in sorted(ways))) for ways in wanted))


def _day(word: str) -> str:
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", word))
    return f"{match[1]}{int(match[2]):02}{int(match[3]):02}" if match else ""


def note_change(session: Session, scan_id: str) -> None:
    """For changes that the session cannot see by itself: an UPDATE that goes past its objects."""
    session.info.setdefault(_CHANGED, set()).add(scan_id)


def keep_texts(sessions: sessionmaker[Session]) -> None:
    """From now on each transaction that changes scans or their fields brings their texts up to date as its last act."""
    event.listen(sessions, "after_flush", _note_changes)
    event.listen(sessions, "before_commit", _write_texts)


def _note_changes(session: Session, _context: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, ScanField):
            note_change(session, row.scan_id)
        elif isinstance(row, Scan):
            note_change(session, row.id)


def _write_texts(session: Session) -> None:
    session.flush()
    changed: Collection[str] = session.info.pop(_CHANGED, ())
    for scan_id in sorted(changed):
        scan = session.execute(select(*(getattr(Scan, name) for name in SEARCHED)).where(Scan.id == scan_id)).first()
        if scan is not None:
            session.merge(ScanText(scan_id=scan_id, text=_text_of(session, scan_id, scan)))


def _text_of(session: Session, scan_id: str, own: Iterable[str | None]) -> str:
    values = select(ScanField.text, ScanField.value).where(ScanField.scan_id == scan_id).order_by(ScanField.position)
    lines = [squash(one) for one in own if one]
    for text, value in session.execute(values):
        # As written and as the ERP gets it: a date or an amount is looked for either way.
        given = (text, *(value if isinstance(value, list) else [value]))
        lines += [squash(str(one)) for one in given if one is not None and not isinstance(one, bool)]
    return "\n".join(dict.fromkeys(line for line in lines if line))[:_LONGEST]

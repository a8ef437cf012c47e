"""The audit trail, searched: who did what to which thing, and when; newest first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.people import ApiKey, AuditEntry, User
from ocr_service.records.scans import Scan
from ocr_service.records.search import ScanText, contains
from ocr_service.records.sites import Site
from ocr_service.usecases.errors import CursorInvalid
from ocr_service.usecases.ports import Services

MAX_PAGE: Final = 200
_IDENTIFIER: Final = re.compile(r"[a-z]{1,8}_[0-9a-z]{1,32}")
_CURSOR: Final = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")
_MICROSECOND: Final = 1_000_000
# More things of one name would make the search slow, and nobody could tell them apart anyway.
_MOST_SUBJECTS: Final = 50


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """Which entries are wanted; what is None does not matter.

    `about` is the identifier of a scan, receiver, person, key, site, delivery ..., or a name of one: a person's, key's
    or form's name, a site's code, a receiver's description, the sender's or the ERP's own number of a paper, exactly;
    or a scan's file name, with or without its ending. The deliveries of a scan count as about it.
    `since` is included, `until` is not.
    """

    actor: str | None = None
    actions: tuple[str, ...] | None = None
    about: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class AuditRow:
    """`actor` did `action` to `subject` (to the field at `path`), from `old` to `new`."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    path: str | None
    old: dict[str, Any] | None
    new: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class AuditPage:
    """Some entries, newest first. `next_cursor` is None on the last page."""

    entries: tuple[AuditRow, ...]
    next_cursor: str | None


def search_audit(
    services: Services, *, only: AuditFilter | None = None, cursor: str | None = None, limit: int = 50
) -> AuditPage:
    """At most `limit` (1 to 200) entries; `cursor` is the `next_cursor` of the page before. Raises CursorInvalid."""
    wanted = min(max(limit, 1), MAX_PAGE)
    before = None if cursor is None else _read_cursor(cursor)
    with services.database() as session:
        found = _newest(session, only or AuditFilter(), before, wanted + 1)
    more = len(found) > wanted
    return AuditPage(entries=tuple(found[:wanted]), next_cursor=_write_cursor(found[wanted - 1]) if more else None)


def all_entries(services: Services, only: AuditFilter, *, batch: int = 1000) -> Iterator[tuple[AuditRow, ...]]:
    """Everything that fits, newest first, in batches: a transaction each, so that nobody waits for the whole."""
    before: tuple[datetime, int] | None = None
    while True:
        with services.database() as session:
            found = _newest(session, only, before, batch)
        if found:
            yield tuple(found)
        if len(found) < batch:
            return
        before = (found[-1].at, found[-1].id)


def _newest(session: Session, only: AuditFilter, before: tuple[datetime, int] | None, limit: int) -> list[AuditRow]:
    """Each pair of an action and a thing is asked for by itself: from an index, in order, and only as far as needed.

    An ``IN`` over several of them would make the database collect and sort all that there ever was of each.
    """
    subjects: Sequence[str | None] = (None,) if only.about is None else _subjects(session, only.about)
    actions: Sequence[str | None] = (None,) if only.actions is None else only.actions
    if only.actions is not None and only.about is not None:
        # A thing's whole history is short: its actions are picked from it.
        actions = (None,)
    found: list[AuditRow] = []
    for subject in subjects:
        for action in actions:
            one = _conditions(replace(only, actions=only.actions if action is None else (action,)), subject, before)
            query = select(AuditEntry).where(*one).order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)
            found += [_row(entry) for entry in session.scalars(query)]
    return sorted(found, key=lambda row: (row.at, row.id), reverse=True)[:limit]


def _conditions(
    only: AuditFilter, subject: str | None, before: tuple[datetime, int] | None
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if only.actor is not None:
        conditions.append(AuditEntry.actor == only.actor)
    if only.actions is not None:
        conditions.append(AuditEntry.action.in_(only.actions))
    if subject is not None:
        conditions.append(AuditEntry.subject == subject)
    if only.since is not None:
        conditions.append(AuditEntry.at >= only.since)
    if only.until is not None:
        conditions.append(AuditEntry.at < only.until)
    if before is not None:
        at, last = before
        conditions.append(AuditEntry.at <= at)
        conditions.append(or_(AuditEntry.at < at, and_(AuditEntry.at == at, AuditEntry.id < last)))
    return conditions


def _subjects(session: Session, about: str) -> tuple[str, ...]:
    """The identifiers of what is called like this; a scan brings its deliveries along."""
    named = {about}
    if not _IDENTIFIER.fullmatch(about):
        for column, name, sought in (
            (User.id, User.name, about.casefold()),
            (ApiKey.id, ApiKey.name, about),
            (Site.id, Site.code, about),
            (WebhookEndpoint.id, WebhookEndpoint.description, about),
            (Scan.id, Scan.client_reference, about),
            (Scan.id, Scan.erp_reference, about),
        ):
            named |= set(session.scalars(select(column).where(name == sought).limit(_MOST_SUBJECTS)))
        named |= set(session.scalars(_of_file(about)))
    scans = [one for one in named if one.startswith("scan_")]
    if scans:
        of_them = select(Delivery.id).where(Delivery.scan_id.in_(scans)).limit(_MOST_SUBJECTS)
        named |= set(session.scalars(of_them))
    return tuple(sorted(named)[:_MOST_SUBJECTS])


def _of_file(name: str) -> Select[str]:
    """The newest scans whose file is called like this. Through their texts: names have no index of their own."""
    called = or_(func.lower(Scan.file_name) == name.lower(), Scan.file_name.istartswith(f"{name}.", autoescape=True))
    found = select(Scan.id).join(ScanText, ScanText.scan_id == Scan.id).order_by(ScanText.scan_id.desc())
    return found.where(contains(name), called).limit(_MOST_SUBJECTS)


def _read_cursor(cursor: str) -> tuple[datetime, int]:
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise CursorInvalid
    seconds, microseconds = divmod(int(match[1]), _MICROSECOND)
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=microseconds), int(match[2])
    except (ValueError, OverflowError, OSError):
        raise CursorInvalid from None


def _write_cursor(row: AuditRow) -> str:
    return f"{int(row.at.timestamp()) * _MICROSECOND + row.at.microsecond}-{row.id}"


def _row(entry: AuditEntry) -> AuditRow:
    return AuditRow(
        id=entry.id,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        subject=entry.subject,
        path=entry.path,
        old=entry.old,
        new=entry.new,
    )

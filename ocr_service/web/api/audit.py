"""The audit trail: who did what to which thing, searched and taken out."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints
from starlette.responses import StreamingResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.following.search_audit import MAX_PAGE, AuditFilter, AuditRow, all_entries, search_audit
from ocr_service.web.api.problem_docs import BROKEN, PROBLEMS
from ocr_service.web.api.texts import FilledLine, Line
from ocr_service.web.audit_words import find_words
from ocr_service.web.csv_answer import csv_answer
from ocr_service.web.guard import needs
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import UseServices, parts_of

router = APIRouter(prefix="/audit", tags=["audit"], responses=PROBLEMS)
Auditor = Annotated[Caller, needs(Permission.AUDIT_READ)]
Actor = Annotated[str, StringConstraints(pattern=r"^(system|[a-z]{1,12}:[0-9a-z_]{1,60})$")]
Action = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,20}\.[a-z_]{1,39}$")]
Zone = Annotated[
    str,
    Query(pattern=r"^[A-Za-z][A-Za-z0-9_+/-]{0,63}$", description="IANA name of the zone that the times are told in"),
]
_COLUMNS: Final = ("at", "actor", "actor_name", "action", "text", "subject", "subject_name", "path", "old", "new")


class Entry(BaseModel):
    """`actor` did `action` to `subject` (to the field at `path`), from `old` to `new`."""

    id: int
    at: datetime
    actor: str = Field(examples=["user:user_01kfz3q8m5v2r7c9w4x6y8z0ab"])
    actor_name: str | None
    action: str = Field(examples=["user.changed"])
    text: str = Field(description="the action in the request's language")
    subject: str
    subject_name: str | None
    subject_gone: bool = Field(description="it was deleted or forgotten since")
    path: str | None
    old: dict[str, Any] | None
    new: dict[str, Any] | None
    names: dict[str, str] = Field(description="what the identifiers in `old` and `new` are called")


class Entries(BaseModel):
    """Some entries, newest first; go on with `next_cursor` until it is null."""

    items: list[Entry]
    next_cursor: str | None


def _wanted(
    actor: Annotated[Actor | None, Query(description="user:<id>, key:<id>, endpoint:<id> or system")] = None,
    action: Annotated[list[Action] | None, Query(max_length=30, description="one or several")] = None,
    about: Annotated[
        FilledLine | None,
        Query(
            description="the id of a scan, receiver, person ..., or its name, code or reference, exactly; a file by "
            "its name, also without the ending"
        ),
    ] = None,
    since: AwareDatetime | None = None,
    until: Annotated[AwareDatetime | None, Query(description="before this time")] = None,
) -> AuditFilter:
    return AuditFilter(
        actor=actor, actions=tuple(dict.fromkeys(action)) if action else None, about=about, since=since, until=until
    )


Wanted = Annotated[AuditFilter, Depends(_wanted)]


@router.get("", summary="Search the audit trail", responses=BROKEN)
def get_audit(
    _: Auditor,
    request: Request,
    services: UseServices,
    only: Wanted,
    cursor: Line | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
) -> Entries:
    """Newest first. All filters given must be met. Nobody can change or delete what stands here."""
    page = search_audit(services, only=only, cursor=cursor, limit=limit)
    language = choose_language(request.headers.get("accept-language"))
    return Entries(items=_shown(request, page.entries, language), next_cursor=page.next_cursor)


@router.get("/export", summary="The audit trail as CSV", response_class=StreamingResponse)
def export_audit(
    caller: Auditor, request: Request, services: UseServices, only: Wanted, zone: Zone = "UTC"
) -> StreamingResponse:
    """Everything that meets the filters, newest first, for a spreadsheet: in the person's language, times as a
    spreadsheet takes them (of the zone that the head names), and no cell that can be taken for a formula.
    """
    # A download is asked for by the browser itself, in the browser's language and not in the page's.
    language = choose_language(request.headers.get("accept-language"), caller.language)
    clock = _clock_of(zone)
    texts = parts_of(request).texts
    heads = [texts.text(language, f"admin.audit.column.{name}", zone=clock.key) for name in _COLUMNS]
    return csv_answer("audit.csv", chain([heads], _rows(request, services, only, language, clock)))


def _clock_of(zone: str) -> ZoneInfo:
    """UTC where this machine knows no such zone: a browser may know newer ones."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _rows(
    request: Request, services: UseServices, only: AuditFilter, language: str, clock: ZoneInfo
) -> Iterator[tuple[object, ...]]:
    for batch in all_entries(services, only):
        for entry in _shown(request, batch, language):
            values = entry.model_dump()
            yield tuple(_plain(values[name], clock) for name in _COLUMNS)


def _plain(value: object, clock: ZoneInfo) -> object:
    if isinstance(value, datetime):
        return f"{value.astimezone(clock):%Y-%m-%d %H:%M:%S}"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value


def _shown(request: Request, rows: tuple[AuditRow, ...], language: str) -> list[Entry]:
    parts = parts_of(request)
    words = find_words(parts, language, rows)
    return [
        Entry(
            id=row.id,
            at=row.at,
            actor=row.actor,
            actor_name=words.names.get(row.actor),
            action=row.action,
            text=words.text(row, parts.texts, language),
            subject=row.subject,
            subject_name=words.names.get(row.subject),
            subject_gone=row.subject in words.gone,
            path=row.path,
            old=row.old,
            new=row.new,
            names=words.inside(row),
        )
        for row in rows
    ]

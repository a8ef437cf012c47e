"""What the things in the audit trail are called: a subject's identifier -> the name that people know."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ocr_service.records.board import WallLink
from ocr_service.records.cases import Case
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.people import ApiKey, AuditEntry, User
from ocr_service.records.scans import Scan
from ocr_service.records.sites import Site
from ocr_service.usecases.ports import Services

_RECEIVER: Final = func.coalesce(func.nullif(WebhookEndpoint.description, ""), WebhookEndpoint.url)
_NAMES: Final[dict[str, tuple[InstrumentedAttribute[Any], Any]]] = {
    "user": (User.id, User.name),
    "key": (ApiKey.id, ApiKey.name),
    "site": (Site.id, Site.name),
    "hook": (WebhookEndpoint.id, _RECEIVER),
    "scan": (Scan.id, Scan.file_name),
    "case": (Case.id, Case.title),
    "wall": (WallLink.id, WallLink.name),
}
# What can be deleted or forgotten: the act that told its name, and under which part of the entry.
_TOLD_BY: Final = {"hook": ("endpoint.deleted", ("description", "url")), "scan": ("scan.received", ("file_name",))}
_IDENTIFIER: Final = re.compile(r"(?:user:)?([a-z]{1,8}_[0-9a-z]{1,32})")


@dataclass(frozen=True, kw_only=True)
class SubjectNames:
    """`names` by identifier, of what is gone too; `gone` are those that were deleted or forgotten."""

    names: dict[str, str]
    gone: frozenset[str]


def name_subjects(services: Services, subjects: Iterable[str]) -> SubjectNames:
    """The names of those that have one."""
    wanted: dict[str, set[str]] = {}
    for subject in subjects:
        wanted.setdefault(subject.partition("_")[0], set()).add(subject)
    names: dict[str, str] = {}
    gone: set[str] = set()
    with services.database() as session:
        for kind in _NAMES.keys() & wanted.keys():
            column, name = _NAMES[kind]
            called = select(column, name).where(column.in_(wanted[kind]))
            found: dict[str, str | None] = {row[0]: row[1] for row in session.execute(called)}
            names |= {one: told for one, told in found.items() if told}
            if kind in _TOLD_BY and (missing := wanted[kind] - found.keys()):
                gone |= missing
                names |= _told(session, kind, missing)
        names |= _deliveries(session, wanted.get("msg", set()))
    return SubjectNames(names=names, gone=frozenset(gone))


def identifiers_in(*values: object) -> Iterator[str]:
    """The identifiers among the values of an entry, at any depth; a person's without the kind before it."""
    for value in values:
        match value:
            case str() if found := _IDENTIFIER.fullmatch(value):
                yield found[1]
            case dict():
                yield from identifiers_in(*value.values())
            case list():
                yield from identifiers_in(*value)


def forms_of(services: Services, scans: Iterable[str]) -> dict[str, tuple[str | None, int | None]]:
    """The form and its version that each scan was read as."""
    with services.database() as session:
        found = select(Scan.id, Scan.template, Scan.template_version).where(Scan.id.in_(set(scans)))
        return {scan: (template, version) for scan, template, version in session.execute(found)}


def _told(session: Session, kind: str, missing: set[str]) -> dict[str, str]:
    """The names that the trail itself still tells."""
    action, parts = _TOLD_BY[kind]
    acts = select(AuditEntry).where(AuditEntry.subject.in_(missing), AuditEntry.action == action)
    told: dict[str, str] = {}
    for entry in session.scalars(acts):
        values = entry.old or entry.new or {}
        if name := next((str(values[part]) for part in parts if values.get(part)), None):
            told[entry.subject] = name
    return told


def _deliveries(session: Session, wanted: set[str]) -> dict[str, str]:
    """A delivery is called after who gets it."""
    if not wanted:
        return {}
    of_them = (
        select(Delivery.id, _RECEIVER)
        .join(WebhookEndpoint, WebhookEndpoint.id == Delivery.endpoint_id)
        .where(Delivery.id.in_(wanted))
    )
    return {row[0]: row[1] for row in session.execute(of_them)}

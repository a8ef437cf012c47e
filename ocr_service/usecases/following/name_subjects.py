"""What the things in the audit trail are called: a subject's identifier -> the name that people know."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from ocr_service.records.deliveries import WebhookEndpoint
from ocr_service.records.people import ApiKey, User
from ocr_service.records.scans import Scan
from ocr_service.records.sites import Site
from ocr_service.usecases.ports import Services

_Column = InstrumentedAttribute[Any]
_NAMES: Final[dict[str, tuple[_Column, _Column]]] = {
    "user": (User.id, User.name),
    "key": (ApiKey.id, ApiKey.name),
    "site": (Site.id, Site.name),
    "hook": (WebhookEndpoint.id, WebhookEndpoint.description),
    "scan": (Scan.id, Scan.file_name),
}


def name_subjects(services: Services, subjects: Iterable[str]) -> dict[str, str]:
    """The names of those that there still are and that have one."""
    wanted: dict[str, set[str]] = {}
    for subject in subjects:
        wanted.setdefault(subject.partition("_")[0], set()).add(subject)
    names: dict[str, str] = {}
    with services.database() as session:
        for kind, (column, name) in _NAMES.items():
            if kind in wanted:
                found = session.execute(select(column, name).where(column.in_(wanted[kind])))
                names |= {identifier: called for identifier, called in found if called}
    return names

"""Which scans a list holds, and how the database finds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from sqlalchemy import ColumnElement, Select, and_, or_, select, union

from ocr_service.records.scans import Scan
from ocr_service.records.search import ScanText, contains
from ocr_service.records.sites import Site
from ocr_service.records.states import ScanState
from ocr_service.usecases.following.find_overdue import overdue_scans

# What the one who handed a scan in wants to know: is it still under way, does a person have it, did it come back,
# should it have gone further by now?
Group = Literal["under-way", "with-person", "came-back", "overdue", "done"]
_STATES: Final[Mapping[str, tuple[ScanState, ...]]] = MappingProxyType(
    {
        "under-way": (
            ScanState.RECEIVED,
            ScanState.QUEUED,
            ScanState.READING,
            ScanState.ACCEPTED,
            ScanState.DELIVERING,
        ),
        "with-person": (ScanState.NEEDS_REVIEW, ScanState.NEEDS_TEMPLATE),
        "came-back": (ScanState.REJECTED, ScanState.FAILED),
        "done": (ScanState.DELIVERED,),
    }
)
# An answered scan came back or is done, by what the ERP said; what it sent back came back, though a person has it.
_ANSWERS: Final[Mapping[str, str]] = MappingProxyType({"came-back": "rejected", "done": "approved"})


@dataclass(frozen=True, kw_only=True)
class ScanFilter:
    """Which scans a list holds; what is None does not matter.

    Each word of `text` is looked for in everything that stands on the scan (see `records.search`); `reference` is the
    sender's or the ERP's own name for the paper, the blank's serial number, or the scan's identifier, exactly; `since`
    and `until` are times of arrival, the first included, the second not. `duplicate` asks for scans of bytes that had
    come before (true), or for the first ones (false). `site` is a site's code, `source` how it came in,
    `device` what made its file, exactly.
    """

    states: tuple[ScanState, ...] | None = None
    group: Group | None = None
    template: str | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    duplicate: bool | None = None
    text: str | None = None
    reference: str | None = None
    site: str | None = None
    source: str | None = None
    device: str | None = None


def filter_scans(only: ScanFilter, *, now: datetime, before: str | None = None) -> Select[Scan]:
    """The scans, newest first; with `before` those that are older than this identifier."""
    query = select(Scan).where(*_conditions(only, now)).order_by(Scan.id.desc())
    if before is not None:
        query = query.where(Scan.id < before)
    if only.text is None:
        return query
    # Told of both tables, and sorted by the texts' own key: the database reads texts newest first, stops when it has
    # enough, and looks at the scan of a text that fits alone.
    query = query.join(ScanText, ScanText.scan_id == Scan.id).where(contains(only.text))
    return (
        query.order_by(None)
        .order_by(ScanText.scan_id.desc())
        .where(*(() if before is None else (ScanText.scan_id < before,)))
    )


def _conditions(only: ScanFilter, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if only.states is not None:
        conditions.append(Scan.state.in_(only.states))
    if only.group is not None:
        conditions.append(_in_group(only.group, now))
    if only.template is not None:
        conditions.append(Scan.template == only.template)
    if only.actor is not None:
        conditions.append(Scan.actor == only.actor)
    if only.since is not None:
        conditions.append(Scan.created_at >= only.since)
    if only.until is not None:
        conditions.append(Scan.created_at < only.until)
    if only.duplicate is not None:
        conditions.append(Scan.duplicate_of.is_not(None) if only.duplicate else Scan.duplicate_of.is_(None))
    if only.source is not None:
        conditions.append(Scan.source == only.source)
    if only.device is not None:
        conditions.append(Scan.device == only.device)
    if only.site is not None:
        conditions.append(Scan.site_id == select(Site.id).where(Site.code == only.site).scalar_subquery())
    if only.reference is not None:
        # Each through its own index: an OR over several columns would make SQLite walk the whole table.
        exact = (Scan.client_reference, Scan.erp_reference, Scan.serial, Scan.id)
        conditions.append(Scan.id.in_(union(*(select(Scan.id).where(column == only.reference) for column in exact))))
    return conditions


def _in_group(group: Group, now: datetime) -> ColumnElement[bool]:
    if group == "overdue":
        return Scan.id.in_(overdue_scans(now))
    states = Scan.state.in_(_STATES[group])
    if group not in _ANSWERS:
        return states
    answered = [ScanState.ANSWERED, ScanState.NEEDS_REVIEW] if group == "came-back" else [ScanState.ANSWERED]
    return or_(states, and_(Scan.state.in_(answered), Scan.erp_answer == _ANSWERS[group]))

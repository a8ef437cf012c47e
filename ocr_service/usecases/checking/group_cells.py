"""Doubtful readings that are alike, over many forms: which groups there are, and a batch of one for a person's grid."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, and_, select, update
from sqlalchemy.orm import Session

from ocr_service.forms.result import Value
from ocr_service.records.calibration import FieldOutcome
from ocr_service.records.scans import Scan, ScanField
from ocr_service.records.states import ScanState
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import free_for, in_hand_of, offered_to
from ocr_service.usecases.reviewing.queue_order import queue_order
from ocr_service.usecases.reviewing.review_scan import NO_REVIEWER, NOT_AHEAD

# As many as are looked at without losing one's place; their forms are held meanwhile.
MOST_CELLS: Final = 60
# The forms that come first in the queue; more need not be counted to see where a grid is worth while.
_MOST_COUNTED: Final = 5000
_MOST_GROUPS: Final = 30
# Reasons of fields that a grid has left to the review desk: none offers them again.
MARKED_WRONG: Final = "marked_wrong"
WANTS_WHOLE_FORM: Final = "wants_whole_form"
LEFT_TO_DESK: Final = frozenset({MARKED_WRONG, WANTS_WHOLE_FORM})
_LEAST: Final = 2
_LONGEST_VALUE: Final = 40


@dataclass(frozen=True, kw_only=True)
class CellGroup:
    """What the cells of a group share; what is None does not matter.

    `template` and `field` (its name, or ``table.column``) belong together; `text` is the value as it was read;
    `character` the one that the reading hesitated at.
    """

    template: str | None = None
    field: str | None = None
    text: str | None = None
    character: str | None = None


@dataclass(frozen=True, kw_only=True)
class CountedGroup:
    """A group with so many cells, on so many forms. `template_version` is one of those that are there."""

    group: CellGroup
    template_version: int | None
    cells: int
    forms: int


@dataclass(frozen=True, kw_only=True)
class CellGroups:
    """The groups that wait, the largest first."""

    by_field: tuple[CountedGroup, ...]
    by_character: tuple[CountedGroup, ...]
    by_value: tuple[CountedGroup, ...]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One doubtful reading with its place on its form's page (pixels on the page's picture)."""

    scan_id: str
    path: str
    template: str
    template_version: int
    type: str
    value: Value
    text: str
    reasons: tuple[dict[str, Any], ...]
    page: int
    box: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class CellBatch:
    """Cells whose forms are in the person's hands until then; `more` wait besides."""

    cells: tuple[Cell, ...]
    until: datetime
    more: int


def count_groups(services: Services, *, actor: str) -> CellGroups:
    """What `actor` could check in a grid now."""
    with services.database() as session:
        rows = _eligible(session, actor, services.now(), CellGroup())
    return CellGroups(
        by_field=_count(rows, lambda row: [(row.template, row.field, None, None)]),
        by_character=_count(rows, lambda row: [(None, None, None, one) for one in _characters(row)]),
        by_value=_count(
            rows, lambda row: [(None, None, row.text, None)] if 0 < len(row.text) <= _LONGEST_VALUE else []
        ),
    )


def claim_cells(
    services: Services, *, actor: str, group: CellGroup, minutes: int, limit: int = MOST_CELLS
) -> CellBatch:
    """Takes the forms of the next cells of the group in hand, so that nobody else gets one of them.

    An empty batch where none waits. Those that the person has in hand already come first.
    """
    now = services.now()
    until = now + timedelta(minutes=minutes)
    with services.database.begin() as session:
        rows = _eligible(session, actor, now, group)
        chosen = rows[: min(limit, MOST_CELLS)]
        wanted = {row.scan_id for row in chosen}
        # Others may have taken some since; whom they wait for is not worth waiting for.
        free = (Scan.id.in_(wanted), Scan.state == ScanState.NEEDS_REVIEW, free_for(actor, now))
        locked = select(Scan.id).where(*free).order_by(Scan.id).with_for_update(skip_locked=True)
        held = set(session.scalars(locked))
        taken = update(Scan).where(Scan.id.in_(held)).values(reviewer=actor, review_until=until, **NOT_AHEAD)
        session.execute(taken.execution_options(synchronize_session=False))
        ids = [row.id for row in chosen if row.scan_id in held]
        cells = {cell.id: cell for cell in session.scalars(select(ScanField).where(ScanField.id.in_(ids)))}
        forms = {row.id: row for row in chosen}
        return CellBatch(
            cells=tuple(_cell(cells[one], forms[one]) for one in ids if one in cells),
            until=until,
            more=len(rows) - len(chosen),
        )


def renew_cells(services: Services, *, actor: str, scan_ids: Iterable[str], minutes: int) -> tuple[datetime, list[str]]:
    """Prolongs the claims; until when, and those forms that are still in the person's hands."""
    until = services.now() + timedelta(minutes=minutes)
    with services.database.begin() as session:
        held = (Scan.id.in_(list(scan_ids)), Scan.state == ScanState.NEEDS_REVIEW, in_hand_of(actor))
        kept = session.scalars(select(Scan.id).where(*held).order_by(Scan.id).with_for_update()).all()
        renewed = update(Scan).where(Scan.id.in_(kept)).values(review_until=until)
        session.execute(renewed.execution_options(synchronize_session=False))
    return until, list(kept)


def release_cells(services: Services, *, actor: str, scan_ids: Iterable[str], until: datetime | None = None) -> None:
    """Puts the forms back; no error where one is in other hands already. With `until`, those stay that this person has
    claimed for longer since.
    """
    held = [Scan.id.in_(list(scan_ids)), in_hand_of(actor)]
    if until is not None:
        held.append(Scan.review_until <= until)
    with services.database.begin() as session:
        session.execute(update(Scan).where(*held).values(**NO_REVIEWER).execution_options(synchronize_session=False))


def _eligible(session: Session, actor: str, now: datetime, group: CellGroup) -> list[Row[Any]]:
    """Doubtful only because the machine was not sure: what a rule speaks against is looked at with its whole form."""
    asked = and_(FieldOutcome.scan_id == ScanField.scan_id, FieldOutcome.path == ScanField.path)
    cells = (
        select(
            ScanField.id,
            ScanField.scan_id,
            ScanField.text,
            ScanField.reasons,
            Scan.template,
            Scan.template_version,
            FieldOutcome.field,
        )
        .join(Scan, Scan.id == ScanField.scan_id)
        .join(FieldOutcome, asked)
        .where(
            Scan.state == ScanState.NEEDS_REVIEW,
            free_for(actor, now),
            offered_to(actor, now),
            ScanField.decision == "review",
            ScanField.keying.is_(None),
        )
        .order_by(*queue_order(actor, now), ScanField.position)
        .limit(_MOST_COUNTED)
    )
    if group.template is not None:
        cells = cells.where(FieldOutcome.template == group.template, FieldOutcome.field == group.field)
    if group.text is not None:
        cells = cells.where(ScanField.text == group.text)
    rows = [row for row in session.execute(cells) if not any(one["code"] in LEFT_TO_DESK for one in row.reasons)]
    return [row for row in rows if group.character is None or group.character in _characters(row)]


def _characters(row: Row[Any]) -> list[str]:
    return [reason["params"]["character"] for reason in row.reasons if reason["code"] == "doubt_character"]


def _count(rows: list[Row[Any]], keys: Callable[[Row[Any]], Iterable[Hashable]]) -> tuple[CountedGroup, ...]:
    cells: Counter[Any] = Counter()
    forms: defaultdict[Any, set[str]] = defaultdict(set)
    versions: dict[Any, int] = {}
    for row in rows:
        for key in keys(row):
            cells[key] += 1
            forms[key].add(row.scan_id)
            versions[key] = row.template_version
    return tuple(
        CountedGroup(
            group=CellGroup(template=key[0], field=key[1], text=key[2], character=key[3]),
            template_version=versions[key] if key[0] else None,
            cells=count,
            forms=len(forms[key]),
        )
        for key, count in cells.most_common(_MOST_GROUPS)
        if count >= _LEAST
    )


def _cell(field: ScanField, row: Row[Any]) -> Cell:
    return Cell(
        scan_id=field.scan_id,
        path=field.path,
        template=row.template,
        template_version=row.template_version,
        type=field.type,
        value=field.value,
        text=field.text,
        reasons=tuple(field.reasons),
        page=field.page,
        box=field.box,
    )

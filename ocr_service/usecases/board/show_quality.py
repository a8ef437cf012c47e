"""How well forms were read over some time, and what that saved: by form, field, supplier, clerk, scanner or site."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from ocr_service.records.board import FieldHour, ScanFact
from ocr_service.usecases.board.scanner_key import SCANNER
from ocr_service.usecases.board.value import saved_hours
from ocr_service.usecases.ports import Services

By = Literal["form", "field", "supplier", "clerk", "scanner", "site"]

# More groups than anybody reads; an export has them all the same.
MOST_ROWS: Final = 5000
_SUMS: Final = ("pages", "faulty_pages", "fields", "doubted", "corrected", "keys_saved", "fields_saved")
_GROUPS: Final[dict[By, tuple[Any, ...]]] = {
    "form": (ScanFact.template,),
    # Where no field is marked, whoever handed it in stands for the supplier.
    "supplier": (ScanFact.supplier, case((ScanFact.supplier.is_(None), ScanFact.actor), else_=None)),
    "clerk": (ScanFact.actor,),
    "scanner": SCANNER,
    "site": (ScanFact.site_id,),
}


@dataclass(frozen=True, kw_only=True)
class QualityRow:
    """One group's figures; `key` are its names: (form,), (form, field), (supplier, actor), (actor,), (device,
    site, source, actor), (site,). Of a field only `fields`, `doubted` and `corrected` are known; the rest is 0.

    `fields` are values of accepted forms; a person was asked about `doubted` of them and had to change `corrected`.
    `faults` counts pages for each reason why a picture was bad.
    """

    key: tuple[str | None, ...]
    accepted: int = 0
    alone: int = 0
    rejected: int = 0
    failed: int = 0
    pages: int = 0
    faulty_pages: int = 0
    fields: int = 0
    doubted: int = 0
    corrected: int = 0
    keys_saved: int = 0
    fields_saved: int = 0
    faults: dict[str, int] = field(default_factory=dict)

    @property
    def scans(self) -> int:
        return self.accepted + self.rejected + self.failed

    @property
    def hours_saved(self) -> float:
        return saved_hours(self.keys_saved, self.fields_saved)


@dataclass(frozen=True, kw_only=True)
class Quality:
    """The rows, the largest first, and the sum of all scans of the time."""

    rows: tuple[QualityRow, ...]
    total: QualityRow


def show_quality(
    services: Services, *, by: By, since: datetime, until: datetime, template: str | None = None
) -> Quality:
    """Of scans that ended from `since` to before `until`, of one form or of all."""
    with services.database() as session:
        if by == "field":
            rows = _fields(session, since, until, template)
        else:
            rows = _scans(session, _GROUPS[by], since, until, template)
        whole = rows if by != "field" and len(rows) < MOST_ROWS else _scans(session, (), since, until, template)
    return Quality(rows=rows, total=_sum(whole))


def _sum(rows: tuple[QualityRow, ...]) -> QualityRow:
    names = ("accepted", "alone", "rejected", "failed", *_SUMS)
    faults: Counter[str] = Counter()
    for row in rows:
        faults.update(row.faults)
    return QualityRow(key=(), faults=dict(faults), **{name: sum(getattr(row, name) for row in rows) for name in names})


def _scans(
    session: Session, groups: tuple[Any, ...], since: datetime, until: datetime, template: str | None
) -> tuple[QualityRow, ...]:
    where = _within(since, until, template)
    outcomes = {
        "accepted": ScanFact.outcome == "accepted",
        "alone": and_(ScanFact.outcome == "accepted", ~ScanFact.by_person),
        "rejected": ScanFact.outcome == "rejected",
        "failed": ScanFact.outcome == "failed",
    }
    statement = (
        select(
            *groups,
            *(func.sum(case((met, 1), else_=0)) for met in outcomes.values()),
            *(func.sum(getattr(ScanFact, name)) for name in _SUMS),
        )
        .where(*where)
        .group_by(*groups)
        .having(func.count() > 0)
        .order_by(func.count().desc(), *groups)
        .limit(MOST_ROWS)
    )
    faults = _faults(session, groups, where)
    width = len(groups)
    return tuple(
        QualityRow(
            key=tuple(row[:width]),
            faults=dict(faults.get(tuple(row[:width]), {})),
            **dict(zip((*outcomes, *_SUMS), row[width:], strict=True)),
        )
        for row in session.execute(statement).all()
    )


def _faults(
    session: Session, groups: tuple[Any, ...], where: tuple[ColumnElement[bool], ...]
) -> dict[tuple[str | None, ...], Counter[str]]:
    """Why pictures were bad. Only the few scans with a bad page are looked at, each alone: their reasons are JSON."""
    found: dict[tuple[str | None, ...], Counter[str]] = {}
    bad = select(*groups, ScanFact.faults).where(*where, ScanFact.faulty_pages > 0)
    for row in session.execute(bad):
        found.setdefault(tuple(row[:-1]), Counter()).update(row[-1] or {})
    return found


def _fields(session: Session, since: datetime, until: datetime, template: str | None) -> tuple[QualityRow, ...]:
    """By the hour: a field's counts are kept for whole hours, so the time asked for is taken to whole hours, too."""
    where = [FieldHour.hour >= since.replace(minute=0, second=0, microsecond=0), FieldHour.hour < until]
    if template is not None:
        where.append(FieldHour.template == template)
    counts = (func.sum(FieldHour.fields), func.sum(FieldHour.doubted), func.sum(FieldHour.corrected))
    statement = (
        select(FieldHour.template, FieldHour.field, *counts)
        .where(*where)
        .group_by(FieldHour.template, FieldHour.field)
        .having(counts[0] > 0)
        # The fields that cost most work come first.
        .order_by(counts[2].desc(), counts[1].desc(), FieldHour.template, FieldHour.field)
        .limit(MOST_ROWS)
    )
    return tuple(
        QualityRow(key=(form, name), fields=fields, doubted=doubted, corrected=corrected)
        for form, name, fields, doubted, corrected in session.execute(statement)
    )


def _within(since: datetime, until: datetime, template: str | None) -> tuple[ColumnElement[bool], ...]:
    within = (ScanFact.ended_at >= since, ScanFact.ended_at < until)
    return within if template is None else (*within, ScanFact.template == template)

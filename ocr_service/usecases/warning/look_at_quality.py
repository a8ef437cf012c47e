"""Forms that are read worse than before, and scanners whose pictures have become bad.

A week of forms is compared with the four before it, a scanner's last three days with the four weeks before them. What
is counted is scans and not fields: the fields of one bad scan go wrong together. A trouble needs a noticeable
difference besides an unlikely one, and the more forms are compared, the unlikelier it must be (Bonferroni).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from ocr_service.access.roles import Role
from ocr_service.records.board import ScanFact
from ocr_service.usecases.board.scanner_key import SCANNER
from ocr_service.usecases.warning.compare import Share, Spread, mean_rose, share_rose
from ocr_service.usecases.warning.trouble import Trouble

FORM_GOT_WORSE: Final = "form_got_worse"
SCANNER_DIRTY: Final = "scanner_dirty"

FORM_NOW: Final = timedelta(days=7)
SCANNER_NOW: Final = timedelta(days=3)
BEFORE: Final = timedelta(days=28)
_CHANCE: Final = 0.001
# In the band where a warning stays open but none is opened.
_CHANCE_TO_STAY: Final = 0.05
# Differences that somebody would notice: half as many again and five in a hundred; for pictures twice as many.
_FORM_RATIO: Final = 1.5
_SCANNER_RATIO: Final = 2.0
_LEAST_RISE: Final = 0.05
_RESIDUAL_RATIO: Final = 1.3
_RESIDUAL_RISE_MM: Final = 0.15
# A supplier that so many of the bad scans came from is named.
_MOST_OF: Final = 0.6


@dataclass(frozen=True, kw_only=True)
class _Measure:
    """A figure that rose, how likely that is by chance, and whether anybody would notice (or half notice) it."""

    name: str
    before: float
    now: float
    chance: float
    noticeable: bool
    noticeable_at_half: bool


def look_at_quality(session: Session, now: datetime) -> Iterator[Trouble]:
    """Forms by the share of scans that needed corrections or a person, and by how well they fit their template;
    scanners (see `board.scanner_key`) by the share of scans with a bad picture.
    """
    yield from _forms(session, now)
    yield from _scanners(session, now)


def _forms(session: Session, now: datetime) -> Iterator[Trouble]:
    rows = _totals(session, now, FORM_NOW, (ScanFact.template,), ScanFact.outcome == "accepted")
    forms = sorted({key[0] for key, _ in rows if key[0]})
    for form in forms:
        before, current = rows.get(((form,), False)), rows.get(((form,), True))
        if before is None or current is None:
            continue
        measures = [
            _share("corrected", before, current, _FORM_RATIO),
            _share("doubted", before, current, _FORM_RATIO),
            _residual(before, current),
        ]
        worst = _worst([one for one in measures if one is not None], tests=3 * len(forms))
        if worst is None:
            continue
        measure, firm = worst
        yield Trouble(
            kind=FORM_GOT_WORSE,
            subject=form,
            role=Role.AUTHOR,
            firm=firm,
            params={
                "measure": measure.name,
                "before": round(measure.before, 4),
                "now": round(measure.now, 4),
                "scans": current["scans"],
                "supplier": _supplier(session, form, measure.name, now - FORM_NOW),
            },
        )


def _scanners(session: Session, now: datetime) -> Iterator[Trouble]:
    rows = _totals(session, now, SCANNER_NOW, SCANNER)
    scanners = sorted({key for key, _ in rows}, key=str)
    for scanner in scanners:
        before, current = rows.get((scanner, False)), rows.get((scanner, True))
        if before is None or current is None:
            continue
        measure = _share("faulty", before, current, _SCANNER_RATIO)
        worst = _worst([measure] if measure else [], tests=len(scanners))
        if worst is None:
            continue
        yield Trouble(
            kind=SCANNER_DIRTY,
            subject="|".join(part or "" for part in (scanner[:2] if scanner[0] else scanner[2:])),
            role=Role.CLERK,
            firm=worst[1],
            params={
                **dict(zip(("device", "site", "source", "actor"), scanner, strict=True)),
                "before": round(worst[0].before, 4),
                "now": round(worst[0].now, 4),
                "scans": current["scans"],
                "fault": _commonest_fault(session, scanner, now - SCANNER_NOW),
            },
        )


def _totals(
    session: Session, now: datetime, recent: timedelta, by: tuple[Any, ...], *where: ColumnElement[bool]
) -> dict[tuple[tuple[Any, ...], bool], dict[str, Any]]:
    """Sums over both spans of time in one pass, by group and by whether they are of the newer span."""
    is_new = case((ScanFact.ended_at > now - recent, 1), else_=0)
    fitted = case((ScanFact.residual_mm.is_not(None), 1), else_=0)
    statement = (
        select(
            *by,
            is_new,
            func.count(),
            func.sum(case((ScanFact.corrected > 0, 1), else_=0)),
            func.sum(case((ScanFact.doubted > 0, 1), else_=0)),
            func.sum(case((ScanFact.faulty_pages > 0, 1), else_=0)),
            func.sum(fitted),
            func.coalesce(func.sum(ScanFact.residual_mm), 0.0),
            func.coalesce(func.sum(ScanFact.residual_mm * ScanFact.residual_mm), 0.0),
        )
        .where(ScanFact.ended_at > now - recent - BEFORE, *where)
        .group_by(*by, is_new)
    )
    names = ("scans", "corrected", "doubted", "faulty", "fitted", "residuals", "squares")
    width = len(by)
    return {
        (tuple(row[:width]), bool(row[width])): dict(zip(names, row[width + 1 :], strict=True))
        for row in session.execute(statement)
    }


def _share(name: str, before: dict[str, Any], now: dict[str, Any], ratio: float) -> _Measure | None:
    old, new = Share(hits=before[name], trials=before["scans"]), Share(hits=now[name], trials=now["scans"])
    chance = share_rose(old, new)
    if chance is None:
        return None
    rise = new.value - old.value
    return _Measure(
        name=name,
        before=old.value,
        now=new.value,
        chance=chance,
        noticeable=rise >= _LEAST_RISE and new.value >= ratio * old.value,
        noticeable_at_half=rise >= _LEAST_RISE / 2 and new.value >= (1 + (ratio - 1) / 2) * old.value,
    )


def _residual(before: dict[str, Any], now: dict[str, Any]) -> _Measure | None:
    old, new = (Spread(n=side["fitted"], total=side["residuals"], squares=side["squares"]) for side in (before, now))
    chance = mean_rose(old, new)
    if chance is None:
        return None
    rise = new.mean - old.mean
    return _Measure(
        name="residual",
        before=old.mean,
        now=new.mean,
        chance=chance,
        noticeable=rise >= _RESIDUAL_RISE_MM and new.mean >= _RESIDUAL_RATIO * old.mean,
        noticeable_at_half=rise >= _RESIDUAL_RISE_MM / 2 and new.mean >= (1 + (_RESIDUAL_RATIO - 1) / 2) * old.mean,
    )


def _worst(measures: list[_Measure], *, tests: int) -> tuple[_Measure, bool] | None:
    """The least likely of what opens a warning, else of what keeps one open; with which of both it is."""
    firm = [one for one in measures if one.noticeable and one.chance < _CHANCE / tests]
    lasting = [one for one in measures if one.noticeable_at_half and one.chance < _CHANCE_TO_STAY]
    chosen = firm or lasting
    return (min(chosen, key=lambda one: one.chance), bool(firm)) if chosen else None


def _supplier(session: Session, form: str, measure: str, since: datetime) -> str | None:
    """The one supplier that most of the bad scans came from, where there is one among several."""
    bad = ScanFact.doubted > 0 if measure == "doubted" else ScanFact.corrected > 0
    if measure == "residual":
        return None
    rows = session.execute(
        select(ScanFact.supplier, func.count())
        .where(ScanFact.ended_at > since, ScanFact.outcome == "accepted", ScanFact.template == form, bad)
        .group_by(ScanFact.supplier)
    ).all()
    total = sum(count for _, count in rows)
    most = max(rows, key=lambda row: row[1], default=None)
    return most[0] if most is not None and len(rows) > 1 and most[1] >= _MOST_OF * total else None


def _commonest_fault(session: Session, scanner: tuple[str | None, ...], since: datetime) -> str | None:
    its_own = (column.is_not_distinct_from(part) for column, part in zip(SCANNER, scanner, strict=True))
    where = (ScanFact.ended_at > since, *its_own, ScanFact.faulty_pages > 0)
    counted: Counter[str] = Counter()
    for faults in session.scalars(select(ScanFact.faults).where(*where).limit(1000)):
        counted.update(faults or {})
    return counted.most_common(1)[0][0] if counted else None

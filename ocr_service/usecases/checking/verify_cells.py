"""A person has compared a grid of readings with their pictures: all but the marked ones are right."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session

from ocr_service.forms.result import Value
from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.quality.judge_quality import PICTURE_FAULTS
from ocr_service.records import audit
from ocr_service.records.base import new_id
from ocr_service.records.scans import Scan, ScanField
from ocr_service.usecases.checking.group_cells import LEFT_TO_DESK, MARKED_WRONG, WANTS_WHOLE_FORM
from ocr_service.usecases.checking.undo_grid import keep_before, look_before
from ocr_service.usecases.errors import FieldValueInvalid, LeaseLost, ReviewedByOther, ScanNotFound, ScanStateConflict
from ocr_service.usecases.masterdata.check_again import find_news
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.close_review import accept_form, put_back
from ocr_service.usecases.reviewing.correct_fields import confirm_fields, correct_rows, load_fields, lock_review
from ocr_service.usecases.reviewing.recheck_fields import find_contradicted
from ocr_service.usecases.templates.publish_template import load_published

# Reasons of a form that its fields settle, or that its sender was told: all others want a look at the whole form.
SETTLED_BY_FIELDS: Final = frozenset({"fields_to_review", "fields_to_key", *PICTURE_FAULTS})

Packages = dict[tuple[str | None, int | None], TemplatePackage]
# confirmed, corrected; left: for the review desk; changed: it does not stand there any more as it was shown;
# lost: the form is in other hands, or its review has ended; invalid: what was typed is no value of the field
Outcome = Literal["confirmed", "corrected", "left", "changed", "lost", "invalid"]


@dataclass(frozen=True, kw_only=True)
class SeenCell:
    """A cell as the person saw it. Where `wrong`, the value is not what the paper says; `typed` is that, if given."""

    scan_id: str
    path: str
    text: str
    wrong: bool = False
    typed: Value = None


@dataclass(frozen=True, kw_only=True)
class VerifiedCells:
    """What became of each cell, by (scan, path), and the forms that were accepted with their last doubtful one. `grid`
    names it for whoever wants to undo it."""

    grid: str
    outcomes: Mapping[tuple[str, str], Outcome]
    accepted: tuple[str, ...]


def verify_cells(services: Services, *, actor: str, cells: Sequence[SeenCell]) -> VerifiedCells:
    """Confirms what is not wrong, corrects what was typed anew, and leaves the rest to the review desk.

    Each form by itself, all of its cells or none: what happened to one keeps no other. The forms are put back.
    """
    outcomes: dict[tuple[str, str], Outcome] = {}
    accepted: list[str] = []
    by_form: defaultdict[str, list[SeenCell]] = defaultdict(list)
    packages: Packages = {}
    grid = new_id("grid")
    for cell in cells:
        by_form[cell.scan_id].append(cell)
    for scan_id, seen in by_form.items():
        found, done = _verify_form(services, packages, actor, grid, scan_id, seen)
        outcomes |= {(scan_id, path): outcome for path, outcome in found.items()}
        accepted += [scan_id] if done else []
    return VerifiedCells(grid=grid, outcomes=outcomes, accepted=tuple(accepted))


def may_be_accepted(scan: Scan, rows: Mapping[str, ScanField]) -> bool:
    """No field is doubtful any more, and nothing else about the form wants a person."""
    looked_at = all(row.decision == "accept" for row in rows.values())
    return looked_at and all(reason["code"] in SETTLED_BY_FIELDS for reason in scan.reasons)


def _verify_form(
    services: Services, packages: Packages, actor: str, grid: str, scan_id: str, seen: Sequence[SeenCell]
) -> tuple[dict[str, Outcome], bool]:
    now = services.now()
    try:
        with services.database.begin() as session:
            scan = lock_review(session, scan_id, actor, now)
            rows = load_fields(session, scan_id)
            before = look_before(scan, rows)
            form = (scan.template, scan.template_version)
            # Most forms of a grid are of one version, whose pictures and lists are not loaded sixty times.
            package = packages.get(form) or load_published(services.files, session, *form)
            packages[form] = package
            outcomes = {cell.path: _look(rows, cell) for cell in seen}
            _correct(session, scan, package, rows, seen, outcomes, actor, now)
            _confirm(session, scan, package, rows, outcomes, actor, now)
            _leave(session, scan, rows, outcomes, actor, now)
            done = may_be_accepted(scan, rows) and not find_news(services, session, scan, rows)
            if done:
                accept_form(session, scan, rows, actor, now)
            else:
                put_back(scan, now)
            keep_before(session, grid, actor, scan, rows, before)
            return outcomes, done
    except (ScanNotFound, ScanStateConflict, ReviewedByOther, LeaseLost):
        return {cell.path: "lost" for cell in seen}, False


def _look(rows: Mapping[str, ScanField], cell: SeenCell) -> Outcome:
    """What is to become of the cell, if nothing comes between."""
    row = rows.get(cell.path)
    if row is None or row.text != cell.text or row.decision != "review" or row.keying is not None:
        return "changed"
    if not cell.wrong:
        return "confirmed"
    return "left" if cell.typed is None else "corrected"


def _correct(
    session: Session,
    scan: Scan,
    package: TemplatePackage,
    rows: Mapping[str, ScanField],
    seen: Sequence[SeenCell],
    outcomes: dict[str, Outcome],
    actor: str,
    now: datetime,
) -> None:
    for cell in seen:
        if outcomes[cell.path] == "corrected":
            try:
                correct_rows(session, scan.id, package, rows, {cell.path: cell.typed}, actor, now)
            except FieldValueInvalid:
                outcomes[cell.path] = "invalid"


def _confirm(
    session: Session,
    scan: Scan,
    package: TemplatePackage,
    rows: Mapping[str, ScanField],
    outcomes: dict[str, Outcome],
    actor: str,
    now: datetime,
) -> None:
    """Not what a rule speaks against now: which of its values is wrong shows only on the whole form."""
    against = find_contradicted(package, list(rows.values()))
    for path, outcome in outcomes.items():
        if outcome == "confirmed" and path in against:
            outcomes[path] = "left"
            _add_reason(rows[path], WANTS_WHOLE_FORM)
    confirm_fields(session, scan.id, rows, [path for path, one in outcomes.items() if one == "confirmed"], actor, now)


def _leave(
    session: Session,
    scan: Scan,
    rows: Mapping[str, ScanField],
    outcomes: Mapping[str, Outcome],
    actor: str,
    now: datetime,
) -> None:
    """The desk is told what was marked; no grid offers it again."""
    for path, outcome in outcomes.items():
        row = rows.get(path)
        if row is None or outcome not in ("left", "invalid") or any(one["code"] in LEFT_TO_DESK for one in row.reasons):
            continue
        _add_reason(row, MARKED_WRONG)
        shown = {"value": row.value, "text": row.text}
        audit.write(session, at=now, actor=actor, action="field.marked_wrong", subject=scan.id, path=path, old=shown)


def _add_reason(row: ScanField, code: str) -> None:
    # Only a new list is noticed as a change.
    row.reasons = [*row.reasons, {"code": code, "params": {}}]

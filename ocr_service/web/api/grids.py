"""Alike readings of many forms in one grid: which groups wait, a grid of one, confirmed but for the marked cells."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.usecases.checking.group_cells import (
    MOST_CELLS,
    CellGroup,
    claim_cells,
    count_groups,
    release_cells,
    renew_cells,
)
from ocr_service.usecases.checking.undo_grid import Undone, undo_grid
from ocr_service.usecases.checking.verify_cells import Outcome, SeenCell, verify_cells
from ocr_service.web.api.check_shapes import Group, Returned, ShowFields, ShownCell
from ocr_service.web.api.problem_docs import CONFLICT, PROBLEMS
from ocr_service.web.api.review import Reviewer
from ocr_service.web.api.review_shapes import Entered
from ocr_service.web.api.texts import FieldPath, Identifier, Lines, TemplateName
from ocr_service.web.parts import Parts, UseServices

router = APIRouter(prefix="/check/groups", tags=["check"], responses=PROBLEMS)
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}(\.[a-z][a-z0-9_]{0,62})?$")]
Scans = Annotated[list[Identifier], Field(max_length=MOST_CELLS)]


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class WantedGroup(_Given):
    """Which cells: of a form's field (`template` and `field` together), of a value, or with a character in doubt."""

    template: TemplateName | None = None
    field: FieldName | None = None
    text: Lines | None = None
    character: Annotated[str, Field(min_length=1, max_length=4)] | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_CELLS)] = MOST_CELLS


class HeldScans(_Given):
    """Forms that were claimed for a grid."""

    scans: Scans


class ReturnedScans(Returned):
    """Forms of a grid."""

    scans: Scans


class Looked(_Given):
    """A cell as it was shown. Where `wrong`, `typed` may say what is right, as a person writes it."""

    scan: Identifier
    path: FieldPath
    text: Lines
    wrong: bool = False
    typed: Entered = None


class LookedAt(_Given):
    """A grid that a person has looked through."""

    cells: Annotated[list[Looked], Field(max_length=MOST_CELLS)]


class Groups(BaseModel):
    """The groups that wait, the largest first."""

    by_field: list[Group]
    by_character: list[Group]
    by_value: list[Group]


class Cells(BaseModel):
    """Cells whose forms are in the caller's hands until then; `more` wait besides."""

    cells: list[ShownCell]
    until: datetime
    more: int


class Kept(BaseModel):
    """The forms that are still in the caller's hands, until then."""

    scans: list[str]
    until: datetime


class CellOutcome(BaseModel):
    """What became of a cell. `left`: for the review desk. `changed`: the value is another one by now. `lost`: the form
    is in other hands. `invalid`: what was typed is no value of the field, which is left to the desk.
    """

    scan: str
    path: str
    outcome: Outcome


class Verified(BaseModel):
    """Each cell, and the forms that were accepted with their last doubtful field; `grid` names it for undoing."""

    grid: str
    cells: list[CellOutcome]
    accepted: list[str]


class ConfirmedGrid(_Given):
    """A grid, as confirming it has named it."""

    grid: Identifier


class UndoneForm(BaseModel):
    """`worked_on`: somebody has changed it since, or has it in hand. `sent`: its result is on its way, or there."""

    scan: str
    outcome: Undone


class UndoneGrid(BaseModel):
    """Each form that the grid had changed."""

    forms: list[UndoneForm]


@router.get("", summary="Alike readings to check together")
def get_groups(caller: Reviewer, services: UseServices, show: ShowFields) -> Groups:
    """Only readings of which the machine was not sure, on forms that are in nobody else's hands."""
    found = count_groups(services, actor=caller.actor)
    return Groups(
        by_field=[show.group(one) for one in found.by_field],
        by_character=[show.group(one) for one in found.by_character],
        by_value=[show.group(one) for one in found.by_value],
    )


@router.post("/claim", summary="Claim cells of a group")
def claim_group(caller: Reviewer, wanted: WantedGroup, parts: Parts, show: ShowFields) -> Cells:
    """Their forms are in nobody else's hands until the claim runs out. No cells where none waits."""
    group = CellGroup(**wanted.model_dump(exclude={"limit"}))
    minutes = parts.settings.review_minutes
    batch = claim_cells(parts.services, actor=caller.actor, group=group, minutes=minutes, limit=wanted.limit)
    return Cells(cells=[show.cell(cell) for cell in batch.cells], until=batch.until, more=batch.more)


@router.post("/renew", summary="Prolong the claims of a grid")
def renew_group(caller: Reviewer, held: HeldScans, parts: Parts) -> Kept:
    """Forms that somebody else has since are left out of the answer."""
    minutes = parts.settings.review_minutes
    until, scans = renew_cells(parts.services, actor=caller.actor, scan_ids=held.scans, minutes=minutes)
    return Kept(scans=scans, until=until)


@router.post("/release", status_code=204, summary="Put the forms of a grid back")
def release_group(caller: Reviewer, held: ReturnedScans, services: UseServices) -> None:
    """Nothing is confirmed."""
    release_cells(services, actor=caller.actor, scan_ids=held.scans, until=held.until)


@router.post("/verify", summary="Confirm a grid, all but the marked cells")
def verify_group(caller: Reviewer, given: LookedAt, services: UseServices) -> Verified:
    """Unmarked values are confirmed, typed ones corrected, the others left to the review desk. A form without doubtful
    fields left is accepted. Each form by itself: see every cell's `outcome`."""
    cells = [
        SeenCell(scan_id=cell.scan, path=cell.path, text=cell.text, wrong=cell.wrong, typed=cell.typed)
        for cell in given.cells
    ]
    done = verify_cells(services, actor=caller.actor, cells=cells)
    outcomes = [CellOutcome(scan=scan, path=path, outcome=one) for (scan, path), one in done.outcomes.items()]
    return Verified(grid=done.grid, cells=outcomes, accepted=list(done.accepted))


@router.post("/undo", summary="Undo a confirmed grid", responses=CONFLICT)
def undo_group(caller: Reviewer, given: ConfirmedGrid, services: UseServices) -> UndoneGrid:
    """The caller's latest one. Each form by itself: those that nobody has worked on since are as they were before. 409
    ``no_grid_to_undo`` where it is not the latest, or was undone already."""
    undone = undo_grid(services, actor=caller.actor, grid=given.grid)
    return UndoneGrid(forms=[UndoneForm(scan=scan, outcome=outcome) for scan, outcome in undone.items()])

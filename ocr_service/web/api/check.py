"""Checking many forms at once: alike readings in a grid, and fields that two people type without seeing the reading."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.usecases.auditing.check_blind import count_audits
from ocr_service.usecases.checking.group_cells import (
    MOST_CELLS,
    CellGroup,
    claim_cells,
    count_groups,
    release_cells,
    renew_cells,
)
from ocr_service.usecases.checking.key_fields import (
    MOST_FIELDS,
    Typed,
    claim_keying,
    count_keying,
    key_again,
    key_field,
    release_keying,
)
from ocr_service.usecases.checking.verify_cells import Outcome, SeenCell, verify_cells
from ocr_service.web.api.check_shapes import FieldShower, FieldToType, Group, ShownCell
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.review import Entered, Reviewer
from ocr_service.web.api.texts import FieldPath, Identifier, Lines, TemplateName
from ocr_service.web.parts import Parts, UseServices

router = APIRouter(tags=["check"], responses=PROBLEMS)
Show = Annotated[FieldShower, Depends(FieldShower)]
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
    """Each cell, and the forms that were accepted with their last doubtful field."""

    cells: list[CellOutcome]
    accepted: list[str]


class Waiting(BaseModel):
    """What waits for the caller."""

    keying: int = Field(description="fields to type")
    audits: int = Field(description="drawn forms to check")


class FieldsToType(BaseModel):
    """Fields that are the caller's to type until then; `more` wait besides."""

    fields: list[FieldToType]
    until: datetime
    more: int


class Entry(_Given):
    """A value as a person writes it (see `PATCH /scans/{scan_id}/fields`); null means blank."""

    value: Entered


class Keyed(BaseModel):
    """`waiting`: another person types it too. `settled`: it stands. `differs`: a third person decides."""

    outcome: Typed


@router.get("/check/groups", summary="Alike readings to check together")
def get_groups(caller: Reviewer, services: UseServices, show: Show) -> Groups:
    """Only readings of which the machine was not sure, on forms that are in nobody else's hands."""
    found = count_groups(services, actor=caller.actor)
    return Groups(
        by_field=[show.group(one) for one in found.by_field],
        by_character=[show.group(one) for one in found.by_character],
        by_value=[show.group(one) for one in found.by_value],
    )


@router.post("/check/groups/claim", summary="Claim cells of a group")
def claim_group(caller: Reviewer, wanted: WantedGroup, parts: Parts, show: Show) -> Cells:
    """Their forms are in nobody else's hands until the claim runs out. No cells where none waits."""
    group = CellGroup(**wanted.model_dump(exclude={"limit"}))
    minutes = parts.settings.review_minutes
    batch = claim_cells(parts.services, actor=caller.actor, group=group, minutes=minutes, limit=wanted.limit)
    return Cells(cells=[show.cell(cell) for cell in batch.cells], until=batch.until, more=batch.more)


@router.post("/check/groups/renew", summary="Prolong the claims of a grid")
def renew_group(caller: Reviewer, held: HeldScans, parts: Parts) -> Kept:
    """Forms that somebody else has since are left out of the answer."""
    minutes = parts.settings.review_minutes
    until, scans = renew_cells(parts.services, actor=caller.actor, scan_ids=held.scans, minutes=minutes)
    return Kept(scans=scans, until=until)


@router.post("/check/groups/release", status_code=204, summary="Put the forms of a grid back")
def release_group(caller: Reviewer, held: HeldScans, services: UseServices) -> None:
    """Nothing is confirmed."""
    release_cells(services, actor=caller.actor, scan_ids=held.scans)


@router.post("/check/groups/verify", summary="Confirm a grid, all but the marked cells")
def verify_group(caller: Reviewer, given: LookedAt, services: UseServices) -> Verified:
    """Unmarked values are confirmed, typed ones corrected, the others left to the review desk. A form without doubtful
    fields left is accepted. Each form by itself: see every cell's `outcome`."""
    cells = [
        SeenCell(scan_id=cell.scan, path=cell.path, text=cell.text, wrong=cell.wrong, typed=cell.typed)
        for cell in given.cells
    ]
    done = verify_cells(services, actor=caller.actor, cells=cells)
    outcomes = [CellOutcome(scan=scan, path=path, outcome=one) for (scan, path), one in done.outcomes.items()]
    return Verified(cells=outcomes, accepted=list(done.accepted))


@router.get("/check/waiting", summary="What waits to be typed or audited")
def get_check_waiting(caller: Reviewer, services: UseServices) -> Waiting:
    """What the caller has typed before, and what others have in hand, is not counted."""
    actor = caller.actor
    return Waiting(keying=count_keying(services, actor=actor), audits=count_audits(services, actor=actor))


@router.post("/check/keying/claim", summary="Claim fields to type")
def claim_fields(caller: Reviewer, parts: Parts, show: Show) -> FieldsToType:
    """The next fields that two people type. Each is given without its reading, and never twice to the same person."""
    minutes = parts.settings.review_minutes
    batch = claim_keying(parts.services, actor=caller.actor, minutes=minutes, limit=MOST_FIELDS)
    return FieldsToType(fields=[show.to_type(field) for field in batch.fields], until=batch.until, more=batch.more)


@router.post("/check/keying/release", status_code=204, summary="Put fields to type back")
def release_fields(caller: Reviewer, services: UseServices) -> None:
    """All that the caller has claimed and not typed."""
    release_keying(services, actor=caller.actor)


@router.post("/scans/{scan_id}/fields/{path}/keyed", summary="Type a field blind", responses={**NOT_FOUND, **CONFLICT})
def post_keyed(caller: Reviewer, scan_id: Identifier, path: FieldPath, given: Entry, services: UseServices) -> Keyed:
    """What the caller makes of the picture of a claimed field."""
    return Keyed(outcome=key_field(services, actor=caller.actor, scan_id=scan_id, path=path, entered=given.value))


@router.post(
    "/scans/{scan_id}/fields/{path}/key-again",
    status_code=204,
    summary="Have a field typed by two people again",
    responses={**NOT_FOUND, **CONFLICT},
)
def post_key_again(caller: Reviewer, scan_id: Identifier, path: FieldPath, services: UseServices) -> None:
    """Whoever has the form in hand doubts what two people agreed on."""
    key_again(services, actor=caller.actor, scan_id=scan_id, path=path)

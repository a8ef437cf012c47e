"""Cases: papers that belong together, and what is still to come."""

from datetime import datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.cases import manage_cases, show_cases
from ocr_service.web.api.problem_docs import BROKEN, CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.texts import FilledLine, Identifier, Line, Lines, TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.parts import UseServices

router = APIRouter(prefix="/cases", tags=["cases"], responses=PROBLEMS)
Reader = Annotated[Caller, needs(Permission.SCANS_READ)]
Writer = Annotated[Caller, needs(Permission.SCANS_WRITE)]
_LAST_YEAR: Final = 2200
State = Literal["open", "awaiting", "overdue", "complete"]


class Paper(BaseModel):
    """A paper in a case, and who put it there."""

    model_config = ConfigDict(from_attributes=True)

    scan_id: str
    file_name: str
    state: str
    erp_answer: str | None
    erp_rejections: int
    template: str | None
    created_at: datetime
    by: Literal["reference", "field", "person"] | None


class Case(BaseModel):
    """Papers that belong together: by the sender's reference, by a field that their forms name, or by a person."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    title: str
    kind: Literal["reference", "field", "person"]
    key_name: str = Field(description="of a field's case, the field's name")
    key: str | None
    state: State
    due_at: datetime | None
    expected: list[str] = Field(description="the forms that are to follow")
    missing: list[str] = Field(description="those of them of which there is no accepted paper")
    note: str
    created_at: datetime
    created_by: str
    closed_at: datetime | None
    closed_by: str | None
    papers: list[Paper]


class Cases(BaseModel):
    """Some cases, newest first; go on with `next_cursor` until it is null."""

    items: list[Case]
    next_cursor: str | None


class NewCase(BaseModel):
    """A case of one's own."""

    model_config = ConfigDict(extra="forbid")

    title: FilledLine
    scans: list[Identifier] = Field(default=[], max_length=100)


def _in_our_time(day: datetime) -> datetime:
    # In the last hours of the year 9999 it may already be the year 10000 in UTC.
    if day.year >= _LAST_YEAR:
        raise ValueError(f"before the year {_LAST_YEAR}")
    return day


class Awaited(BaseModel):
    """Until when what is to follow; the forms, where they are known."""

    model_config = ConfigDict(extra="forbid")

    due_at: Annotated[AwareDatetime, AfterValidator(_in_our_time)]
    expected: list[TemplateName] = Field(default=[], max_length=50)
    note: Lines = Field(default="", max_length=2000)


def _show(services: UseServices, case_id: str) -> Case:
    return Case.model_validate(show_cases.show_case(services, case_id=case_id))


@router.get("", summary="List cases", responses=BROKEN)
def get_cases(
    _: Reader,
    services: UseServices,
    state: State | None = None,
    key: Annotated[Line | None, Query(description="exactly this reference, or this value of the field")] = None,
    cursor: Line | None = None,
    limit: Annotated[int, Query(ge=1, le=show_cases.MAX_LISTED)] = 50,
) -> Cases:
    """Newest first. ``state=overdue`` lists those whose papers did not follow in time."""
    found = show_cases.list_cases(services, state=state, key=key, cursor=cursor, limit=limit)
    return Cases(items=[Case.model_validate(one) for one in found.cases], next_cursor=found.next_cursor)


@router.post("", summary="Open a case", status_code=201, responses=NOT_FOUND)
def post_case(caller: Writer, given: NewCase, services: UseServices) -> Case:
    """With these papers in it, wherever they lay."""
    made = manage_cases.open_case(services, actor=caller.actor, title=given.title, scan_ids=given.scans)
    return _show(services, made)


@router.get("/{case_id}", summary="Show a case", responses=NOT_FOUND)
def get_case(_: Reader, case_id: Identifier, services: UseServices) -> Case:
    """What lies in it, and what is missing."""
    return _show(services, case_id)


@router.put("/{case_id}/scans/{scan_id}", summary="Put a paper in", responses=NOT_FOUND)
def put_scan(caller: Writer, case_id: Identifier, scan_id: Identifier, services: UseServices) -> Case:
    """It stays there, whatever its fields say later."""
    manage_cases.put_in_case(services, actor=caller.actor, case_id=case_id, scan_id=scan_id)
    return _show(services, case_id)


@router.delete("/{case_id}/scans/{scan_id}", summary="Take a paper out", responses=NOT_FOUND)
def delete_scan(caller: Writer, case_id: Identifier, scan_id: Identifier, services: UseServices) -> Case:
    """The paper itself stays what it is."""
    manage_cases.take_out_of_case(services, actor=caller.actor, case_id=case_id, scan_id=scan_id)
    return _show(services, case_id)


@router.post("/{case_id}/await", summary="Accept with papers to follow", responses=NOT_FOUND)
def post_await(caller: Writer, case_id: Identifier, given: Awaited, services: UseServices) -> Case:
    """Until `due_at`; then it is overdue, and `case.overdue` is told. It is complete by itself once a paper of each
    expected form is accepted."""
    manage_cases.await_papers(
        services,
        actor=caller.actor,
        case_id=case_id,
        due_at=given.due_at,
        expected=given.expected,
        note=given.note,
    )
    return _show(services, case_id)


@router.post("/{case_id}/complete", summary="Close a case", responses={**NOT_FOUND, **CONFLICT})
def post_complete(caller: Writer, case_id: Identifier, services: UseServices) -> Case:
    """Nothing more is to come, whatever was expected."""
    manage_cases.complete_case(services, actor=caller.actor, case_id=case_id)
    return _show(services, case_id)

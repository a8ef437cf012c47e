"""What can be done about a scan besides review: cancel, read again, the ERP's answer; and what was done."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.delivery.erp_answer import MOST_COMPLAINTS, Complaint, ErpAnswer
from ocr_service.queue import Lane
from ocr_service.usecases.delivering.list_answers import list_answers
from ocr_service.usecases.delivering.record_answer import record_answer
from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.usecases.following.show_history import HistoryEntry as Told
from ocr_service.usecases.following.show_history import show_history
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.processing.change_scan import cancel_scan, reprocess_scan
from ocr_service.usecases.reviewing.hand_over import HANDED_OVER
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.scan_shapes import Scan
from ocr_service.web.api.scans import Reader, Show
from ocr_service.web.api.texts import FilledLine, Identifier, Lines, TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.parts import UseServices

router = APIRouter(prefix="/scans/{scan_id}", tags=["scans"], responses={**PROBLEMS, **NOT_FOUND})
Writer = Annotated[Caller, needs(Permission.SCANS_WRITE)]


class Reprocessing(BaseModel):
    """How to read it again; what is left out is found out, or stays."""

    model_config = ConfigDict(extra="forbid")
    template: TemplateName | None = None
    lane: Lane | None = None


class Answer(BaseModel):
    """The ERP's word on the form. Without `result_version` the newest result is meant."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"status": "approved", "reference": "PO-1001"}]}
    )

    status: str = Field(pattern="^(approved|rejected)$")
    reference: FilledLine | None = None
    reason: Lines = Field(default="", max_length=2000)
    fields: list[Complaint] = Field(
        default=[], max_length=MOST_COMPLAINTS, description="which values a rejection is about"
    )
    result_version: int | None = Field(default=None, ge=1, le=1_000_000)


class GivenAnswer(BaseModel):
    """An answer as it came, and what became of it."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    result_version: int
    endpoint_id: str | None = Field(description="null where a person or a program with a key told it")
    way: Literal["response", "callback", "asked", "told"]
    status: Literal["approved", "rejected"]
    reference: str | None
    reason: str
    fields: list[Complaint]
    outcome: Literal["counted", "repeated", "superseded", "held"]


class Answers(BaseModel):
    """All answers to all results of a scan, oldest first."""

    items: list[GivenAnswer]


class HistoryEntry(BaseModel):
    """Who did what, when, from what to what."""

    at: datetime
    actor: str
    actor_name: str | None
    action: str = Field(examples=["field.corrected"])
    path: str | None
    old: dict[str, Any] | None
    new: dict[str, Any] | None
    to_name: str | None = Field(description="whom the form was handed over to")


class History(BaseModel):
    """Everything that happened to a scan, oldest first."""

    items: list[HistoryEntry]


@router.post("/cancel", summary="Cancel a scan", responses=CONFLICT)
def cancel(caller: Writer, scan_id: Identifier, services: UseServices, show: Show) -> Scan:
    """Takes it out, unless it is decided already."""
    cancel_scan(services, actor=caller.actor, scan_id=scan_id)
    return show.scan(show_scan(services, scan_id=scan_id).summary)


@router.post("/reprocess", summary="Read a scan again", responses=CONFLICT)
def reprocess(
    caller: Writer,
    scan_id: Identifier,
    services: UseServices,
    show: Show,
    how: Annotated[Reprocessing | None, Body()] = None,
) -> Scan:
    """From its file, with the newest templates. Refused once its result is on its way to the ERP."""
    how = how or Reprocessing()
    reprocess_scan(services, actor=caller.actor, scan_id=scan_id, template=how.template, lane=how.lane)
    return show.scan(show_scan(services, scan_id=scan_id).summary)


@router.post("/answer", summary="The ERP's answer", responses=CONFLICT)
def answer(
    caller: Annotated[Caller, needs(Permission.ANSWERS_WRITE)],
    scan_id: Identifier,
    given: Answer,
    services: UseServices,
    show: Show,
) -> Scan:
    """Approved, with its reference, or rejected, with a reason: then the form goes back to review. The same answer
    again changes nothing."""
    said = ErpAnswer.model_validate(given.model_dump(exclude={"result_version"}))
    record_answer(services, actor=caller.actor, scan_id=scan_id, answer=said, result_version=given.result_version)
    return show.scan(show_scan(services, scan_id=scan_id).summary)


@router.get("/answers", summary="The answers to a scan")
def answers(_: Reader, scan_id: Identifier, services: UseServices) -> Answers:
    """What receivers said about each of its results, oldest first."""
    found = list_answers(services, scan_id=scan_id)
    return Answers(items=[GivenAnswer.model_validate(one) for one in found])


@router.get("/history", summary="The history of a scan")
def history(_: Reader, scan_id: Identifier, services: UseServices) -> History:
    """Its audit trail, oldest first."""
    entries = show_history(services, scan_id=scan_id)
    names = name_actors(services, {*(entry.actor for entry in entries), *map(_handed_to, entries)})
    return History(
        items=[
            HistoryEntry(
                at=entry.at,
                actor=entry.actor,
                actor_name=names.get(entry.actor),
                action=entry.action,
                path=entry.path,
                old=entry.old,
                new=entry.new,
                to_name=names.get(_handed_to(entry) or ""),
            )
            for entry in entries
        ]
    )


def _handed_to(entry: Told) -> str | None:
    return str(entry.new["to"]) if entry.action == HANDED_OVER and entry.new else None

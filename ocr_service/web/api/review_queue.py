"""The review desk's queue: what waits, what comes next, handing a form to a colleague."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.usecases.reviewing.get_ahead import get_ahead
from ocr_service.usecases.reviewing.hand_over import hand_over, list_colleagues
from ocr_service.usecases.reviewing.show_queue import show_queue
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.review import Reviewer
from ocr_service.web.api.review_shapes import ActKey, Next
from ocr_service.web.api.scan_shapes import ScanWithFields
from ocr_service.web.api.scans import Show
from ocr_service.web.api.texts import FilledLines, Identifier
from ocr_service.web.parts import UseServices

router = APIRouter(tags=["review"], responses=PROBLEMS)


class WaitingForms(BaseModel):
    """What waits of one form. `in_hand` is other people's; all else is of what could be claimed."""

    template: str | None = Field(description="null: nobody knows yet which form it is")
    waiting: int
    in_hand: int
    overdue: int = Field(description="past the time that the form promises")
    near: int = Field(description="near that time")
    urgent: int
    oldest: datetime | None
    due_at: datetime | None = Field(description="when the next promise ends")


class Queue(BaseModel):
    """All that waits, what is due soonest first."""

    waiting: int
    handed: int = Field(description="so many were handed to you")
    now: datetime = Field(description="the server's time")
    forms: list[WaitingForms]


class Ahead(BaseModel):
    """The form that comes next, claimed by nobody yet; ask again at `until`. Both null where none waits."""

    scan: ScanWithFields | None
    until: datetime | None


class Colleague(BaseModel):
    """Somebody who reviews forms."""

    id: str
    name: str
    role: str


class Colleagues(BaseModel):
    """By name."""

    items: list[Colleague]


class HandOver(BaseModel):
    """To whom, and what he should know; `key` as in a turn."""

    model_config = ConfigDict(extra="forbid")
    to: Identifier
    comment: FilledLines | None = None
    key: ActKey | None = None


class HandedOver(BaseModel):
    """Until then it is kept for him; later anybody gets it."""

    until: datetime


@router.get("/review/queue", summary="What waits for a person, form by form")
def get_queue(caller: Reviewer, services: UseServices) -> Queue:
    """What others were handed counts as in their hands."""
    queue = show_queue(services, actor=caller.actor)
    forms = [WaitingForms(**asdict(form)) for form in queue.forms]
    return Queue(waiting=queue.waiting, handed=queue.handed, now=services.now(), forms=forms)


@router.post("/review/ahead", summary="Look at the next form without claiming it")
def ahead(caller: Reviewer, services: UseServices, show: Show, wanted: Annotated[Next | None, Body()] = None) -> Ahead:
    """The one after the form in hand, so that it is there when it is claimed. Others look at another one meanwhile."""
    found = get_ahead(services, actor=caller.actor, wanted=(wanted or Next()).wanted())
    if found is None:
        return Ahead(scan=None, until=None)
    scan_id, until = found
    return Ahead(scan=show.detail(show_scan(services, scan_id=scan_id)), until=until)


@router.get("/review/colleagues", summary="Who else reviews forms")
def get_colleagues(caller: Reviewer, services: UseServices) -> Colleagues:
    """Whom a form can be handed to."""
    found = list_colleagues(services, actor=caller.actor)
    return Colleagues(items=[Colleague(**asdict(one)) for one in found])


@router.post(
    "/scans/{scan_id}/review/hand-over", summary="Hand a form to a colleague", responses={**NOT_FOUND, **CONFLICT}
)
def post_hand_over(caller: Reviewer, scan_id: Identifier, given: HandOver, services: UseServices) -> HandedOver:
    """Corrections are kept. It is the next form on the colleague's desk; after an hour anybody gets it. Saying it once
    more with the same key does no harm.
    """
    until = hand_over(services, actor=caller.actor, scan_id=scan_id, to=given.to, comment=given.comment, key=given.key)
    return HandedOver(until=until)

"""Deliveries: what was sent, what waits, what was given up; sending again."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.delivering import follow_deliveries as deliveries
from ocr_service.usecases.delivering.replay_deliveries import replay_delivery
from ocr_service.usecases.following.name_subjects import name_subjects
from ocr_service.web.api.problem_docs import BROKEN, CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.texts import Identifier, Line, TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.parts import UseServices

router = APIRouter(prefix="/deliveries", tags=["deliveries"], responses=PROBLEMS)
Reader = Annotated[Caller, needs(Permission.DELIVERIES_READ)]
State = Literal["waiting", "sending", "delivered", "dead", "cancelled"]


class Delivery(BaseModel):
    """One thing to be sent to one receiver; its `id` is the ``webhook-id`` from the first try to the last."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    scan_id: str
    scan_name: str | None = Field(default=None, description="the name of the scan's file")
    endpoint_id: str
    endpoint_name: str | None = Field(default=None, description="what the receiver is called here")
    event: str
    result_version: int
    state: State
    tries: int = Field(description="since the last replay")
    created_at: datetime
    first_try_at: datetime | None
    next_try_at: datetime | None
    delivered_at: datetime | None
    last_status: int | None
    last_error: str | None = Field(description="a stable code")


class Try(BaseModel):
    """One try: what came back, and how long it took."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    seconds: float
    status: int | None
    error: str | None
    answer: str


class Asking(BaseModel):
    """How the receiver is asked what became of it."""

    model_config = ConfigDict(from_attributes=True)

    state: Literal["open", "asking", "answered", "given_up", "superseded"]
    reference: str | None
    asks: int
    next_ask_at: datetime | None
    last_asked_at: datetime | None
    last_error: str | None = Field(description="a stable code")
    detail: str


class DeliveryDetail(Delivery):
    """A delivery with the exact bytes that are sent, and all its tries, oldest first."""

    payload: str
    all_tries: list[Try]
    asking: Asking | None = Field(description="null where its receiver is not asked")


class Deliveries(BaseModel):
    """Some deliveries, newest first; go on with `next_cursor` until it is null."""

    items: list[Delivery]
    next_cursor: str | None


@router.get("", summary="List deliveries", responses=BROKEN)
def get_deliveries(
    _: Reader,
    services: UseServices,
    state: State | None = None,
    endpoint: Identifier | None = None,
    scan: Identifier | None = None,
    template: Annotated[TemplateName | None, Query(description="the form of their scan")] = None,
    q: Annotated[Line | None, Query(description="words that stand in the scan's values, numbers or file name")] = None,
    cursor: Line | None = None,
    limit: Annotated[int, Query(ge=1, le=deliveries.MAX_PAGE)] = 50,
) -> Deliveries:
    """Newest first. ``state=dead`` lists what was given up and waits for a person."""
    page = deliveries.list_deliveries(
        services,
        state=state,
        endpoint_id=endpoint,
        scan_id=scan,
        template=template,
        text=q or None,
        cursor=cursor,
        limit=limit,
    )
    subjects = {subject for one in page.deliveries for subject in (one.endpoint_id, one.scan_id)}
    names = name_subjects(services, subjects).names
    items = [
        Delivery.model_validate(one).model_copy(
            update={"scan_name": names.get(one.scan_id), "endpoint_name": names.get(one.endpoint_id)}
        )
        for one in page.deliveries
    ]
    return Deliveries(items=items, next_cursor=page.next_cursor)


@router.get("/{delivery_id}", summary="Show a delivery with its tries", responses=NOT_FOUND)
def get_delivery(_: Reader, delivery_id: Identifier, services: UseServices) -> DeliveryDetail:
    """One delivery, to the byte."""
    detail = deliveries.show_delivery(services, delivery_id=delivery_id)
    return DeliveryDetail(
        **Delivery.model_validate(detail.delivery).model_dump(),
        payload=detail.payload,
        all_tries=[Try.model_validate(one) for one in detail.tries],
        asking=Asking.model_validate(detail.asking) if detail.asking else None,
    )


@router.post("/{delivery_id}/replay", summary="Send a delivery again", responses={**NOT_FOUND, **CONFLICT})
def replay(
    caller: Annotated[Caller, needs(Permission.DELIVERIES_REPLAY)], delivery_id: Identifier, services: UseServices
) -> Delivery:
    """At once, under the same id, so that a receiver that has it already can drop it."""
    return Delivery.model_validate(replay_delivery(services, actor=caller.actor, delivery_id=delivery_id))

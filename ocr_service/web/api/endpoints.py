"""Receivers of results (webhooks): list, add, change, switch, rotate the secret, test, delete."""

from typing import Annotated

from fastapi import APIRouter

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.delivering.replay_deliveries import replay_dead
from ocr_service.usecases.endpoints import endpoint_views
from ocr_service.usecases.endpoints import manage_endpoints as endpoints
from ocr_service.usecases.endpoints.endpoint_health import show_health
from ocr_service.usecases.endpoints.rotate_secret import rotate_secret as make_new_secret
from ocr_service.usecases.endpoints.try_endpoint import send_test_event
from ocr_service.web.api.endpoint_shapes import (
    Endpoint,
    EndpointChange,
    EndpointHealth,
    Endpoints,
    EndpointsHealth,
    EndpointWithSecret,
    NewEndpoint,
    Replayed,
    TestOutcome,
)
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.texts import Identifier
from ocr_service.web.guard import needs
from ocr_service.web.parts import Parts, UseServices

router = APIRouter(prefix="/webhook-endpoints", tags=["webhook endpoints"], responses=PROBLEMS)
Manager = Annotated[Caller, needs(Permission.WEBHOOKS_MANAGE)]
Replayer = Annotated[Caller, needs(Permission.DELIVERIES_REPLAY)]


@router.get("", summary="List receivers")
def get_endpoints(_: Manager, services: UseServices) -> Endpoints:
    """All receivers, oldest first."""
    return Endpoints(items=[Endpoint.model_validate(one) for one in endpoints.list_endpoints(services)])


@router.post("", status_code=201, summary="Add a receiver")
def post_endpoint(caller: Manager, given: NewEndpoint, parts: Parts) -> EndpointWithSecret:
    """The secret that signs its messages is shown this once."""
    made = endpoints.create_endpoint(
        parts.services,
        parts.sender,
        actor=caller.actor,
        url=given.url,
        kind=given.kind,
        settings=given.settings,
        description=given.description,
        templates=given.templates,
        options=given.options,
    )
    return _with_secret(made)


@router.get("/health", summary="How the receivers are doing")
def get_health(_: Manager, services: UseServices) -> EndpointsHealth:
    """What waits, what was given up, and the last day's tries of each."""
    return EndpointsHealth(items=[EndpointHealth.model_validate(one) for one in show_health(services)])


@router.get("/{endpoint_id}", summary="Show a receiver", responses=NOT_FOUND)
def get_endpoint(_: Manager, endpoint_id: Identifier, services: UseServices) -> Endpoint:
    """One receiver, without its secret."""
    return Endpoint.model_validate(endpoints.show_endpoint(services, endpoint_id=endpoint_id))


@router.patch("/{endpoint_id}", summary="Change a receiver, or switch it off and on", responses=NOT_FOUND)
def patch_endpoint(caller: Manager, endpoint_id: Identifier, change: EndpointChange, parts: Parts) -> Endpoint:
    """What waits to be sent goes to the new URL; while it is off, what waits keeps waiting."""
    changed = endpoints.update_endpoint(
        parts.services,
        parts.sender,
        actor=caller.actor,
        endpoint_id=endpoint_id,
        url=change.url,
        settings=change.settings,
        description=change.description,
        templates=change.templates,
        options=change.options,
    )
    if change.active is not None:
        changed = endpoints.switch_endpoint(
            parts.services, actor=caller.actor, endpoint_id=endpoint_id, active=change.active
        )
    return Endpoint.model_validate(changed)


@router.delete("/{endpoint_id}", status_code=204, summary="Delete a receiver", responses={**NOT_FOUND, **CONFLICT})
def delete_endpoint(caller: Manager, endpoint_id: Identifier, services: UseServices) -> None:
    """Refused while anything is still to be sent to it."""
    endpoints.delete_endpoint(services, actor=caller.actor, endpoint_id=endpoint_id)


@router.post("/{endpoint_id}/rotate-secret", summary="Make a new secret", responses=NOT_FOUND)
def rotate_secret(caller: Manager, endpoint_id: Identifier, services: UseServices) -> EndpointWithSecret:
    """The old secret signs beside the new one for 24 hours."""
    return _with_secret(make_new_secret(services, actor=caller.actor, endpoint_id=endpoint_id))


@router.post("/{endpoint_id}/test", summary="Send a test event", responses=NOT_FOUND)
def test_endpoint(caller: Manager, endpoint_id: Identifier, parts: Parts) -> TestOutcome:
    """Sends an ``endpoint.test`` event once and tells what came back; connectors sign in and leave nothing there."""
    attempt = send_test_event(parts.services, parts.sender, actor=caller.actor, endpoint_id=endpoint_id)
    return TestOutcome(
        delivered=attempt.error is None,
        status=attempt.status,
        error=attempt.error,
        seconds=attempt.seconds,
        answer=attempt.answer,
    )


@router.post(
    "/{endpoint_id}/replay",
    summary="Send again all that was given up for a receiver",
    responses={**NOT_FOUND, **CONFLICT},
)
def replay_all(caller: Replayer, endpoint_id: Identifier, services: UseServices) -> Replayed:
    """Every delivery to it that is dead waits to be sent again, at once."""
    return Replayed(replayed=replay_dead(services, actor=caller.actor, endpoint_id=endpoint_id))


def _with_secret(made: endpoint_views.EndpointWithSecret) -> EndpointWithSecret:
    return EndpointWithSecret(**Endpoint.model_validate(made.endpoint).model_dump(), secret=made.secret)

"""The API's description (OpenAPI 3.1): what it is, how one is let in, what it sends out."""

from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

from ocr_service.access.roles import Permission
from ocr_service.usecases.delivering.events import (
    DELIVERY_FAILED,
    FORM_ACCEPTED,
    CaseEvent,
    DeliveryFailed,
    FormAccepted,
    FormEvent,
)
from ocr_service.web.api.problem_docs import BROKEN, PROBLEM_SCHEMA, SCHEMA_NAME, TOO_LARGE, UNSUPPORTED
from ocr_service.web.guard import PUBLIC, SESSION_COOKIE, find_permission

DESCRIPTION: Final[dict[str, Any]] = {
    "title": "Form reading service",
    "version": "1",
    "summary": "Scanned paper forms in, checked fields out.",
    "description": (
        "A file is handed in (`POST /scans`), read, reviewed where the machine was not sure, accepted, and delivered "
        "to webhook endpoints. Programs send an API key (`Authorization: Bearer ocr_…`); browsers sign in and send "
        "their session's token (`X-CSRF-Token`, see `GET /me`) with every change. Errors are RFC 9457 problem "
        "documents with a stable `code`; their sentences follow `Accept-Language` (zh-CN, en)."
    ),
}

webhooks = APIRouter()


@webhooks.post(
    FORM_ACCEPTED,
    summary="A form was accepted",
    status_code=204,
    tags=["events"],
    responses={
        "4XX": {"description": "it is sent again later"},
        "5XX": {"description": "it is sent again later"},
        410: {"description": "nothing is ever sent to this receiver again, until a person switches it on"},
    },
)
def form_accepted(body: FormAccepted) -> None:
    """Sent to every active receiver of this form until it answers 2xx, for up to three days, signed after the Standard
    Webhooks specification 1.0: `webhook-id` (the same from the first try to the last), `webhook-timestamp`,
    `webhook-signature`. The answer may carry the ERP's decision: `{"status": "approved", "reference": "PO-1001"}`.
    410 switches the receiver off."""


_SENT_AGAIN: Final[dict[int | str, dict[str, Any]]] = {
    "4XX": {"description": "it is sent again later"},
    "5XX": {"description": "it is sent again later"},
}


@webhooks.post(
    "form.event", summary="Something became of a form", status_code=204, tags=["events"], responses=_SENT_AGAIN
)
def form_event(body: FormEvent) -> None:
    """To receivers that want it: `form.needs_review` (a person must look), `form.rejected` (not usable), `form.failed`
    (could not be read), `quality.warning` (a bad picture). Signed and repeated as `form.accepted` is."""


@webhooks.post(
    DELIVERY_FAILED, summary="A message was given up", status_code=204, tags=["events"], responses=_SENT_AGAIN
)
def delivery_failed(body: DeliveryFailed) -> None:
    """To receivers that want it: another receiver did not get its message, and a person must send it again."""


@webhooks.post(
    "case.event", summary="Something became of a case", status_code=204, tags=["events"], responses=_SENT_AGAIN
)
def case_event(body: CaseEvent) -> None:
    """To receivers that want it: `case.complete` (all that was to follow is there), `case.overdue` (it is not)."""


def openapi_document(routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """The whole document; it takes a second to make."""
    made = get_openapi(**DESCRIPTION, routes=routes, webhooks=webhooks.routes, separate_input_output_schemas=False)
    components = made.setdefault("components", {})
    components.setdefault("schemas", {})[SCHEMA_NAME] = PROBLEM_SCHEMA
    components["securitySchemes"] = {
        "apiKey": {"type": "http", "scheme": "bearer", "description": "an API key: ocr_…"},
        "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
    }
    _describe_access(routes, made)
    return made


def _describe_access(routes: Sequence[BaseRoute], made: dict[str, Any]) -> None:
    for context in iter_route_contexts(routes):
        if not isinstance(context.original_route, APIRoute) or context.path not in made["paths"]:
            continue
        for method in context.methods or ():
            operation = made["paths"][context.path][method.lower()]
            operation["responses"] |= {str(status): one for status, one in _body_problems(operation).items()}
            operation["security"] = [] if (method, context.path) in PUBLIC else [{"apiKey": []}, {"session": []}]
            permission: Permission | None = find_permission(context)
            if permission is not None:
                operation["x-permission"] = permission.value


def _body_problems(operation: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    """What every route says that takes a body, whatever it is about."""
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return {**BROKEN, **TOO_LARGE, **UNSUPPORTED}
    return TOO_LARGE if content else {}

"""Receivers call back: what became of what they were sent."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, Field

from ocr_service.usecases.delivering.take_callback import take_callback
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.texts import Identifier
from ocr_service.web.parts import UseServices

router = APIRouter(prefix="/callbacks", tags=["events"], responses=PROBLEMS)

# Written out: the signature is over the bytes as they came, so nothing may parse them before.
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["delivery_id", "status"],
                    "properties": {
                        "delivery_id": {"type": "string", "description": "the message's webhook-id"},
                        "status": {"enum": ["approved", "rejected"]},
                        "reference": {"type": "string", "description": "your document's number"},
                        "reason": {"type": "string"},
                        "fields": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["path"],
                                "properties": {"path": {"type": "string"}, "reason": {"type": "string"}},
                            },
                            "description": "which values a rejection is about: our path, or your mapping's name",
                        },
                    },
                },
            }
        },
    }
}


class Callback(BaseModel):
    """What became of the answer. `superseded`: the form was accepted anew, or taken back, meanwhile; `held`: another
    receiver rejected it, or it is being corrected. Both are kept and change nothing."""

    delivery_id: str
    scan_id: str
    outcome: Literal["counted", "repeated", "superseded", "held"] = Field(
        description="a callback under the same webhook-id is told what the first one was told"
    )


async def _body_as_it_came(request: Request) -> bytes:
    return await request.body()


@router.post("/{endpoint_id}", summary="Answer a delivery", responses={**NOT_FOUND, **CONFLICT}, openapi_extra=_BODY)
def post_callback(
    endpoint_id: Identifier,
    body: Annotated[bytes, Depends(_body_as_it_came)],
    services: UseServices,
    webhook_id: Annotated[str, Header(description="yours, a new one for each answer")] = "",
    webhook_timestamp: Annotated[str, Header(description="seconds since 1970, within five minutes")] = "",
    webhook_signature: Annotated[str, Header(description="v1, and the HMAC with this receiver's secret")] = "",
) -> Callback:
    """Signed as messages are (Standard Webhooks 1.0), with the same secret; no key is needed. Repeat it under the same
    `webhook-id` until it is answered: nothing is done twice."""
    given = {
        "webhook-id": webhook_id,
        "webhook-timestamp": webhook_timestamp,
        "webhook-signature": webhook_signature,
    }
    taken = take_callback(services, endpoint_id=endpoint_id, headers=given, body=body)
    return Callback(delivery_id=taken.delivery_id, scan_id=taken.scan_id, outcome=taken.outcome)

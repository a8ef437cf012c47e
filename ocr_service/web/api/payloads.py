"""Large messages, fetched by their receivers with the link that they were sent."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from ocr_service.usecases.delivering.follow_deliveries import fetch_payload
from ocr_service.web.api.problem_docs import NOT_FOUND, PROBLEMS
from ocr_service.web.api.texts import Identifier
from ocr_service.web.parts import UseServices

router = APIRouter(prefix="/payloads", tags=["events"], responses=PROBLEMS)


@router.get(
    "/{delivery_id}",
    summary="Fetch a large message",
    response_class=Response,
    responses={200: {"description": "the message, to the byte", "content": {"*/*": {}}}, **NOT_FOUND},
)
def get_payload(
    delivery_id: Identifier,
    expires: Annotated[int, Query(ge=0, le=10**11)],
    signature: Annotated[str, Query(pattern="^[0-9a-f]{64}$")],
    services: UseServices,
) -> Response:
    """The link itself is the permission; it is valid for an hour from the try that brought it."""
    document = fetch_payload(services, delivery_id=delivery_id, expires=expires, signature=signature)
    return Response(document.body, media_type=document.content_type)

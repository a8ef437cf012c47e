"""A receiver's row, held while it is changed, and the audit trail of what was done to it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ocr_service.records import audit
from ocr_service.records.deliveries import WebhookEndpoint
from ocr_service.usecases.endpoints.endpoint_errors import EndpointNotFound


def held(session: Session, endpoint_id: str) -> WebhookEndpoint:
    """The row, which nobody else changes until the transaction ends. Raises EndpointNotFound."""
    endpoint = session.get(WebhookEndpoint, endpoint_id, with_for_update=True)
    if endpoint is None:
        raise EndpointNotFound(endpoint_id=endpoint_id)
    return endpoint


def note(
    session: Session,
    at: datetime,
    actor: str,
    action: str,
    endpoint_id: str,
    *,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    """In the caller's transaction."""
    audit.write(session, at=at, actor=actor, action=action, subject=endpoint_id, old=old, new=new)

"""A person tries a receiver out."""

import json
from typing import Final

from ocr_service.delivery.attempt import Attempt, Message, Sender
from ocr_service.records.base import new_id
from ocr_service.records.deliveries import WebhookEndpoint
from ocr_service.usecases.delivering.claim_delivery import valid_secrets
from ocr_service.usecases.endpoints.endpoint_errors import EndpointNotFound
from ocr_service.usecases.endpoints.endpoint_rows import note
from ocr_service.usecases.ports import Services

TEST_EVENT: Final = "endpoint.test"


def send_test_event(services: Services, sender: Sender, *, actor: str, endpoint_id: str) -> Attempt:
    """Sends an ``endpoint.test`` event once, also to a receiver that is switched off; nothing is sent again.

    Connectors sign in instead, and leave nothing at the receiver.

    Raises EndpointNotFound.
    """
    now = services.now()
    with services.database() as session:
        endpoint = session.get(WebhookEndpoint, endpoint_id)
        if endpoint is None:
            raise EndpointNotFound(endpoint_id=endpoint_id)
        event = {"type": TEST_EVENT, "timestamp": now.isoformat(), "data": {"endpoint_id": endpoint_id}}
        message = Message(
            id=new_id("msg"),
            url=endpoint.url,
            body=json.dumps(event),
            secrets=valid_secrets(endpoint, now),
            at=now,
            kind=endpoint.kind,
            settings=endpoint.settings,
        )
    attempt = sender.test(message)
    outcome = {"status": attempt.status, "error": attempt.error}
    with services.database.begin() as session:
        note(session, services.now(), actor, "endpoint.tested", endpoint_id, new=outcome)
    return attempt

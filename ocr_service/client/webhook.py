"""Verifies what the service sends (Standard Webhooks 1.0, scheme ``v1``)."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ocr_service.client.errors import WebhookInvalid

_TOLERANCE_SECONDS: Final = 300


@dataclass(frozen=True, kw_only=True)
class Event:
    """A verified message. `id` is the same from the first try to the last: keep it, and drop what comes again."""

    id: str
    type: str
    data: Mapping[str, Any]
    raw: Any


def verify_webhook(
    body: bytes, headers: Mapping[str, str], secrets: str | Iterable[str], *, now: float | None = None
) -> Event:
    """The message in a request, if one of `secrets` signed this very `body` within five minutes.

    `headers` may be written in any case; `secrets` are several while one is rotated; `now` is in seconds since 1970.
    Raises WebhookInvalid, and ValueError for a secret that is none. A message that was mapped, or is no JSON object,
    has its content in `raw` only.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    signatures = given.get("webhook-signature", "").split()
    if not message_id or not timestamp or not signatures:
        raise WebhookInvalid("webhook_headers_missing")
    moment = time.time() if now is None else now
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(moment - int(timestamp[:15])) > _TOLERANCE_SECONDS:
        raise WebhookInvalid("webhook_time_outside")
    content = b".".join((message_id.encode(), timestamp.encode(), body))
    for secret in [secrets] if isinstance(secrets, str) else secrets:
        expected = b"v1," + base64.b64encode(hmac.digest(_key(secret), content, hashlib.sha256))
        if any(hmac.compare_digest(expected, signature.encode()) for signature in signatures):
            return _read(message_id, body, json_wanted="json" in given.get("content-type", "application/json"))
    raise WebhookInvalid("webhook_signature_wrong")


def _read(message_id: str, body: bytes, *, json_wanted: bool) -> Event:
    if not json_wanted:
        return Event(id=message_id, type="", data={}, raw=body)
    try:
        raw = json.loads(body)
    except ValueError:
        raise WebhookInvalid("webhook_body_unreadable") from None
    members = raw if isinstance(raw, dict) else {}
    data = members.get("data")
    return Event(id=message_id, type=str(members.get("type", "")), data=data if isinstance(data, dict) else {}, raw=raw)


def _key(secret: str) -> bytes:
    if not secret.startswith("whsec_"):
        raise ValueError("a webhook secret starts with whsec_")
    return base64.b64decode(secret.removeprefix("whsec_"), validate=True)

"""Large messages leave as a link: who has it may fetch that one message for an hour, without signing in."""

import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import Final

LARGE_BYTES: Final = 20_000
VALID_SECONDS: Final = 3600
PATH: Final = "/api/v1/payloads"


class LinkInvalid(Exception):
    """The link was changed, or its time is over."""

    code = "payload_link_invalid"


def link_message(message_id: str, body: bytes, event: str, *, secret: str, public_url: str, now: float) -> str:
    """What is sent instead of `body`: ``{"type", "payload": {"url", "sha256", "bytes", "expires"}}``."""
    expires = int(now) + VALID_SECONDS
    query = f"expires={expires}&signature={_signature(secret, message_id, expires)}"
    payload = {
        "url": f"{public_url.rstrip('/')}{PATH}/{message_id}?{query}",
        "sha256": hashlib.sha256(body).hexdigest(),
        "bytes": len(body),
        "expires": expires,
    }
    return json.dumps({"type": event, "payload": payload})


def check_link(message_id: str, expires: int, signature: str, *, secrets: Iterable[str], now: float) -> None:
    """Raises LinkInvalid."""
    expected = [_signature(secret, message_id, expires) for secret in secrets]
    known = [hmac.compare_digest(one.encode(), signature.encode()) for one in expected]
    if not any(known) or now > expires:
        raise LinkInvalid


def _signature(secret: str, message_id: str, expires: int) -> str:
    return hmac.digest(secret.encode(), f"payload.{message_id}.{expires}".encode(), hashlib.sha256).hex()

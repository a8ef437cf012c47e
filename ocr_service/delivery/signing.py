"""Signatures of webhooks, after the Standard Webhooks specification 1.0.0 (symmetric scheme ``v1``).

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Iterable, Mapping
from typing import Final

ID_HEADER: Final = "webhook-id"
TIMESTAMP_HEADER: Final = "webhook-timestamp"
SIGNATURE_HEADER: Final = "webhook-signature"

SECRET_PREFIX: Final = "whsec_"
TOLERANCE_SECONDS: Final = 5 * 60
_SECRET_BYTES: Final = range(24, 65)


class SignatureInvalid(Exception):
    """The request does not come, as it is and just now, from somebody who knows the secret.

    `code` is one of ``webhook_headers_missing``, ``webhook_time_outside``, ``webhook_signature_wrong``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def new_secret() -> str:
    """A fresh secret: ``whsec_`` and 32 random bytes in Base64."""
    return SECRET_PREFIX + base64.b64encode(os.urandom(32)).decode("ascii")


def signed_headers(secrets: Iterable[str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of a message. `timestamp` is the time of this try, in seconds since 1970 (UTC)."""
    return {
        ID_HEADER: message_id,
        TIMESTAMP_HEADER: str(timestamp),
        SIGNATURE_HEADER: sign(secrets, message_id, timestamp, body),
    }


def sign(secrets: Iterable[str], message_id: str, timestamp: int, body: bytes) -> str:
    """``v1,<Base64>`` for each secret, separated by spaces, so that an old and a new secret can be valid at once.

    Raises ValueError for a secret that is none, for no secret, and for an id with a full stop (which would let two
    different messages have the same signature).
    """
    if "." in message_id or not message_id:
        raise ValueError("a message id must not be empty and must not hold a full stop")
    signatures = [_signature(secret, message_id, str(timestamp), body) for secret in secrets]
    if not signatures:
        raise ValueError("a message must be signed with at least one secret")
    return " ".join(signatures)


def verify(secrets: Iterable[str], headers: Mapping[str, str], body: bytes, *, now: float) -> str:
    """Returns the message's id; raises SignatureInvalid unless one of `secrets` signed it within five minutes of `now`.

    `headers` is looked up by lower-case names. Signatures of other schemes beside ``v1`` are passed over.
    """
    message_id, timestamp = headers.get(ID_HEADER, ""), headers.get(TIMESTAMP_HEADER, "")
    given = headers.get(SIGNATURE_HEADER, "").split(" ")
    if not message_id or not timestamp or given == [""]:
        raise SignatureInvalid("webhook_headers_missing")
    if not (timestamp.isascii() and timestamp.isdigit()) or abs(now - int(timestamp[:15])) > TOLERANCE_SECONDS:
        raise SignatureInvalid("webhook_time_outside")
    for secret in secrets:
        expected = _signature(secret, message_id, timestamp, body).encode()
        # compare_digest takes the same time wherever the first difference is.
        if any(hmac.compare_digest(expected, candidate.encode()) for candidate in given):
            return message_id
    raise SignatureInvalid("webhook_signature_wrong")


def _signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    content = b".".join((message_id.encode(), timestamp.encode(), body))
    return "v1," + base64.b64encode(hmac.digest(_key(secret), content, hashlib.sha256)).decode("ascii")


def _key(secret: str) -> bytes:
    if not secret.startswith(SECRET_PREFIX):
        raise ValueError(f"a webhook secret starts with {SECRET_PREFIX}")
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("a webhook secret is Base64 after its prefix") from None
    if len(key) not in _SECRET_BYTES:
        raise ValueError("a webhook secret has 24 to 64 bytes")
    return key

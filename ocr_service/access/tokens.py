"""Random tokens (sessions, CSRF, API keys) and the fingerprints that are kept instead of them."""

import hashlib
import hmac
import secrets
from typing import Final

API_KEY_PREFIX: Final = "ocr_"  # lets a person or a secret scanner recognise a leaked key


def new_token() -> str:
    """256 random bits, as 43 characters that are safe in a URL, a header and a cookie."""
    return secrets.token_urlsafe(32)


def new_api_key() -> str:
    """A machine's key: the prefix and 256 random bits."""
    return API_KEY_PREFIX + new_token()


def fingerprint(token: str) -> str:
    """The token's SHA-256 in hex. The token has 256 random bits, so a slow hash would add nothing."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def same_token(given: str, expected: str) -> bool:
    """Compares in a time that does not depend on where the two differ."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode("utf-8"))

"""Passwords: Argon2id (RFC 9106) with the memory and time that OWASP's Password Storage Cheat Sheet names."""

import secrets
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH: Final = 10
MAXIMUM_LENGTH: Final = 200  # longer ones would only cost time
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True, kw_only=True)
class PasswordCheck:
    """Whether the password is right, and a new hash to keep where the old one was made with other parameters."""

    right: bool
    new_hash: str | None = None


def hash_password(password: str) -> str:
    """The string to keep; it names its own salt and parameters."""
    return _HASHER.hash(_normal(password))


def check_password(kept: str | None, password: str) -> PasswordCheck:
    """Compares a password with what is kept; `kept` is None for an unknown name.

    An unknown name costs the same work as a known one, so that the time does not tell which names exist.
    """
    password = _normal(password[: MAXIMUM_LENGTH + 1])
    try:
        _HASHER.verify(kept if kept is not None else _hash_of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return PasswordCheck(right=False)
    if kept is None:
        return PasswordCheck(right=False)
    return PasswordCheck(right=True, new_hash=_HASHER.hash(password) if _HASHER.check_needs_rehash(kept) else None)


def new_password() -> str:
    """A password for a first sign-in: 96 random bits, 16 characters."""
    return secrets.token_urlsafe(12)


def _normal(password: str) -> str:
    # Keyboards and input methods send the same letters composed or decomposed, wide or narrow. A lone surrogate
    # cannot be encoded and so can be in no password that was ever set.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode("utf-8")


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash(new_password())

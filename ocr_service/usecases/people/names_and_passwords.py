"""How people's names are written, and which names and passwords are taken."""

import unicodedata
from typing import Final

from ocr_service.access.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH, hash_password
from ocr_service.usecases.people.access_errors import NameUnusable, PasswordTooWeak

_NAME_LIMIT: Final = 60


def usual_name(name: str) -> str:
    """The one way to write a name: composed, lower case, without blanks around it. Raises ValueError."""
    name = unicodedata.normalize("NFKC", name).strip().casefold()
    if not 0 < len(name) <= _NAME_LIMIT or any(unicodedata.category(letter).startswith("C") for letter in name):
        raise ValueError("not a name")
    return name


def checked_name(name: str) -> str:
    """The name as it is kept. Raises NameUnusable."""
    try:
        return usual_name(name)
    except ValueError:
        raise NameUnusable(limit=_NAME_LIMIT) from None


def checked_hash(name: str, password: str) -> str:
    """What is kept of the password. Raises PasswordTooWeak."""
    if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH or password.casefold() == name:
        raise PasswordTooWeak(minimum=MINIMUM_LENGTH, maximum=MAXIMUM_LENGTH)
    return hash_password(password)

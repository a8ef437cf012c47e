"""Kinds of text that the API takes: bounded, and free of what only does harm."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError


def _without_control_characters(given: str) -> str:
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in given):
        raise PydanticCustomError("control_character", "control character")
    return given


def _without_nul(given: str) -> str:
    # PostgreSQL cannot keep it, and nobody types it.
    if "\0" in given:
        raise PydanticCustomError("control_character", "control character")
    return given


_OneLine = AfterValidator(_without_control_characters)

Line = Annotated[str, StringConstraints(max_length=200), _OneLine]
FilledLine = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), _OneLine]
Url = Annotated[str, StringConstraints(min_length=1, max_length=2000), _OneLine]
Lines = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_without_nul)]
FilledLines = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True), AfterValidator(_without_nul)
]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,8}_[0-9a-z]{1,32}$")]
TemplateName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
SiteCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,19}$")]
FieldPath = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}(\[[0-9]{1,3}\]\.[a-z][a-z0-9_]{0,62})?$")]

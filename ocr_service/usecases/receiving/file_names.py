"""Names of files as people gave them, made safe to show and to offer for download."""

import re
import unicodedata
from typing import Final

MAX_CHARACTERS: Final = 200
_LONGEST_ENDING: Final = 20
# Joins the parts of one emoji; every other invisible character (text direction, for example) only deceives.
_ZERO_WIDTH_JOINER: Final = "\u200d"


def clean_file_name(name: str) -> str:
    """The last part of a path, without characters that cannot be seen, at most 200 long; ``scan`` where none is left.

    Chinese characters and emoji stay; the ending stays when a long name is shortened.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(character for character in last if _may_stay(character))
    clean = re.sub(r"\s+", " ", visible).strip(" .")
    if len(clean) > MAX_CHARACTERS:
        stem, dot, ending = clean.rpartition(".")
        ending = dot + ending if stem and len(ending) <= _LONGEST_ENDING else ""
        clean = clean[: MAX_CHARACTERS - len(ending)].rstrip() + ending
    return clean or "scan"


def _may_stay(character: str) -> bool:
    if character.isspace() or character == _ZERO_WIDTH_JOINER:
        return True
    # Control, format, surrogate, private use, unassigned.
    return not unicodedata.category(character).startswith("C")

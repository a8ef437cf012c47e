"""Texts of a file's metadata made readable: writers keep to no encoding, and hostile ones to nothing at all."""

import codecs
import unicodedata
from typing import Final

MOST_CHARACTERS: Final = 80
_LAST_LATIN_1: Final = 255
_LEAST_HANZI: Final = 2


def readable_text(value: object) -> str:
    """`value` on one line, at most 80 characters, without any that cannot be seen; empty for what is no text.

    Bytes, and texts that somebody took for Latin-1, are read as UTF-16 (with its mark, or every second byte zero),
    UTF-8 or GB 18030 where they are that.
    """
    if isinstance(value, bytes):
        text = _decode(value)
    elif isinstance(value, str):
        text = _decode(value.encode("latin-1")) if all(ord(letter) <= _LAST_LATIN_1 for letter in value) else value
    else:
        return ""
    seen = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text[:1000])
    return unicodedata.normalize("NFC", " ".join(seen.split()))[:MOST_CHARACTERS].rstrip()


def _decode(raw: bytes) -> str:
    wide = _utf_16(raw)
    if wide is not None:
        return wide
    # What follows the end of a C string is what happened to lie in memory there.
    raw = raw.partition(b"\0")[0]
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _chinese(raw) or raw.decode("latin-1")


def _utf_16(raw: bytes) -> str | None:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "ignore").partition("\0")[0]
    characters = len(raw.rstrip(b"\0")) // 2
    for encoding, high_bytes in (("utf-16-le", raw[1::2]), ("utf-16-be", raw[::2])):
        if characters > 1 and high_bytes[:characters].count(0) > characters / 2:
            return raw.decode(encoding, "ignore").partition("\0")[0]
    return None


def _chinese(raw: bytes) -> str | None:
    """None where it is no Chinese: a single accented letter of Latin-1 can be read as a rare character, too."""
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return None
    foreign = [letter for letter in text if not letter.isascii()]
    hanzi = [letter for letter in foreign if "\u4e00" <= letter <= "\u9fff"]
    return text if len(hanzi) >= _LEAST_HANZI and len(hanzi) == len(foreign) else None

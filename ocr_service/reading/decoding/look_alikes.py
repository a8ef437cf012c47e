"""Characters that look alike on paper: which one it is, the field's type decides where the picture cannot."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from ocr_service.reading.decoding.character_variants import VARIANTS

# What a character may be instead, with the share of its probability that counts for it.
Alike = Callable[[str], tuple[tuple[str, float], ...]]

# Each row: characters that may be printed or written so alike that only the context tells them apart, and how much
# of the probability of one may be taken for another where the field's type leaves no other choice.
_ROWS: Final[tuple[tuple[str, float], ...]] = (
    ("0Oo〇○零", 1.0),
    ("1lI|丨Ⅰi", 1.0),
    ("-一—–─‐−ー_~", 1.0),
    (".·•・。｡", 1.0),
    (",，、‚", 1.0),
    (".,，", 0.3),
    ("'’‘`´", 1.0),
    (":：∶", 1.0),
    ("xX×*", 1.0),
    ("¥￥羊", 1.0),
    ("圆元圓", 0.3),
    ("日曰", 1.0),
    ("()（）〔〕", 0.3),
    ("5S", 0.6),
    ("8B", 0.6),
    ("2Z", 0.6),
    ("6bG", 0.4),
    ("9gq", 0.6),
    ("0DQ", 0.3),
    ("UV", 0.2),
)
# What handwritten figures are read as, each row one figure and the characters that a recogniser of all of Chinese
# takes it for. Such a character where only a figure can stand is nearly always that figure.
_WRITTEN: Final[tuple[tuple[str, float], ...]] = (
    ("0口囗□ロaDCcU", 0.5),
    ("1丿亅ノ/\\!jJtT", 0.5),
    ("2乙ZzてL", 0.5),
    ("3了ヨョ子}", 0.5),
    ("4uyH千牛屮钅半qA", 0.5),
    ("5弓与ち与s了", 0.5),
    ("6bCGoL", 0.5),
    ("7フワク丁刁ㄱT了つYyΠ", 0.5),
    ("8日&gy", 0.5),
    ("9qgaP", 0.5),
)
# A variant of a Chinese character (traditional, Japanese) is drawn much alike, but not the same.
_VARIANT: Final = 0.5
# How far the code points of full-width letters, figures and marks lie from the half-width ones.
_TO_FULL_WIDTH: Final = 0xFEE0


@lru_cache(maxsize=65_536)
def look_alikes(character: str) -> tuple[tuple[str, float], ...]:
    """What a printed character may be instead."""
    found: dict[str, float] = {}
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1 and plain != character:
        found[plain] = 1.0
    if "!" <= character <= "~":
        found[chr(ord(character) + _TO_FULL_WIDTH)] = 1.0
    for seen in {character, plain}:
        for twin in {seen.upper(), seen.lower()} - {character}:
            if len(twin) == 1:
                found.setdefault(twin, 0.8)
        _add_rows(found, _ROWS, seen, character)
    for variant in VARIANTS.get(character, ""):
        found[variant] = max(found.get(variant, 0.0), _VARIANT)
    return tuple(found.items())


@lru_cache(maxsize=65_536)
def written_look_alikes(character: str) -> tuple[tuple[str, float], ...]:
    """What a handwritten character may be instead."""
    found = dict(look_alikes(character))
    rows = [(row[0] + character, share) for row, share in _WRITTEN if character in row[1:]]
    _add_rows(found, rows, character, character)
    return tuple(found.items())


def _add_rows(
    found: dict[str, float], rows: tuple[tuple[str, float], ...] | list[tuple[str, float]], seen: str, character: str
) -> None:
    for row, share in rows:
        if seen in row:
            for other in row:
                if other != character:
                    found[other] = max(found.get(other, 0.0), share)

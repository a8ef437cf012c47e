"""Characters that look alike on paper: which one it is, the field's type decides where the picture cannot."""

import unicodedata
from functools import lru_cache
from typing import Final

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
    ("xX×", 1.0),
    ("¥￥羊", 1.0),
    ("圆元", 0.3),
    ("日曰", 1.0),
    ("5S", 0.6),
    ("8B", 0.6),
    ("2Z", 0.6),
    ("6bG", 0.4),
    ("9gq", 0.6),
    ("0DQ", 0.3),
    ("UV", 0.2),
)


@lru_cache(maxsize=65_536)
def look_alikes(character: str) -> tuple[tuple[str, float], ...]:
    """What the character may be instead, with the share of its probability that counts for it."""
    found: dict[str, float] = {}
    plain = unicodedata.normalize("NFKC", character)
    if len(plain) == 1 and plain != character:
        found[plain] = 1.0
    for seen in {character, plain}:
        for twin in {seen.upper(), seen.lower()} - {character}:
            if len(twin) == 1:
                found.setdefault(twin, 0.8)
        for row, share in _ROWS:
            if seen in row:
                for other in row:
                    if other != character:
                        found[other] = max(found.get(other, 0.0), share)
    return tuple(found.items())

"""Plain forms of characters: half-width figures and letters, one kind of dash, point and colon."""

import unicodedata
from typing import Final

_PLAIN: Final = str.maketrans(
    {
        "—": "-", "–": "-", "─": "-", "‐": "-", "−": "-", "﹣": "-", "－": "-", "＋": "+", "ー": "-", "～": "~",
        "，": ",", "、": ",", "。": ".", "｡": ".", "．": ".", "：": ":", "∶": ":", "；": ";",
        "￥": "¥", "（": "(", "）": ")", "／": "/", "•": "·", "・": "·", "○": "〇",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """Half-width figures, letters and punctuation, without spaces: the form in which typed values are parsed."""
    return "".join(half_width(text).translate(_PLAIN).split())


def half_width(text: str) -> str:
    """Full-width figures and letters as half-width ones; Chinese punctuation stays as it is."""
    return "".join(
        unicodedata.normalize("NFKC", character) if "０" <= character <= "ｚ" and character.isalnum() else character
        for character in text
    )

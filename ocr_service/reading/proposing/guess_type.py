"""The type of a value, from the words of its label and from its shape."""

import re
from typing import Final

from ocr_service.reading.proposing.label_words import LabelWord

_SHAPES: Final = (
    ("date", r"(19|20)\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?|\d{1,2}[-./]\d{1,2}[-./](19|20)?\d\d"),
    ("licence-plate", r"[\u4e00-\u9fff][A-Z][·.]?[A-Z0-9]{5,6}"),
    ("capital-amount", r"(人民币)?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]{4,}"),
    ("phone", r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|\+\d[\d -]{7,16}"),
    ("amount", r"[¥￥$]?\s*\d{1,3}([,，]\d{3})*\.\d\d|[¥￥$]?\s*\d+\.\d\d"),
    ("time", r"\d{1,2}[:：]\d\d([:：]\d\d)?"),
    ("integer", r"\d{1,6}"),
    ("number", r"\d+\.\d+"),
    ("code", r"(?=.*\d)[A-Z0-9]+([-/_][A-Z0-9]+)*"),
)  # fmt: skip
# A label may say what its value's shape confirms or does not deny; anything may follow "No." or "amount".
_LOOSE: Final = {"code": {"integer", "phone", "code"}, "number": {"integer", "amount", "number"}}


def guess_type(word: LabelWord | None, value: str) -> tuple[str, bool]:
    """A content type of templates, and whether label and value (where there are both) agree on it."""
    shape = shape_of(value)
    said = None if word is None else word.type
    if said is None:
        return shape or "text", shape is not None
    if not value or said in ("text", "signature", "seal") or shape == said:
        return said, True
    if shape in _LOOSE.get(said, ()):
        return said, True
    # What is printed or written there is no such thing: the label was misunderstood.
    return ("text", False) if said == "code" else (said, False)


def shape_of(value: str) -> str | None:
    """The type that the value looks like; None for words."""
    plain = value.strip()
    return next((kind for kind, shape in _SHAPES if re.fullmatch(shape, plain)), None) if plain else None

"""Is what stands on a form what a list says? Lists are written by other systems, in their own way."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from ocr_service.forms.result import Value
from ocr_service.reading.decoding.lexicons import plain_entry
from ocr_service.reading.rules.rule_values import as_number

_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_SIGNS: Final = "¥￥$€ "
_DATE: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def same_value(written: Value, listed: str) -> bool:
    """Numbers by what they are worth, dates by their day, texts whatever their spaces, width and case."""
    if plain_entry(str(written)).casefold() == plain_entry(listed).casefold():
        return True
    one, other = as_number(written), listed_number(listed)
    if one is not None and other is not None and not (_is_code(str(written)) or _is_code(listed)):
        return one == other
    day = _DATE.match(listed.strip())
    return day is not None and str(written) == f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"


def listed_number(text: str) -> Decimal | None:
    """A number as other systems write it: ``1,234.50``, ``¥ 12``; None where it is none."""
    plain = plain_entry(text).strip(_SIGNS)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _is_code(text: str) -> bool:
    """A nought before other figures: 0123 and 123 are two codes."""
    return text[:1] == "0" and text[1:2].isdigit()

"""Numbers that name something: telephone, unified social credit code, identity number, licence plate, codes."""

import re
from datetime import date
from typing import Final, Literal

from stdnum import luhn
from stdnum.cn import uscc

from ocr_service.reading.decoding.automata import weigh_gtin, weigh_luhn
from ocr_service.reading.decoding.patterns import matches_whole
from ocr_service.reading.normalise.characters import half_width, plain
from ocr_service.reading.normalise.check_characters import IDENTITY_WEIGHTS

_PHONE: Final = re.compile(r"\+?[0-9](?:-?[0-9]){5,}")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_PLATE: Final = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]"
    r"(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJK])"
)


def parse_phone(text: str) -> str | None:
    """Digits, "+" and "-" only; an extension (转, ext) follows a "-". None where it cannot be a telephone number."""
    bare = plain(text).lower()
    bare = re.sub(r"转|ext\.?", "-", bare)
    bare = re.sub(r"^\((0[0-9]{2,3})\)-?", r"\1-", bare)
    bare = bare.replace("(", "-").replace(")", "-")
    bare = re.sub("-{2,}", "-", bare).strip("-")
    mobile = re.sub("^(?:\\+?86)", "", bare).replace("-", "")
    if _MOBILE.fullmatch(mobile):
        return ("+86-" if bare.startswith("+86") else "") + mobile
    digits = bare.replace("-", "")
    if not _PHONE.fullmatch(bare) or not 7 <= len(digits.lstrip("+")) <= 20:
        return None
    return bare


def parse_code(text: str, pattern: str, check_digit: Literal["ean", "luhn"] | None = None) -> str | None:
    """The text as the pattern wants it: as it stands, else without spaces, else with plain characters.

    None where it does not match, or its figures do not add up to the check digit.
    """
    candidates = (text, half_width(text), "".join(half_width(text).split()), plain(text))
    found = next((candidate for candidate in candidates if matches_whole(pattern, candidate)), None)
    return found if found is not None and _adds_up(found, check_digit) else None


def _adds_up(text: str, check_digit: Literal["ean", "luhn"] | None) -> bool:
    figures = [int(character) for character in reversed(text) if character.isdecimal()]
    if check_digit is None:
        return True
    weigh = weigh_gtin if check_digit == "ean" else weigh_luhn
    return sum(weigh(figure) if place % 2 else figure for place, figure in enumerate(figures)) % 10 == 0


def parse_uscc(text: str) -> str | None:
    """18 characters whose check character is right (GB 32100-2015), else None."""
    bare = plain(text).upper()
    return bare if len(bare) == 18 and uscc.is_valid(bare) else None


def parse_identity_number(text: str) -> str | None:
    """18 characters with a right check character and a birth date that has been (GB 11643-1999), else None."""
    bare = plain(text).upper()
    if not re.fullmatch("[1-9][0-9]{16}[0-9X]", bare):
        return None
    digits = [10 if character == "X" else int(character) for character in bare]
    if sum(digit * weight for digit, weight in zip(digits, IDENTITY_WEIGHTS, strict=True)) % 11 != 1:
        return None
    try:
        born = date.fromisoformat(f"{bare[6:10]}-{bare[10:12]}-{bare[12:14]}")
    except ValueError:
        return None
    return bare if date(1900, 1, 1) <= born <= date.today() else None


def parse_bank_card(text: str) -> str | None:
    """``6222 0200 ...`` -> 15 to 19 figures whose Luhn check digit is right (ISO/IEC 7812-1), else None."""
    bare = plain(text).replace("-", "")
    return bare if re.fullmatch("[3-689][0-9]{14,18}", bare) and luhn.is_valid(bare) else None


def parse_licence_plate(text: str) -> str | None:
    """``苏E·12345`` -> "苏E12345" (GA 36-2018, new-energy plates among them), else None."""
    bare = re.sub("[·.-]", "", plain(text)).upper()
    return bare if _PLATE.fullmatch(bare) else None

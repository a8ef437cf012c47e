"""Figures: whole numbers, decimal numbers, amounts of money."""

import re
from decimal import Decimal
from typing import Final

from ocr_service.reading.normalise.characters import plain
from ocr_service.reading.normalise.units import COUNTED

_FIGURE: Final = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?", re.ASCII)
# Crosses fill the empty room in front of a figure so that nobody can write there.
_CURRENCY: Final = re.compile(r"^(-?)(?:¥|RMB|CNY|人民币|USD|US\$|\$)?[×⊗*]*(-?)", re.IGNORECASE)

# Figures between printed places: 12元5角6分, also where a place was left blank.
_PLACED: Final = re.compile(
    r"(?=.*[0-9])(?=.*[元圆角分])(?:(?P<yuan>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?[元圆])?"
    r"(?:(?P<jiao>[0-9])?角)?(?:(?P<fen>[0-9])?分)?[整正]?",
    re.ASCII,
)


def parse_integer(text: str, unit: str | None = None) -> int | None:
    """``1,234 支`` -> 1234; None where it is no whole number. Without `unit` a word that counts things may follow."""
    figure = _figure(plain(text), (unit,) if unit else COUNTED)
    if figure is None or "." in figure:
        return None
    return int(figure)


def parse_number(text: str, *, decimals: int | None = None, unit: str | None = None) -> str | None:
    """``1,234.50kg`` -> "1234.50", the digits as written; None where it is no number or has other decimals."""
    figure = _figure(plain(text), (unit,))
    if figure is None:
        return None
    whole, _, fraction = figure.partition(".")
    if decimals is not None and len(fraction) != decimals:
        return None
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{digits.lstrip('0') or '0'}" + (f".{fraction}" if fraction else "")


def parse_amount(text: str, unit: str | None = None) -> str | None:
    """``¥1,234.5元`` -> "1234.50", ``12元5角`` -> "12.50"; None where it has more decimals or is no amount."""
    bare = plain(text)
    signed = _CURRENCY.match(bare)
    if signed:
        bare = (signed[1] or signed[2]) + bare[signed.end() :]
    placed = _PLACED.fullmatch(bare)
    if placed:
        whole, tenths, hundredths = (placed[part] or "0" for part in ("yuan", "jiao", "fen"))
        return format_amount(Decimal(f"{whole.replace(',', '')}.{tenths}{hundredths}"))
    figure = _figure(bare, (unit, "元整", "元正", "元", "圆"))
    if figure is None or len(figure.partition(".")[2]) > 2:
        return None
    return format_amount(Decimal(figure))


def format_amount(amount: Decimal) -> str:
    """The value of an amount field: two decimals, no separators, no negative zero."""
    return f"{amount if amount else Decimal(0):.2f}"


def _figure(text: str, units: tuple[str | None, ...]) -> str | None:
    """The bare figure in plain text, thousands separators and one of the units behind it taken off."""
    for unit in units:
        ending = plain(unit).upper() if unit else ""
        if ending and text.upper().endswith(ending):
            text = text[: -len(ending)]
            break
    return text.replace(",", "") if _FIGURE.fullmatch(text) else None

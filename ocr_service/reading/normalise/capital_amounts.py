"""Chinese capital amounts (大写金额), as used on invoices and receipts, strictly parsed."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from ocr_service.reading.normalise.amounts import format_amount
from ocr_service.reading.normalise.characters import plain

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_SECTIONS: Final = ("", "万", "亿", "万亿")
# Figures and places that people write instead of the banking ones.
_BANKING: Final = str.maketrans(
    "〇○一二三四五六七八九十百千两圆圓園萬億壱弌弍弎貳貮弐參叄陸",
    "零零壹贰叁肆伍陆柒捌玖拾佰仟贰元元元万亿壹壹贰叁贰贰贰叁叁陆",
)
_SHAPE: Final = re.compile(
    r"(?P<minus>负)?(?:(?P<yuan>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+)元)?"
    r"(?:零?(?P<jiao>[零壹贰叁肆伍陆柒捌玖])角)?(?:零?(?P<fen>[零壹贰叁肆伍陆柒捌玖])分)?(?P<whole>[整正])?"
)
# 零佰 is written where the form prints the places and a person fills in figures.
_SECTION: Final = re.compile(
    "".join(
        f"(?:零?(?P<p{n}>[壹贰叁肆伍陆柒捌玖]){place}|零{place})?" for n, place in ((3, "仟"), (2, "佰"), (1, "拾"))
    )
    + "(?:零?(?P<p0>[壹贰叁肆伍陆柒捌玖]))?零?"
)
# Where all places are printed figures may stand between them, and crosses before the first one.
_STRUCK: Final = str.maketrans("0123456789×⊗*", "零壹贰叁肆伍陆柒捌玖零零零")
# All places printed, a figure written before each that holds one.
_PRINTED: Final = re.compile(
    "(?:(?:(?P<p6>[零壹贰叁肆伍陆柒捌玖])?佰)?(?:(?P<p5>[零壹贰叁肆伍陆柒捌玖])?拾)?(?P<p4>[零壹贰叁肆伍陆柒捌玖])?万)?"
    + "".join(f"(?P<p{n}>[零壹贰叁肆伍陆柒捌玖])?{place}" for n, place in ((3, "仟"), (2, "佰"), (1, "拾"), (0, "元")))
    + "(?:(?P<jiao>[零壹贰叁肆伍陆柒捌玖])?角)?(?:(?P<fen>[零壹贰叁肆伍陆柒捌玖])?分)?[整正]?"
)
_LEADING: Final = re.compile(r"^(?:人民币|大写|合计|[:(¥])+")
LARGEST: Final = Decimal("9999999999999999.99")


def parse_capital_amount(text: str) -> str | None:
    """``壹万贰仟叁佰元整`` -> "12300.00"; None where it breaks a rule of writing.

    Strict: places in falling order within a section, sections in falling order, no digit without its place, 零 where
    places are skipped inside a section is optional (people leave it out) but never doubled at the end.
    """
    bare = _LEADING.sub("", plain(text)).rstrip(")").translate(_BANKING)
    bare = bare.replace("廿", "贰拾").replace("卅", "叁拾")
    # 十 alone opens a figure in everyday writing: 拾元 is 壹拾元.
    bare = re.sub(r"(^|[万亿])拾", r"\1壹拾", bare)
    if "元" not in bare and not re.search("[角分]", bare):
        bare = re.sub(r"([整正]?)$", r"元\1", bare, count=1)
    printed = parse_printed_places(text)
    if printed is not None:
        return printed
    shape = _SHAPE.fullmatch(bare)
    if shape is None or not any((shape["yuan"], shape["jiao"], shape["fen"])):
        return None
    yuan = _parse_whole(shape["yuan"]) if shape["yuan"] else 0
    if yuan is None:
        return None
    cents = 10 * _digit(shape["jiao"]) + _digit(shape["fen"])
    amount = Decimal(yuan) + Decimal(cents) / 100
    return format_amount(-amount if shape["minus"] else amount)


def format_capital_amount(amount: Decimal) -> str:
    """The amount in banking capitals: 12300 -> ``壹万贰仟叁佰元整``. Raises ValueError above 10^16."""
    amount = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if abs(amount) > LARGEST:
        raise ValueError("too large for a capital amount")
    whole, cents = divmod(int(abs(amount) * 100), 100)
    jiao, fen = divmod(cents, 10)
    text = f"{_format_whole(whole)}元" if whole or not cents else ""
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif fen and whole:
        text += "零"
    text += f"{DIGITS[fen]}分" if fen else "整"
    return ("负" if amount < 0 else "") + text


def _digit(character: str | None) -> int:
    return DIGITS.index(character) if character else 0


def parse_printed_places(text: str) -> str | None:
    """``叁万零仟伍佰拾元角分`` or ``3万0仟5佰0拾0元0角0分`` -> "30500.00"; None where a place is missing.

    Places in front of the first figure are blank. A person who writes the places too never leaves two of the others
    without a figure; one may be a slip.
    """
    bare = _LEADING.sub("", plain(text)).rstrip(")").translate(_BANKING).translate(_STRUCK)
    found = _PRINTED.fullmatch(bare)
    first = re.search("[零壹贰叁肆伍陆柒捌玖]", bare)
    if found is None or first is None:
        return None
    written = bare[first.start() :]
    empty = len(re.findall("(?<![零壹贰叁肆伍陆柒捌玖])[仟佰拾角分]", written))
    if empty == 1:
        return None
    whole = sum(_digit(found[f"p{place}"]) * 10**place for place in range(7))
    return format_amount(Decimal(whole) + Decimal(10 * _digit(found["jiao"]) + _digit(found["fen"])) / 100)


def _parse_whole(text: str) -> int | None:
    """Sections of four places under 亿 and 万; 万亿 is ten to the twelfth."""
    total = 0
    for mark, weight in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4)):
        if mark in text:
            section, text = text.split(mark, 1)
            value = _parse_section(section)
            if not value:
                return None
            total += value * weight
    value = _parse_section(text) if text else 0
    if value is None or (not total and not value and text != "零"):
        return None
    return total + value


def _parse_section(text: str) -> int | None:
    """Up to four places in falling order; None where the order is broken or a digit lacks its place."""
    if text == "零":
        return 0
    found = _SECTION.fullmatch(text)
    if found is None:
        return None
    weights = (1, 10, 100, 1000)
    return sum(_digit(found[f"p{place}"]) * weight for place, weight in enumerate(weights))


def _format_whole(number: int) -> str:
    if number == 0:
        return DIGITS[0]
    text = ""
    for index in reversed(range(4)):
        section = number // 10 ** (4 * index) % 10_000
        if section == 0:
            continue
        part = _format_section(section)
        skipped = text and (section < 1000 or number // 10 ** (4 * index + 4) % 10 == 0)
        text += ("零" if skipped else "") + part + _SECTIONS[index]
    return text


def _format_section(section: int) -> str:
    text, skipped = "", False
    for place in reversed(range(4)):
        digit = section // 10**place % 10
        if digit == 0:
            skipped = bool(text)
            continue
        text += ("零" if skipped else "") + DIGITS[digit] + _PLACES[place]
        skipped = False
    return text

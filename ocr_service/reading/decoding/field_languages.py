"""What each content type may look like on paper, as an automaton for the decoder.

Spaces are left out of all of them (recognisers drop and invent spaces); characters are the plain half-width forms,
look-alikes and full-width forms are the decoder's business (`look_alikes`).
"""

import re
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from ocr_service.forms import content as kinds
from ocr_service.reading.decoding.amount_grammar import CAPITAL_AMOUNT, GROUPED, amount_in_figures
from ocr_service.reading.decoding.automata import (
    AnyOf,
    AnyText,
    Automaton,
    Checked,
    CheckedFromRight,
    weigh_gtin,
    weigh_luhn,
)
from ocr_service.reading.decoding.date_grammar import TIME, date_expression
from ocr_service.reading.decoding.lexicons import Lexicon
from ocr_service.reading.decoding.patterns import PatternTooRich, pattern
from ocr_service.reading.normalise.check_characters import (
    IDENTITY_WEIGHTS,
    USCC_CHARACTERS,
    USCC_WEIGHTS,
)
from ocr_service.reading.normalise.units import COUNTED

PHONE: Final = (
    "(?:\\+?86-?)?1[3-9][0-9]-?[0-9]{4}-?[0-9]{4}"
    "|(?:\\+?86-?)?(?:\\(0[0-9]{2,3}\\)-?|0[0-9]{2,3}-?)[2-9][0-9]{2,3}-?[0-9]{4}(?:(?:-|转|ext\\.?)[0-9]{1,6})?"
    "|[2-9][0-9]{2,3}-?[0-9]{4}(?:(?:-|转)[0-9]{1,6})?"
    "|[48]00-?[0-9]{3,4}-?[0-9]{3,4}"
    "|\\+86-?(?:10|2[0-9]|[3-9][0-9]{2})-?[2-9][0-9]{2,3}-?[0-9]{4}"
    "|\\+[1-9][0-9]{0,2}(?:-?[0-9]){6,14}"
)
_PLATE_LETTER: Final = "[A-HJ-NP-Z]"
_PLATE_PLACE: Final = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_NEW_ENERGY: Final = "[A-HJK]"


def _serial(length: int, most_letters: int = 2) -> str:
    """A plate's serial number: figures, and at most so many letters anywhere among them (GA 36-2018, 5.1.4)."""
    shapes = [
        "".join(_PLATE_LETTER if place in letters else "[0-9]" for place in range(length))
        for count in range(most_letters + 1)
        for letters in combinations(range(length), count)
    ]
    return f"(?:{'|'.join(shapes)})"


PLATE: Final = (
    f"{_PLATE_PLACE}{_PLATE_LETTER}·?(?:{_serial(5)}|{_serial(4)}[挂学警港澳]"
    f"|{_NEW_ENERGY}[A-HJ-NP-Z0-9][0-9]{{4}}|[0-9]{{5}}{_NEW_ENERGY})"
)
USCC: Final = f"[1-9A-HJ-NPQRTUWXY][0-9A-HJ-NPQRTUWXY][0-9]{{6}}[{USCC_CHARACTERS}]{{10}}"
IDENTITY: Final = (
    "[1-8][0-9]{5}(?:19|20)[0-9]{2}(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|[12][0-9]))[0-9]{3}[0-9X]"
)
# ISO/IEC 7812-1: cards of banks begin with 3 to 6, those of UnionPay with 62, 81 or 9.
BANK_CARD: Final = "[3-689][0-9]{14,18}"


@dataclass(frozen=True, kw_only=True)
class Language:
    """The texts that a field may hold.

    `odds` says how many times likelier a text of the language is than any other text that the picture allows,
    before looking: a check digit or a list is seldom met by chance, a mere number easily. `lexicon` is the list whose
    entries, in plain form, are the language.
    """

    automaton: Automaton
    free: bool = False
    keep_spaces: bool = False
    odds: float = 1.0
    lexicon: Lexicon | None = None


def language_of(content: kinds.Content, lexicon: Lexicon | None = None) -> Language:
    """The language of a content type; `lexicon` is the list that a `Text` names."""
    if isinstance(content, kinds.Text):
        if lexicon:
            return Language(automaton=lexicon, odds=100.0, lexicon=lexicon)
        if content.characters is None:
            return Language(automaton=AnyText(), free=True, keep_spaces=True)
        return Language(automaton=AnyOf(content.characters), odds=5.0, keep_spaces=" " in content.characters)
    if isinstance(content, kinds.MultilineText):
        return Language(automaton=AnyText(), free=True, keep_spaces=True)
    if isinstance(content, kinds.Uscc):
        checked = Checked(pattern(USCC), weigh=_weigh_uscc, modulus=31)
        return Language(automaton=checked, odds=100.0)
    if isinstance(content, kinds.IdentityNumber):
        checked = Checked(pattern(IDENTITY), weigh=_weigh_identity, modulus=11, remainder=1)
        return Language(automaton=checked, odds=40.0)
    if isinstance(content, kinds.BankCard):
        return Language(automaton=CheckedFromRight(pattern(BANK_CARD), weigh_luhn), odds=20.0)
    try:
        expression = expression_of(content)
        if isinstance(content, kinds.Code) and content.check_digit is not None:
            weigh = weigh_gtin if content.check_digit == "ean" else weigh_luhn
            checked_code = CheckedFromRight(pattern(expression), weigh)
            return Language(automaton=checked_code, odds=20.0, keep_spaces=_has_space(content))
        return Language(automaton=pattern(expression), odds=10.0, keep_spaces=_has_space(content))
    except PatternTooRich:
        return Language(automaton=AnyText(), free=True)


def expression_of(content: kinds.Content) -> str:
    """The regular expression of a type that has one; raises PatternTooRich where it has none."""
    if isinstance(content, kinds.Integer):
        return f"-?{GROUPED}{_unit(content.unit, *(() if content.unit else COUNTED))}"
    if isinstance(content, kinds.Number):
        return f"-?{GROUPED}{_fraction(content.decimals)}{_unit(content.unit)}"
    if isinstance(content, kinds.Amount):
        return amount_in_figures(_unit(content.unit, "元", "圆", "元整", "元正"))
    if isinstance(content, kinds.CapitalAmount):
        return CAPITAL_AMOUNT
    if isinstance(content, kinds.Date):
        return date_expression(content)
    if isinstance(content, kinds.Time):
        return TIME
    if isinstance(content, kinds.Phone):
        return PHONE
    if isinstance(content, kinds.LicencePlate):
        return PLATE
    if isinstance(content, kinds.Code):
        return content.pattern
    raise PatternTooRich


def _weigh_uscc(position: int, character: str) -> int:
    return USCC_WEIGHTS[position] * USCC_CHARACTERS.index(character)


def _weigh_identity(position: int, character: str) -> int:
    return IDENTITY_WEIGHTS[position] * (10 if character == "X" else int(character))


def _unit(*units: str | None) -> str:
    known = [re.escape("".join(unit.split())) for unit in units if unit]
    return f"(?i:{'|'.join(known)})?" if known else ""


def _fraction(decimals: int | None) -> str:
    if decimals is None:
        return "(?:\\.[0-9]+)?"
    return f"\\.[0-9]{{{decimals}}}" if decimals else ""


def _has_space(content: kinds.Content) -> bool:
    return isinstance(content, kinds.Code) and (" " in content.pattern or "\\s" in content.pattern)

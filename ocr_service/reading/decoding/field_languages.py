"""What each content type may look like on paper, as an automaton for the decoder.

Spaces are left out of all of them (recognisers drop and invent spaces); characters are the plain half-width forms,
look-alikes and full-width forms are the decoder's business (`look_alikes`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ocr_service.forms import content as kinds
from ocr_service.reading.decoding.automata import AnyOf, AnyText, Automaton, Checked, prefix_tree
from ocr_service.reading.decoding.patterns import PatternTooRich, pattern
from ocr_service.reading.normalise.check_characters import (
    IDENTITY_WEIGHTS,
    USCC_CHARACTERS,
    USCC_WEIGHTS,
)

DIGITS: Final = "[0-9]"
_GROUPED: Final = "(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
_CURRENCY: Final = "(?:¥|RMB|CNY|人民币|USD|\\$)?"
_MONTH: Final = "(?:0?[1-9]|1[0-2])"
_DAY: Final = "(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR: Final = "(?:(?:19|20)?[0-9]{2})"
_HAN: Final = "[〇零一二三四五六七八九]"
_HAN_MONTH: Final = "(?:[一二三四五六七八九]|十[一二]?|[〇零][一二三四五六七八九]|一[〇零一二])"
_HAN_FIGURE: Final = "[一二三四五六七八九]"
_HAN_DAY: Final = (
    f"(?:{_HAN_FIGURE}|[一二]?十{_HAN_FIGURE}?|三十一?|[廿卅]{_HAN_FIGURE}?|[〇零一二三][〇零一二三四五六七八九])"
)
_MONTH_NAME: Final = (
    "(?i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    "|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\\.?"
)
_SEPARATOR: Final = "[-./]"

_MONTH_DAY: Final = f"{_MONTH}{_SEPARATOR}{_DAY}"
_FULL_YEAR_FIRST: Final = f"(?:19|20)[0-9]{{2}}{_SEPARATOR}{_MONTH_DAY}"
_UNBROKEN: Final = "(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
DATE_FIGURES: Final = {
    "year-month-day": f"{_YEAR}{_SEPARATOR}{_MONTH_DAY}|{_UNBROKEN}",
    "day-month-year": f"{_DAY}{_SEPARATOR}{_MONTH}{_SEPARATOR}{_YEAR}|{_FULL_YEAR_FIRST}",
    "month-day-year": f"{_MONTH_DAY}{_SEPARATOR}{_YEAR}|{_FULL_YEAR_FIRST}",
}
DATE_WORDS: Final = (
    f"{_YEAR}年{_MONTH}月{_DAY}[日号]?"
    f"|{_HAN}{{2,4}}年{_HAN_MONTH}月{_HAN_DAY}[日号]?"
    f"|{_DAY}(?:st|nd|rd|th)?[-,.]?{_MONTH_NAME}[-,.]?{_YEAR}"
    f"|{_MONTH_NAME}[-,.]?{_DAY}(?:st|nd|rd|th)?[-,.]?{_YEAR}"
)
REPUBLIC_DATE: Final = (
    f"(?:中华)?(?:民国)?[0-9]{{2,3}}年{_MONTH}月{_DAY}[日号]?|(?:民国)?[0-9]{{2,3}}{_SEPARATOR}{_MONTH_DAY}"
)
TIME: Final = (
    "(?:上午|下午|晚上?|早上?)?(?:[01]?[0-9]|2[0-4])(?:[:时点][0-5][0-9](?:[:分][0-5][0-9]秒?|分)?|[时点]半?)"
    "(?i:[ap]\\.?m\\.?)?"
)
PHONE: Final = (
    "(?:\\+?86-?)?1[3-9][0-9]-?[0-9]{4}-?[0-9]{4}"
    "|(?:\\+?86-?)?(?:\\(0[0-9]{2,3}\\)|0[0-9]{2,3}-?)[2-9][0-9]{2,3}-?[0-9]{4}(?:(?:-|转|ext\\.?)[0-9]{1,6})?"
    "|[2-9][0-9]{2,3}-?[0-9]{4}(?:(?:-|转)[0-9]{1,6})?"
    "|[48]00-?[0-9]{3,4}-?[0-9]{3,4}"
    "|\\+[1-9][0-9]{0,2}(?:-?[0-9]){6,14}"
)
_PLATE_LETTER: Final = "[A-HJ-NP-Z]"
_PLATE_PLACE: Final = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_NEW_ENERGY: Final = "[A-HJK]"
PLATE: Final = (
    f"{_PLATE_PLACE}{_PLATE_LETTER}·?(?:[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳]"
    f"|{_NEW_ENERGY}[A-HJ-NP-Z0-9][0-9]{{4}}|[0-9]{{5}}{_NEW_ENERGY})"
)
_CAPITAL: Final = "[零〇壹贰叁肆伍陆柒捌玖一二三四五六七八九两]"
# Where the places are printed, a figure may be missing before each.
_CAPITAL_CENTS: Final = f"(?:零?{_CAPITAL}?角)?(?:零?{_CAPITAL}?分)?"
CAPITAL_AMOUNT: Final = (
    "(?:人民币|大写|合计|[:(¥])*负?[零〇壹贰叁肆伍陆柒捌玖一二三四五六七八九两拾佰仟十百千万亿]+"
    f"(?:[元圆]{_CAPITAL_CENTS})?[整正]?\\)?|(?:人民币)?(?:{_CAPITAL}角(?:{_CAPITAL}分)?|{_CAPITAL}分)[整正]?"
)
USCC: Final = f"[1-9A-HJ-NPQRTUWXY][0-9A-HJ-NPQRTUWXY][0-9]{{6}}[{USCC_CHARACTERS}]{{10}}"
IDENTITY: Final = "[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]"


@dataclass(frozen=True, kw_only=True)
class Language:
    """The texts that a field may hold.

    `odds` says how many times likelier a text of the language is than any other text that the picture allows,
    before looking: a check digit or a list is seldom met by chance, a mere number easily. `entries` maps a space-free
    text back to the list's own spelling.
    """

    automaton: Automaton
    free: bool = False
    keep_spaces: bool = False
    odds: float = 1.0
    entries: dict[str, str] | None = None


def language_of(content: kinds.Content, lexicon: Sequence[str] | None = None) -> Language:
    """The language of a content type; `lexicon` holds the entries of the list that a `Text` names."""
    if isinstance(content, kinds.Text):
        if lexicon:
            return _listed(tuple(lexicon))
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
    try:
        expression = expression_of(content)
        return Language(automaton=pattern(expression), odds=10.0, keep_spaces=_has_space(content))
    except PatternTooRich:
        return Language(automaton=AnyText(), free=True)


def expression_of(content: kinds.Content) -> str:
    """The regular expression of a type that has one; raises PatternTooRich where it has none."""
    if isinstance(content, kinds.Integer):
        return f"-?{_GROUPED}{_unit(content.unit)}"
    if isinstance(content, kinds.Number):
        return f"-?{_GROUPED}{_fraction(content.decimals)}{_unit(content.unit)}"
    if isinstance(content, kinds.Amount):
        unit = _unit(content.unit, "元", "圆", "元整", "元正")
        plain = f"(?:-?{_CURRENCY}|{_CURRENCY}-){_GROUPED}(?:\\.[0-9]{{1,2}})?{unit}"
        return f"{plain}|{_CURRENCY}(?:{_GROUPED}[元圆](?:[0-9]?角)?(?:[0-9]?分)?|[0-9]角(?:[0-9]?分)?|[0-9]分)[整正]?"
    if isinstance(content, kinds.CapitalAmount):
        return CAPITAL_AMOUNT
    if isinstance(content, kinds.Date):
        return "|".join([DATE_WORDS, REPUBLIC_DATE if content.republic_years else DATE_FIGURES[content.order]])
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
    return f"(?:{'|'.join(known)})?" if known else ""


def _fraction(decimals: int | None) -> str:
    if decimals is None:
        return "(?:\\.[0-9]+)?"
    return f"\\.[0-9]{{{decimals}}}" if decimals else ""


def _has_space(content: kinds.Content) -> bool:
    return isinstance(content, kinds.Code) and (" " in content.pattern or "\\s" in content.pattern)


@lru_cache(maxsize=64)
def _listed(entries: tuple[str, ...]) -> Language:
    plain = {plain_entry(entry): entry for entry in reversed(entries) if entry.strip()}
    return Language(automaton=prefix_tree(tuple(plain)), odds=100.0, entries=plain)


def plain_entry(entry: str) -> str:
    """A list's entry as the decoder meets it: without spaces."""
    return "".join(entry.split())

"""How amounts of money are written, in figures and in capitals (大写), as regular expressions without spaces."""

from typing import Final

GROUPED: Final = "(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
_CURRENCY: Final = "(?:¥|RMB|CNY|人民币|USD|US\\$|\\$)?"
# Crosses fill the empty room in front of a figure so that nobody can write there.
_STRUCK: Final = "[×⊗*]"

_FIGURE: Final = "[壹贰叁肆伍陆柒捌玖一二三四五六七八九两]"
_NOUGHT: Final = "[零〇]"
_HUNDREDS_PLACE: Final = "[佰百]"
_TENS_PLACE: Final = "[拾十]"
_TENS: Final = f"(?:(?:{_NOUGHT}?{_FIGURE}|{_NOUGHT}){_TENS_PLACE}|{_NOUGHT}?[廿卅])"
_UNIT: Final = f"(?:{_NOUGHT}?{_FIGURE}|{_NOUGHT})?"
_BELOW_HUNDRED: Final = f"(?:{_TENS}{_UNIT}|{_UNIT})"
_BELOW_THOUSAND: Final = f"(?:(?:{_NOUGHT}?{_FIGURE}|{_NOUGHT}){_HUNDREDS_PLACE}{_BELOW_HUNDRED}|{_BELOW_HUNDRED})"
# 1 to 9999 in falling places.
_SECTION: Final = (
    f"(?:{_FIGURE}[仟千]{_BELOW_THOUSAND}|{_FIGURE}{_HUNDREDS_PLACE}{_BELOW_HUNDRED}"
    f"|(?:{_FIGURE}?{_TENS_PLACE}|[廿卅]){_UNIT}|{_FIGURE})"
)
_BELOW_WAN: Final = f"(?:{_NOUGHT}?{_SECTION})?"
_WHOLE: Final = (
    f"(?:{_SECTION}万?亿(?:{_NOUGHT}?{_SECTION}万)?{_BELOW_WAN}{_NOUGHT}?"
    f"|{_SECTION}万{_BELOW_WAN}{_NOUGHT}?|{_SECTION})"
)
_YUAN: Final = "[元圆]"
_CENTS: Final = f"(?:{_NOUGHT}?{_FIGURE}角(?:{_UNIT}分)?|{_NOUGHT}角{_UNIT}分|{_NOUGHT}?{_FIGURE}分)?"
# The form prints the places; a figure stands before each that holds one, crosses before those in front.
_PLACED: Final = f"(?:{_FIGURE}|{_NOUGHT}|[0-9]|{_STRUCK})"
_PLACES: Final = ("[佰百]", "[拾十]", "万", "[仟千]", "[佰百]", "[拾十]", _YUAN)
# The first place that a form prints: hundreds or tens of thousands, or thousands.
_TOP_PLACES: Final = (0, 1, 2, 3)


def _printed() -> str:
    """From the top place down: places left blank, then a figure before each."""
    forms = []
    for top in _TOP_PLACES:
        for first in range(top, len(_PLACES)):
            forms.append("".join(_PLACES[top:first]) + "".join(_PLACED + place for place in _PLACES[first:]))
    return f"(?:{'|'.join(forms)})(?:{_PLACED}角(?:{_PLACED}分)?|{_PLACED}分|角分)?[整正]?"


_PRINTED: Final = _printed()
# In capitals, places between may stay blank too.
_OPTIONAL: Final = f"{_PLACED}?"
_PRINTED_CAPITALS: Final = (
    f"(?:(?:{_OPTIONAL}[佰百])?(?:{_OPTIONAL}[拾十])?{_OPTIONAL}万)?{_OPTIONAL}[仟千]{_OPTIONAL}[佰百]{_OPTIONAL}[拾十]"
    f"{_OPTIONAL}{_YUAN}(?:{_OPTIONAL}角)?(?:{_OPTIONAL}分)?[整正]?"
)

CAPITAL_AMOUNT: Final = (
    f"(?:人民币|大写|合计|[:(¥])*(?:负?{_WHOLE}(?:{_YUAN}{_CENTS})?[整正]?"
    f"|{_NOUGHT}{_YUAN}(?:{_NOUGHT}角)?(?:{_NOUGHT}分)?[整正]?"
    f"|负?{_FIGURE}角(?:{_FIGURE}分)?[整正]?|负?{_FIGURE}分[整正]?|{_PRINTED_CAPITALS})\\)?"
)


def amount_in_figures(unit: str) -> str:
    """``¥1,234.50元``, ``12元5角`` and figures before printed places; `unit` is an expression of further units."""
    signed = f"(?:-?{_CURRENCY}{_STRUCK}*|{_CURRENCY}{_STRUCK}*-)"
    plain = f"{signed}{GROUPED}(?:\\.[0-9]{{1,2}})?{unit}"
    placed = f"{_CURRENCY}(?:{GROUPED}{_YUAN}(?:[0-9]?角)?(?:[0-9]?分)?|[0-9]角(?:[0-9]?分)?|[0-9]分)[整正]?"
    return f"{plain}|{placed}|{_PRINTED}"

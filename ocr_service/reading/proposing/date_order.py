"""In which order a form's dates have their figures, as far as the dates on the page tell."""

import re
from collections.abc import Iterable
from typing import Final, Literal

DateOrder = Literal["year-month-day", "day-month-year", "month-day-year"]

_YEAR_LAST: Final = re.compile(r"(?<!\d)(\d{1,2})\s*([-./])\s*(\d{1,2})\s*\2\s*(?:(?:19|20)\d\d|\d\d)(?!\d)")
_YEAR_FIRST: Final = re.compile(r"(?<!\d)(?:19|20)\d\d\s*[-./年]\s*\d{1,2}")
# US Letter, which is sold where the month stands first.
_LETTER_MM: Final = ((215.9, 279.4), 2.0)


def date_order(texts: Iterable[str], size_mm: tuple[float, float]) -> DateOrder | None:
    """None where no date is on the page. A figure above 12 tells; else the paper's size and the sign between do."""
    texts = list(texts)
    if any(_YEAR_FIRST.search(text) for text in texts):
        return "year-month-day"
    dates = [found for text in texts for found in _YEAR_LAST.finditer(text)]
    if not dates:
        return None
    if any(int(date[1]) > 12 for date in dates):
        return "day-month-year"
    if any(int(date[3]) > 12 for date in dates) or (_is_letter(size_mm) and any(date[2] == "/" for date in dates)):
        return "month-day-year"
    return "day-month-year"


def _is_letter(size_mm: tuple[float, float]) -> bool:
    sides, tolerance = _LETTER_MM
    return all(abs(one - other) <= tolerance for one, other in zip(sorted(size_mm), sides, strict=True))

"""Dates in all the ways people write them, and times of day."""

import re
from datetime import date, time
from typing import Final, Literal

from ocr_service.reading.normalise.characters import plain

Order = Literal["year-month-day", "day-month-year", "month-day-year"]

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HAN: Final = "〇一二三四五六七八九"
_HAN_PLAIN: Final = str.maketrans("零○壹贰叁肆伍陆柒捌玖拾", "〇〇一二三四五六七八九十")
_REPUBLIC_BEGAN: Final = 1911
_LEAP_YEAR: Final = 2000

_CHINESE: Final = re.compile(
    r"(?:中华)?(?P<republic>民国)?(?P<y>[^年]{1,4})年(?P<m>[^月]{1,3})月(?P<d>[^日号]{1,4}?)[日号]?"
)
_YEAR_BEHIND: Final = re.compile(r"(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})[日号],?(?P<y>(?:19|20)[0-9]{2})年?")
_NO_YEAR: Final = re.compile(r"(?P<m>[^年月]{1,3})月(?P<d>[^日号]{1,4}?)[日号]?")
_COMPACT: Final = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
_YEAR_FIRST: Final = re.compile(r"(?P<republic>民国)?(?P<y>[0-9]{2,4})[-./](?P<m>[0-9]{1,2})[-./](?P<d>[0-9]{1,2})")
_YEAR_LAST: Final = re.compile(r"(?P<a>[0-9]{1,2})[-./](?P<b>[0-9]{1,2})[-./](?P<y>[0-9]{2,4})")
_DAY_NAME: Final = re.compile(
    r"(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?[-,./]?(?P<m>[A-Za-z]{3,9})\.?[-,./]?(?P<y>[0-9]{2,4})"
)
_NAME_DAY: Final = re.compile(r"(?P<m>[A-Za-z]{3,9})\.?[-,.]?(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?[-,.](?P<y>[0-9]{2,4})")
_NAME_DAY_LONG: Final = re.compile(r"(?P<m>[A-Za-z]{3,9})\.?[-.]?(?P<d>[0-9]{1,2})(?:st|nd|rd|th)?(?P<y>[0-9]{4})")
# Words around a date on forms, the day of the week and the time of day that printers add.
_BEFORE: Final = re.compile("^(?:自|从|至|到|于|截至|截止)")
_BEHIND: Final = re.compile(
    "(?:止|起|前|\\(?(?:周|星期)[一二三四五六日天]\\)?|(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)$"
)
_TIME: Final = re.compile(
    r"(?P<half>凌晨|早上|上午|中午|下午|晚上|早|晚)?(?P<h>[0-9]{1,2})"
    r"(?:[:时点](?:(?P<m>[0-9]{1,2})(?:[:分](?:(?P<s>[0-9]{1,2})秒?)?)?|(?P<part>半|整|一刻|三刻))?)?(?P<ap>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_PARTS: Final = {"半": 30, "一刻": 15, "三刻": 45, "整": 0}
_AFTER_NOON: Final = ("下午", "晚上", "晚")


def parse_date(text: str, *, order: Order = "year-month-day", republic_years: bool = False) -> str | None:
    """ISO 8601; None where it is no date of the calendar. `order` settles figures with the year last.

    A year of two figures lies between 1970 and 2069. With `republic_years` years count from 1912 (民国).
    """
    bare = _BEHIND.sub("", _BEFORE.sub("", plain(text)))
    found = _CHINESE.fullmatch(bare)
    if found:
        counted = republic_years or bool(found["republic"])
        return _iso(_year(_han_number(found["y"]), counted), _han_number(found["m"]), _han_number(found["d"]))
    behind = _YEAR_BEHIND.fullmatch(bare)
    if behind:
        return _iso(int(behind["y"]), int(behind["m"]), int(behind["d"]))
    named = _DAY_NAME.fullmatch(bare) or _NAME_DAY.fullmatch(bare) or _NAME_DAY_LONG.fullmatch(bare)
    if named:
        month = named["m"].lower()[:3]
        return _iso(_year(int(named["y"])), _MONTHS.index(month) + 1 if month in _MONTHS else None, int(named["d"]))
    compact = _COMPACT.fullmatch(bare)
    if compact:
        return _iso(int(compact["y"]), int(compact["m"]), int(compact["d"]))
    first = _YEAR_FIRST.fullmatch(bare)
    if first and (order == "year-month-day" or len(first["y"]) == 4):
        counted = republic_years or bool(first["republic"])
        return _iso(_year(int(first["y"]), counted), int(first["m"]), int(first["d"]))
    last = _YEAR_LAST.fullmatch(bare)
    if last and order != "year-month-day":
        day, month_number = (last["a"], last["b"]) if order == "day-month-year" else (last["b"], last["a"])
        return _iso(_year(int(last["y"])), int(month_number), int(day))
    return None


def misses_year(text: str) -> bool:
    """Whether it is a day of the calendar whose year is left out, as ``3月5日``."""
    found = _NO_YEAR.fullmatch(_BEHIND.sub("", _BEFORE.sub("", plain(text))))
    return bool(found and _iso(_LEAP_YEAR, _han_number(found["m"]), _han_number(found["d"])))


def parse_time(text: str) -> str | None:
    """``HH:MM`` or ``HH:MM:SS``; 下午 and pm count; None where it is no time of day."""
    found = _TIME.fullmatch(plain(text))
    if found is None or not (re.search("[:时点]", found[0]) or found["ap"]):
        return None
    hour = int(found["h"])
    minute = _PARTS[found["part"]] if found["part"] else int(found["m"] or 0)
    late = found["half"] in _AFTER_NOON or (found["ap"] or "")[:1].lower() == "p"
    early = found["half"] == "凌晨" or (found["ap"] or "")[:1].lower() == "a"
    if 1 <= hour < 12 and (late or (found["half"] == "中午" and hour < 3)):
        hour += 12
    elif hour == 12 and early:
        hour = 0
    try:
        parsed = time(hour, minute, int(found["s"] or 0))
    except ValueError:
        return None
    return parsed.isoformat("seconds" if found["s"] else "minutes")


def _year(number: int | None, counted_from_republic: bool = False) -> int | None:
    if number is None:
        return None
    if counted_from_republic:
        return number + _REPUBLIC_BEGAN if number < 1000 else number
    if number >= 100:
        return number if number >= 1000 else None
    return 2000 + number if number < 70 else 1900 + number


def _iso(year: int | None, month: int | None, day: int | None) -> str | None:
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _han_number(text: str) -> int | None:
    """``2024``, ``二〇二四``, ``十二``, ``廿三`` or ``三十一`` as a number."""
    if text.isascii() and text.isdigit():
        return int(text)
    text = text.translate(_HAN_PLAIN).replace("廿", "二十").replace("卅", "三十")
    if all(character in _HAN for character in text):
        return int("".join(str(_HAN.index(character)) for character in text))
    tens = re.fullmatch(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)", text)
    if tens is None:
        return None
    return 10 * (_HAN.index(tens[1]) if tens[1] else 1) + (_HAN.index(tens[2]) if tens[2] else 0)

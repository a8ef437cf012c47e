"""How dates and times of day are written, as regular expressions without spaces."""

from typing import Final

from ocr_service.forms import content as kinds

_MONTH: Final = "(?:0?[1-9]|1[0-2])"
_DAY: Final = "(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR: Final = "(?:(?:19|20)?[0-9]{2})"
_HAN: Final = "[〇零一二三四五六七八九]"
_HAN_FIGURE: Final = "[一二三四五六七八九]"
_HAN_MONTH: Final = "(?:[一二三四五六七八九]|十[一二]?|[〇零][一二三四五六七八九]|一[〇零一二])"
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
_UNBROKEN: Final = (
    "(?:19|20)[0-9]{2}(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|[12][0-9]))"
)
_FIGURES: Final = {
    "year-month-day": f"{_YEAR}{_SEPARATOR}{_MONTH_DAY}|{_UNBROKEN}",
    "day-month-year": f"{_DAY}{_SEPARATOR}{_MONTH}{_SEPARATOR}{_YEAR}|{_FULL_YEAR_FIRST}|{_UNBROKEN}",
    "month-day-year": f"{_MONTH_DAY}{_SEPARATOR}{_YEAR}|{_FULL_YEAR_FIRST}|{_UNBROKEN}",
}
_REPUBLIC: Final = f"(?:中华)?民国(?:[0-9]{{2,3}}|{_HAN}{{2,3}})年"
# A date whose year is left out is read as what it is; normalising then says that the year is missing.
_CHINESE_DAY: Final = f"(?:{_MONTH}月{_DAY}[日号]?|{_HAN_MONTH}月{_HAN_DAY}[日号]?)"
_WORDS: Final = (
    f"(?:{_YEAR}年|{_HAN}{{2,4}}年|{_REPUBLIC})?{_CHINESE_DAY}"
    f"|{_MONTH}月{_DAY}[日号],?(?:19|20)[0-9]{{2}}年?"
    f"|{_DAY}(?:st|nd|rd|th)?[-,./]?{_MONTH_NAME}[-,./]?{_YEAR}"
    f"|{_MONTH_NAME}[-,.]?{_DAY}(?:st|nd|rd|th)?[-,.]?{_YEAR}"
)
_REPUBLIC_FIGURES: Final = f"(?:民国)?[0-9]{{2,3}}(?:年{_MONTH}月{_DAY}[日号]?|{_SEPARATOR}{_MONTH_DAY})"
# Words around a date on forms: 自, 至, 截至; 止, 起, 前; the day of the week; the time of day that printers add.
_BEFORE: Final = "(?:自|从|至|到|于|截至|截止)?"
_BEHIND: Final = "(?:止|起|前|\\(?(?:周|星期)[一二三四五六日天]\\)?|(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)?"

TIME: Final = (
    "(?:凌晨|早上|上午|中午|下午|晚上|早|晚)?(?:[01]?[0-9]|2[0-4])"
    "(?:[:时点][0-5][0-9](?:[:分][0-5][0-9]秒?|分)?|[时点](?:[0-9]分|半|整|[一三]刻)?)"
    "(?i:[ap]\\.?m\\.?)?"
)


def date_expression(content: kinds.Date) -> str:
    """All the ways to write a date that a field of this type may hold."""
    figures = _REPUBLIC_FIGURES if content.republic_years else _FIGURES[content.order]
    return f"{_BEFORE}(?:{_WORDS}|{figures}){_BEHIND}"

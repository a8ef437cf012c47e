from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.reading.normalise.dates import Order, parse_date

HAN = str.maketrans("0123456789", "〇一二三四五六七八九")


@pytest.mark.parametrize(
    "written",
    [
        "2024年3月5日", "2024年03月05日", "2024.3.5", "2024-03-05", "2024/3/5", "24/3/5", "20240305",
        "２０２４．３．５",
        "二〇二四年三月五日", "二零二四年三月五日", "5 March 2024", "5th March 2024", "March 5, 2024", "Mar 5, 2024",
        "2024 年 3 月 5 日", "2024年3月5号", "24年3月5日",
    ],
)  # fmt: skip
def test_one_day_written_many_ways(written: str) -> None:
    assert parse_date(written) == "2024-03-05"


@pytest.mark.parametrize(
    ("written", "order", "value"),
    [
        ("5.3.2024", "day-month-year", "2024-03-05"),
        ("05/03/24", "day-month-year", "2024-03-05"),
        ("03/05/2024", "month-day-year", "2024-03-05"),
        ("2024-03-05", "day-month-year", "2024-03-05"),
        ("5.3.2024", "year-month-day", None),
    ],
)
def test_figures_alone_follow_the_templates_order(written: str, order: Order, value: str | None) -> None:
    assert parse_date(written, order=order) == value


@pytest.mark.parametrize(
    "written", ["113年3月5日", "民国113年3月5日", "中华民国113年3月5日", "113.3.5", "一一三年三月五日"]
)
def test_republic_years_count_from_1912(written: str) -> None:
    assert parse_date(written, republic_years=True) == "2024-03-05"


@pytest.mark.parametrize(
    "written",
    ["2024年2月30日", "2023-02-29", "2024.13.1", "20241301", "32 March 2024", "5 Foo 2024", "3月5日", "一十", ""],
)
def test_what_is_no_day_of_the_calendar_is_refused(written: str) -> None:
    assert parse_date(written) is None


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_a_formatted_date_comes_back(day: date) -> None:
    iso = day.isoformat()
    assert parse_date(f"{day.year}年{day.month}月{day.day}日") == iso
    assert parse_date(f"{day.year % 100:02}/{day.month}/{day.day}") == iso
    assert parse_date(f"{day.day}.{day.month}.{day.year}", order="day-month-year") == iso
    assert parse_date(day.strftime("%d %B %Y")) == iso
    assert parse_date(f"{str(day.year).translate(HAN)}年{_han(day.month)}月{_han(day.day)}日") == iso


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, str(tens).translate(HAN) + "十")
    return head + (str(ones).translate(HAN) if ones else "")

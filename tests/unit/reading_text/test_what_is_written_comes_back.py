"""parse(format(x)) == x: each type, written in the ways that people write it, gives back the value it was made of."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_service.forms import content as kinds
from ocr_service.reading.decoding.automata import State
from ocr_service.reading.decoding.field_languages import language_of
from ocr_service.reading.normalise import normalise
from ocr_service.reading.normalise.capital_amounts import format_capital_amount
from ocr_service.reading.normalise.check_characters import IDENTITY_WEIGHTS, USCC_CHARACTERS, USCC_WEIGHTS

quick = settings(max_examples=40)
figures = st.text(alphabet="0123456789", min_size=1, max_size=12)
amounts = st.decimals(min_value=0, max_value=99_999_999, places=2)
HAN = str.maketrans("0123456789", "〇一二三四五六七八九")
FULL_WIDTH = str.maketrans("0123456789.,-:", "０１２３４５６７８９．，－：")


def value_of(text: str, content: kinds.Content) -> object:
    """The value, which the decoder must also be able to find."""
    assert in_language("".join(text.split()), content), text
    return normalise(text, content).value


def in_language(text: str, content: kinds.Content) -> bool:
    automaton = language_of(content).automaton
    state: State | None = automaton.start
    for character in text:
        state = None if state is None else automaton.step(state, character)
    return state is not None and automaton.accepts(state)


@quick
@given(st.integers(0, 10**9), st.sampled_from(["{}", "{:,}", "{}PCS", "{} 箱", "-{}"]))
def test_whole_numbers(number: int, way: str) -> None:
    expected = -number if way.startswith("-") else number
    assert value_of(way.format(number), kinds.Integer()) == expected


@quick
@given(
    amounts,
    st.sampled_from(["{:.2f}", "{:,.2f}", "¥{:,.2f}", "RMB{:.2f}元", "人民币{:,.2f}元整", "¥××{:.2f}", "-¥{:.2f}"]),
)
def test_amounts(amount: Decimal, way: str) -> None:
    expected = -amount if way.startswith("-") and amount else amount
    assert value_of(way.format(amount), kinds.Amount()) == f"{expected:.2f}"


@quick
@given(st.integers(0, 9_999_999), st.integers(0, 99))
def test_amounts_in_figures_and_in_capitals_are_the_same(yuan: int, cents: int) -> None:
    amount = Decimal(yuan) + Decimal(cents) / 100
    capital = format_capital_amount(amount)
    assert value_of(capital, kinds.CapitalAmount()) == f"{amount:.2f}"
    places = "".join(f"{figure}{place}" for figure, place in zip(f"{yuan:07}", "佰拾万仟佰拾元", strict=True))
    printed = f"{places}{cents // 10}角{cents % 10}分"
    assert value_of(printed, kinds.Amount()) == f"{amount:.2f}"


@quick
@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.data())
def test_dates(day: date, data: st.DataObject) -> None:
    ways = [
        f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d}", f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日星期三",
        f"{day:%y}/{day.month}/{day.day}", f"{day:%b} {day.day}, {day.year}", f"{day.day} {day:%B} {day.year}",
        f"{str(day.year).translate(HAN)}年{day.month}月{day.day}日", f"民国{day.year - 1911}年{day.month}月{day.day}日",
        f"至{day.year}年{day.month}月{day.day}日止", f"{day:%Y-%m-%d} 14:30:05",
    ]  # fmt: skip
    assert value_of(data.draw(st.sampled_from(ways)), kinds.Date()) == day.isoformat()
    last = kinds.Date(order="month-day-year")
    assert value_of(f"{day.month}/{day.day}/{day.year}", last) == day.isoformat()


@quick
@given(st.times())
def test_times_of_day(moment: time) -> None:
    half, hour = ("下午", moment.hour - 12) if moment.hour > 12 else ("上午", moment.hour)
    expected = f"{moment:%H:%M}"
    assert value_of(f"{half}{hour}点{moment.minute:02}分", kinds.Time()) == expected
    assert value_of(f"{moment:%I:%M %p}", kinds.Time()) == expected
    assert value_of(f"{moment:%H:%M:%S}", kinds.Time()) == f"{moment:%H:%M:%S}"


@quick
@given(st.text(alphabet="0123456789", min_size=14, max_size=14))
def test_bank_cards(body: str) -> None:
    digits = [int(figure) for figure in "6" + body]
    doubled = [
        figure if place % 2 else (2 * figure - 9 if figure > 4 else 2 * figure) for place, figure in enumerate(digits)
    ]
    card = "6" + body + str(-sum(doubled) % 10)
    assert value_of(" ".join((card[:4], card[4:8], card[8:12], card[12:])), kinds.BankCard()) == card
    wrong = card[:-1] + str((int(card[-1]) + 1) % 10)
    assert not in_language(wrong, kinds.BankCard())
    assert normalise(wrong, kinds.BankCard()).value is None


@quick
@given(st.sampled_from([7, 11, 12, 13]), st.data())
def test_codes_with_an_ean_check_digit(length: int, data: st.DataObject) -> None:
    body = data.draw(st.text(alphabet="0123456789", min_size=length, max_size=length))
    total = sum(int(figure) * (1 if place % 2 else 3) for place, figure in enumerate(reversed(body)))
    content = kinds.Code(pattern=r"\d+", check_digit="ean")
    assert value_of(body + str(-total % 10), content) == body + str(-total % 10)
    assert not in_language(body + str((1 - total) % 10), content)
    assert normalise(body + str((1 - total) % 10), content).value is None


@quick
@given(st.text(alphabet=USCC_CHARACTERS, min_size=9, max_size=9))
def test_social_credit_codes(body: str) -> None:
    code = "91320583" + body
    total = sum(weight * USCC_CHARACTERS.index(one) for weight, one in zip(USCC_WEIGHTS[:-1], code, strict=True))
    code += USCC_CHARACTERS[-total % 31]
    assert value_of(code, kinds.Uscc()) == code


@quick
@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)), st.integers(0, 999))
def test_identity_numbers(born: date, serial: int) -> None:
    number = f"320583{born:%Y%m%d}{serial:03}"
    total = sum(int(figure) * weight for figure, weight in zip(number, IDENTITY_WEIGHTS[:-1], strict=True))
    number += "0123456789X"[(1 - total) % 11]
    assert value_of(number, kinds.IdentityNumber()) == number


@pytest.mark.parametrize(
    ("content", "text"),
    [(kinds.Amount(), "1,234.50"), (kinds.Date(), "2024-03-05"), (kinds.Time(), "14:05"), (kinds.Integer(), "1,234")],
    ids=lambda value: getattr(value, "type", ""),
)
def test_full_width_characters_say_the_same(content: kinds.Content, text: str) -> None:
    assert normalise(text.translate(FULL_WIDTH), content).value == normalise(text, content).value is not None


@pytest.mark.parametrize("text", ["3月5日", "三月五日", "12月31日止"])
def test_a_date_without_its_year_is_read_and_said_to_lack_it(text: str) -> None:
    assert in_language(text, kinds.Date())
    assert [reason.code for reason in normalise(text, kinds.Date()).reasons] == ["not_a_whole_date"]

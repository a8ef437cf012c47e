from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.reading.normalise.capital_amounts import LARGEST, format_capital_amount, parse_capital_amount

amounts = st.decimals(min_value=-LARGEST, max_value=LARGEST, places=2)


@given(amounts)
def test_parsing_gives_back_what_was_formatted(amount: Decimal) -> None:
    assert parse_capital_amount(format_capital_amount(amount)) == f"{amount if amount else Decimal(0):.2f}"


@given(st.integers(0, 9999), st.integers(0, 12))
def test_round_amounts_with_skipped_places_come_back(head: int, zeros: int) -> None:
    amount = Decimal(head * 10**zeros)
    assert parse_capital_amount(format_capital_amount(amount)) == f"{amount:.2f}"


@given(st.text(alphabet="零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整正人民币 ：", max_size=20))
def test_any_mixture_of_its_characters_is_an_amount_or_none(text: str) -> None:
    parsed = parse_capital_amount(text)
    assert parsed is None or Decimal(parsed) >= 0


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("壹万贰仟叁佰元整", "12300.00"),
        ("人民币壹万贰仟叁佰元正", "12300.00"),
        ("大写：壹拾元零伍分", "10.05"),
        ("拾元整", "10.00"),
        ("伍角整", "0.50"),
        ("玖分", "0.09"),
        ("零元整", "0.00"),
        ("壹佰零伍元", "105.00"),
        ("壹佰零伍", "105.00"),
        ("叁仟零佰零拾伍元零角零分", "3005.00"),
        ("壹亿零壹拾圆整", "100000010.00"),
        ("二百元", "200.00"),
        ("壹 万 元 整", "10000.00"),
    ],
)
def test_the_ways_people_write_it_are_understood(written: str, value: str) -> None:
    assert parse_capital_amount(written) == value


@pytest.mark.parametrize(
    "written",
    [
        "",
        "元整",
        "壹贰元",
        "壹拾贰佰元",
        "壹万万元",
        "壹元贰元",
        "壹角贰角",
        "12元整",
        "壹佰零零伍元",
        "整元壹",
        "万元整",
    ],
)
def test_broken_rules_of_writing_are_refused(written: str) -> None:
    assert parse_capital_amount(written) is None


def test_an_amount_beyond_the_largest_place_cannot_be_formatted() -> None:
    with pytest.raises(ValueError, match="too large"):
        format_capital_amount(LARGEST + 1)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("零万叁仟零佰捌拾零元零角伍分", "3080.05"), ("玖万零仟零佰零拾零元零角零分", "90000.00"),
        ("万仟叁佰拾元角分", "300.00"), ("贰仟佰拾元整", "2000.00"), ("万仟佰拾元角分", None), ("壹仟贰佰拾元", None),
    ],
)  # fmt: skip
def test_figures_before_printed_places_count_also_where_some_are_left_blank(written: str, value: str | None) -> None:
    assert parse_capital_amount(written) == value

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.reading.normalise.amounts import format_amount, parse_amount, parse_integer, parse_number


@given(st.decimals(-(10**12), 10**12, places=2))
def test_a_formatted_amount_comes_back_with_and_without_separators(amount: Decimal) -> None:
    value = format_amount(amount)
    assert parse_amount(value) == value
    assert parse_amount(f"¥{Decimal(value):,}") == value
    assert parse_amount(f"{Decimal(value):,}元") == value


@given(st.integers(-(10**15), 10**15))
def test_a_formatted_integer_comes_back(number: int) -> None:
    assert parse_integer(f"{number:,}") == number
    assert parse_integer(f"{number} 支", unit="支") == number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1234.5", "1234.50"), ("￥1，234．50", "1234.50"), ("-3", "-3.00"), ("¥-3.10", "-3.10"), ("-0.00", "0.00"),
        ("RMB 12", "12.00"), ("12元整", "12.00"), ("12.345", None), ("1,23", None), ("12,34.00", None), ("", None),
        ("¥", None), ("12元5角6分", "12.56"), ("1,200元5角", "1200.50"), ("12元角分", "12.00"), ("3分", "0.03"),
        ("元角分", None), ("12元56分", None),
    ],
)  # fmt: skip
def test_amounts_have_two_decimals_or_are_refused(written: str, value: str | None) -> None:
    assert parse_amount(written) == value


@pytest.mark.parametrize(
    ("written", "decimals", "value"),
    [("12.50", None, "12.50"), ("012.5", None, "12.5"), ("12.5", 2, None), ("12.50", 2, "12.50"), ("1,000",
    0, "1000"),
     ("1.5.3", None, None), ("12.50kg", None, "12.50"), ("abc", None, None)],
)  # fmt: skip
def test_a_number_keeps_its_digits_and_has_the_decimals_asked_for(
    written: str, decimals: int | None, value: str | None
) -> None:
    assert parse_number(written, decimals=decimals, unit="kg") == value


@pytest.mark.parametrize("written", ["1.0", "1 2 x", "", "-", "１２.", "²"])
def test_what_is_no_whole_number_is_refused(written: str) -> None:
    assert parse_integer(written) is None

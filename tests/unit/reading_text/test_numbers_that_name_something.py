from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.reading.normalise.check_characters import IDENTITY_WEIGHTS, USCC_CHARACTERS, USCC_WEIGHTS
from ocr_service.reading.normalise.codes import (
    parse_code,
    parse_identity_number,
    parse_licence_plate,
    parse_phone,
    parse_uscc,
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("138 1234 5678", "13812345678"), ("138-1234-5678", "13812345678"), ("+86 13812345678", "+86-13812345678"),
        ("0512-65238888", "0512-65238888"), ("(0512) 6523 8888", "0512-65238888"), ("０５１２－65238888",
        "0512-65238888"),
        ("0512-65238888转801", "0512-65238888-801"), ("400-820-8820", "400-820-8820"), ("+49 89 1234567",
        "+49891234567"),
        ("65238888", "65238888"), ("12345", None), ("电话", None), ("", None), ("138123456789012345678901", None),
    ],
)  # fmt: skip
def test_phone_numbers_keep_digits_plus_and_dashes(written: str, value: str | None) -> None:
    assert parse_phone(written) == value


@given(st.from_regex(r"9[1-3][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True))
def test_exactly_one_check_character_makes_a_credit_code_valid(head: str) -> None:
    valid = [end for end in USCC_CHARACTERS if parse_uscc(head + end)]
    total = sum(weight * USCC_CHARACTERS.index(c) for weight, c in zip(USCC_WEIGHTS, head, strict=False))
    assert valid == [USCC_CHARACTERS[-total % 31]]


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2020, 1, 1)),
       st.integers(0, 999))  # fmt: skip
def test_exactly_one_check_character_makes_an_identity_number_valid(born: date, serial: int) -> None:
    head = f"320505{born:%Y%m%d}{serial:03}"
    valid = [end for end in "0123456789X" if parse_identity_number(head + end)]
    total = sum(weight * int(c) for weight, c in zip(IDENTITY_WEIGHTS, head, strict=False))
    assert valid == ["0123456789X"[(1 - total) % 11]]


@pytest.mark.parametrize("written", ["11010519491231002x", "110105 19491231 002X", "１１０１０５19491231002X"])
def test_an_identity_number_is_read_through_case_spaces_and_full_width(written: str) -> None:
    assert parse_identity_number(written) == "11010519491231002X"


@pytest.mark.parametrize("written", ["999999198003153817", "110101202501010032", "320981190001011230"])
def test_an_identity_number_may_be_of_a_county_or_a_year_that_no_list_has(written: str) -> None:
    assert parse_identity_number(written) == written


@pytest.mark.parametrize("written", ["110105194912310021", "11010519491331002X", "11010529991231002X", "1101", ""])
def test_a_wrong_check_or_an_impossible_birth_date_is_refused(written: str) -> None:
    assert parse_identity_number(written) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("苏E·12345", "苏E12345"), ("苏E12345", "苏E12345"), ("沪AD12345", "沪AD12345"), ("粤B12345F", "粤B12345F"),
        ("京A1234学", "京A1234学"), ("苏I12345", None), ("苏E1234", None), ("E12345", None), ("苏E123456", None),
    ],
)  # fmt: skip
def test_licence_plates_lose_their_dot(written: str, value: str | None) -> None:
    assert parse_licence_plate(written) == value


def test_a_code_is_taken_as_its_pattern_wants_it() -> None:
    assert parse_code("HT 2024 0317", r"HT\d{8}") == "HT20240317"
    assert parse_code("HT 2024", r"HT \d{4}") == "HT 2024"
    assert parse_code("ＨＴ－2024", r"HT-\d{4}") == "HT-2024"
    assert parse_code("HT-202", r"HT-\d{4}") is None

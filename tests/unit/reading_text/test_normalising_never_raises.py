from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.forms import content as kinds
from ocr_service.reading.normalise import normalise

CONTENTS: list[kinds.Content] = [
    kinds.Text(), kinds.Text(characters="ABC"), kinds.MultilineText(), kinds.Integer(unit="支"),
    kinds.Number(decimals=2),
    kinds.Amount(minimum=Decimal(0)), kinds.CapitalAmount(), kinds.Date(), kinds.Date(order="day-month-year"),
    kinds.Date(republic_years=True), kinds.Time(), kinds.Phone(), kinds.Code(pattern=r"[A-Z]{2}\d+"), kinds.Uscc(),
    kinds.IdentityNumber(), kinds.LicencePlate(),
]  # fmt: skip
LIKELY = "0123456789０１.,-:/年月日元角分整壹贰拾佰万亿零〇民国上下午点时 ()+¥ABCXx挂苏·Mary\n一二三十廿卅²①"


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.type)
@given(text=st.text(max_size=30) | st.text(alphabet=LIKELY, max_size=24))
def test_every_text_is_a_value_or_a_reason(content: kinds.Content, text: str) -> None:
    normalised = normalise(text, content)
    if normalised.value is None and text.strip():
        assert normalised.reasons or not normalised.text
    if normalised.reasons:
        assert normalised.value is None
        assert normalised.text.split() == text.split()


@pytest.mark.parametrize("content", CONTENTS, ids=lambda content: content.type)
def test_a_blank_text_is_no_value_and_no_fault(content: kinds.Content) -> None:
    assert normalise(" \n ", content).value is None
    assert normalise(" \n ", content).reasons == ()


def test_a_text_that_is_no_value_keeps_its_raw_text_and_says_why() -> None:
    normalised = normalise("三箱", kinds.Integer())
    assert (normalised.value, normalised.text) == (None, "三箱")
    assert [reason.code for reason in normalised.reasons] == ["not_a_integer"]


def test_full_width_figures_and_letters_in_text_become_half_width() -> None:
    assert normalise("瓦楞纸箱Ａ３（加厚）", kinds.Text()).value == "瓦楞纸箱A3（加厚）"

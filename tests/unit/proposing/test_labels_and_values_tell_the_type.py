import pytest

from ocr_service.reading.proposing.guess_type import guess_type, shape_of
from ocr_service.reading.proposing.label_text import may_name
from ocr_service.reading.proposing.label_words import find_word


@pytest.mark.parametrize(
    ("label", "name", "kind"),
    [
        ("送货日期：", "delivery_date", "date"),
        ("送货单位电话", "phone", "phone"),
        ("合计金额（大写）", "amount_in_capitals", "capital-amount"),
        ("统一社会信用代码", "uscc", "uscc"),
        ("Invoice No.", "slip_no", "code"),
        ("Unit price", "unit_price", "amount"),
        ("Gross weight", "weight", "number"),
        ("备 注", "remark", "text"),
        ("收货单位盖章", "seal", "seal"),
    ],
)
def test_what_a_label_says(label: str, name: str, kind: str) -> None:
    word = find_word(label)
    assert word is not None
    assert (word.name, word.type) == (name, kind)


@pytest.mark.parametrize(
    "text", ["请当面清点数量，如有质量问题请于收货后三日内提出", "Please note the terms of payment overleaf", "4711"]
)
def test_sentences_and_figures_are_no_labels(text: str) -> None:
    assert find_word(text) is None


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("2025-04-28", "date"), ("2024年3月5日", "date"), ("41,735.10", "amount"), ("18623216100", "phone"),
        ("沪FF26202", "licence-plate"), ("HJ25042800", "code"), ("176", "integer"), ("昆山华锦", None), ("", None),
    ],
)  # fmt: skip
def test_what_a_value_looks_like(value: str, kind: str | None) -> None:
    assert shape_of(value) == kind


def test_a_value_that_is_no_such_thing_casts_doubt() -> None:
    assert guess_type(find_word("日期"), "昆山") == ("date", False)
    assert guess_type(find_word("日期"), "2025-04-28") == ("date", True)
    assert guess_type(None, "41735.10") == ("amount", True)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Packed by", True), ("4. Title of material, if any", True), ("VAT 19%", True), ("批准", True),
        ("or", False), ("funds)", False), ("noted.", False), ("No.", True), ("Torque wrench 40 Nm", False),
        ("请当面清点数量，如有质量问题请于收货后三日内提出", False),
    ],
)  # fmt: skip
def test_what_may_stand_before_a_place_to_write(text: str, may: bool) -> None:
    assert may_name(text) is may

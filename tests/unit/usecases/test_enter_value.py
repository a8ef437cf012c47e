"""What a person enters becomes the value that the field's type promises, or is refused."""

import pytest

from ocr_service.forms.content import (
    Amount,
    Barcode,
    Choice,
    Code,
    Content,
    Date,
    Integer,
    MultilineText,
    Option,
    Seal,
    Text,
    Tick,
)
from ocr_service.forms.geometry import Box
from ocr_service.forms.result import Value
from ocr_service.forms.template_file import parse_template
from ocr_service.usecases.reviewing.enter_value import ValueRefused, enter_value, find_content
from tests.integration.usecases.conftest import SLIP

BOX = Box(x=1, y=1, width=4, height=4)
OPTIONS = (
    Option(value="road", label={"zh-CN": "公路"}, box=BOX),
    Option(value="rail", label={"en": "Rail"}, box=BOX),
)
ONE = Choice(options=OPTIONS)
ANY = Choice(options=OPTIONS, pick="any")


@pytest.mark.parametrize(
    ("content", "entered", "value", "text"),
    [
        (Text(), "纸箱 ", "纸箱", "纸箱"),
        (MultilineText(), "one\ntwo", "one\ntwo", "one\ntwo"),
        (Amount(), "1,234.5", "1234.50", "1,234.5"),
        (Integer(), 7, 7, "7"),
        (Date(), "2024年3月5日", "2024-03-05", "2024年3月5日"),
        (Date(), None, None, ""),
        (Text(), "  ", None, ""),
        (Tick(), True, True, "✓"),
        (Seal(), False, False, ""),
        (ONE, "road", "road", "公路"),
        (ONE, None, None, ""),
        (ANY, ["rail", "road"], ["road", "rail"], "公路, Rail"),
        (ANY, [], [], ""),
        (Barcode(pattern="S[0-9]+"), "S12", "S12", "S12"),
        (Barcode(pattern="S[0-9]+"), "", None, ""),
    ],
)
def test_a_value_is_entered(content: Content, entered: Value, value: Value, text: str) -> None:
    assert enter_value(content, entered) == (value, text)


@pytest.mark.parametrize(
    ("content", "entered", "code"),
    [
        (Amount(), "a lot", "not_a_amount"),
        (Amount(), True, "not_a_amount"),
        (Code(pattern="S[0-9]+"), "T1", "not_a_code"),
        (Text(), ["a"], "not_a_text"),
        (Tick(), "yes", "not_a_tick"),
        (Tick(), None, "not_a_tick"),
        (ONE, "sea", "not_a_choice"),
        (ONE, ["road", "rail"], "not_a_choice"),
        (ONE, True, "not_a_choice"),
        (ANY, ["road", "road"], "not_a_choice"),
        (Barcode(pattern="S[0-9]+"), "T1", "not_a_barcode"),
    ],
)
def test_what_is_no_value_of_the_type_is_refused(content: Content, entered: Value, code: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        enter_value(content, entered)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("total", "amount"),
        ("items[1].goods", "text"),
        ("items", None),
        ("items[x].goods", None),
        ("other[0].goods", None),
    ],
)
def test_the_template_says_what_a_path_holds(path: str, kind: str | None) -> None:
    assert getattr(find_content(parse_template(SLIP), path), "type", None) == kind


def test_a_pattern_of_nested_repetitions_cannot_stall_whoever_enters_a_bar_code() -> None:
    with pytest.raises(ValueRefused):
        enter_value(Barcode(pattern=r"(\d+)+X"), "1" * 60)

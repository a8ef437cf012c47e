"""万仟佰拾元角分, 年月日 or hyphens that the form prints between the figures are part of what they say."""

import pytest

from ocr_service.forms import content as kinds
from ocr_service.reading.decode_text import decode_crop
from ocr_service.reading.decoding.decoded import Decoded
from ocr_service.reading.normalise import normalise
from ocr_service.reading.recognise_text import CropReading, View, ViewName
from tests.doubles.text_steps import crop_reading


def decode(content: kinds.Content, **views: str) -> Decoded:
    """The zone's text where each view reads as given; ``with_print`` is the view with the form's own print."""
    names: dict[str, ViewName] = {"plain": "plain", "with_print": "with-print"}
    made = tuple(View(name=names[name], lines=crop_reading(text).lines) for name, text in views.items())
    return decode_crop(CropReading(blank=False, views=made, ink=5.0), content)


def value(content: kinds.Content, **views: str) -> object:
    return normalise(decode(content, **views).text, content).value


def test_figures_between_printed_places_are_no_amount_by_themselves() -> None:
    assert value(kinds.CapitalAmount(), plain="叁零捌零零伍", with_print="叁万零仟捌佰零拾零元零角伍分") == "30800.05"
    assert value(kinds.CapitalAmount(), plain="叁", with_print="万仟叁佰拾元角分") == "300.00"
    assert value(kinds.Amount(), plain="1256", with_print="12元5角6分") == "12.56"


@pytest.mark.parametrize(
    ("content", "plain", "with_print"),
    [(kinds.CapitalAmount(), "叁", "万任叁佰拾亓"), (kinds.Amount(), "1256", "12亓56两分")],
)
def test_figures_whose_printed_places_cannot_be_read_go_to_a_person(
    content: kinds.Content, plain: str, with_print: str
) -> None:
    decoded = decode(content, plain=plain, with_print=with_print)
    assert decoded.confidence <= 0.5
    assert {reason.code for reason in decoded.reasons} & {"print_unread", "reading_gap"}


def test_a_printed_sign_before_an_amount_changes_nothing() -> None:
    assert value(kinds.Amount(), plain="71,234.56", with_print="871,234.56元") == "71234.56"


def test_a_printed_year_month_and_day_make_a_date_of_the_figures() -> None:
    assert value(kinds.Date(), plain="202435", with_print="2024年3月5日") == "2024-03-05"
    assert value(kinds.Date(republic_years=True), plain="11335", with_print="113年3月5日") == "2024-03-05"
    assert value(kinds.Time(), plain="1305", with_print="13时05分") == "13:05"


def test_printed_hyphens_that_a_pattern_asks_for_are_read_with_the_figures() -> None:
    number = kinds.Code(pattern=r"\d{3}-\d{2}-\d{4}")
    assert value(number, plain="143579765", with_print="143-57-9765") == "143-57-9765"
    bare = kinds.Code(pattern=r"[A-Z]*\d{4}")
    assert value(bare, plain="1357", with_print="NO1357") == "1357"

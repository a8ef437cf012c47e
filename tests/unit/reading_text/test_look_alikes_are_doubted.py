import pytest

from ocr_service.forms import content as kinds
from ocr_service.reading.decode_text import decode_crop
from ocr_service.reading.decoding.decoded import Decoded
from ocr_service.reading.decoding.doubt_look_alikes import LONE_VARIANT
from tests.doubles.text_steps import Step, crop_reading, steps_of


def decode(steps: list[Step], content: kinds.Content | None = None, *, simplified: bool = False) -> Decoded:
    return decode_crop(crop_reading(steps), content or kinds.Text(), simplified=simplified)


def unsure(text: str, position: int, **characters: float) -> list[Step]:
    """The text's steps, sure but for one character."""
    steps = steps_of(text, sure=0.9999)
    steps[1 + 2 * position] = characters
    return steps


def test_a_nought_that_may_be_the_letter_is_no_sure_reading() -> None:
    doubtful = decode(unsure("P02025", 1, **{"0": 0.98, "O": 0.02}))
    assert doubtful.text == "P02025"
    assert doubtful.confidence < 0.9
    assert doubtful.free_confidence > 0.97


@pytest.mark.parametrize(
    ("text", "position", "other"), [("2505", 2, "O"), ("M10", 2, "O"), ("L250B", 2, "S"), ("Solo", 3, "0")]
)
def test_among_figures_alone_or_letters_alone_the_recogniser_is_believed(text: str, position: int, other: str) -> None:
    decoded = decode(unsure(text, position, **{text[position]: 0.98, other: 0.02}))
    assert decoded.confidence == pytest.approx(0.98, abs=0.005)


def test_a_doubt_between_characters_that_differ_in_shape_counts_as_the_recogniser_gives_it() -> None:
    assert decode(unsure("箱子", 0, 箱=0.98, 籍=0.02)).confidence == pytest.approx(0.98, abs=0.005)


def test_where_the_field_allows_both_the_doubt_stays() -> None:
    either, figures = kinds.Text(characters="PO0123456789"), kinds.Text(characters="P0123456789")
    steps = unsure("P02025", 1, **{"0": 0.98, "O": 0.02})
    assert decode(steps, either).confidence < 0.9
    assert decode(steps, figures).confidence > 0.99


def test_a_half_width_mark_behind_chinese_gives_way_to_a_possible_full_width_one() -> None:
    decoded = decode(unsure("下次，补送", 2, **{",": 0.85, "，": 0.15}))
    assert (decoded.text, decoded.free_text) == ("下次，补送", "下次,补送")
    assert decoded.confidence < 0.9


def test_a_half_width_mark_behind_chinese_is_doubted_where_a_full_width_one_is_possible() -> None:
    decoded = decode(unsure("两天完成.", 4, **{".": 0.97, "。": 0.02}))
    assert decoded.text == "两天完成."
    assert decoded.confidence < 0.8


def test_a_half_width_mark_that_nothing_speaks_against_stays() -> None:
    decoded = decode(steps_of("单号:25,第.", sure=0.9999))
    assert decoded.text == "单号:25,第."
    assert decoded.confidence > 0.99


def test_marks_between_latin_words_and_figures_are_left_alone() -> None:
    decoded = decode(unsure("Leeds,UK", 5, **{",": 0.97, "，": 0.03}))
    assert decoded.text == "Leeds,UK"
    assert decoded.confidence == pytest.approx(0.97, abs=0.005)


@pytest.mark.parametrize("left_to_simplified", [0.0, 0.004])
def test_a_traditional_form_alone_among_simplified_ones_is_doubted(left_to_simplified: float) -> None:
    steps = steps_of("货车发静电纸", sure=0.999)
    steps[7] = {"靜": 0.97, "静": left_to_simplified}
    assert decode(steps).text == "货车发靜电纸"
    assert decode(steps).confidence <= LONE_VARIANT
    assert decode(steps_of("貨車發靜電紙", sure=0.999)).confidence > 0.98


def test_the_simplified_form_is_chosen_where_the_recogniser_leaves_it_a_share() -> None:
    steps = steps_of("货车发静电纸", sure=0.999)
    steps[7] = {"靜": 0.9, "静": 0.1}
    assert decode(steps).text == "货车发静电纸"
    assert decode(steps).confidence <= LONE_VARIANT


def test_a_lone_other_form_on_a_form_in_simplified_print_gives_way_to_the_simplified_one() -> None:
    steps = unsure("黃子立", 0, 黃=0.95, 黄=0.05)
    assert decode(steps).text == "黃子立"
    decoded = decode(steps, simplified=True)
    assert decoded.text == "黄子立"
    assert decoded.confidence <= LONE_VARIANT


def test_a_text_in_traditional_characters_stays_so_on_any_form() -> None:
    assert decode(unsure("陳國華", 0, 陳=0.95, 陈=0.05), simplified=True).text == "陳國華"


@pytest.mark.parametrize("mark", ["°", '"', "º"])
def test_a_sign_between_two_figures_that_may_be_a_star_is_one(mark: str) -> None:
    decoded = decode(unsure(f"15{mark}90mm", 2, **{mark: 0.7, "*": 0.3}))
    assert decoded.text == "15*90mm"
    assert decoded.confidence < 0.98


@pytest.mark.parametrize("text", ["45°30'", "120°C", "45°", "5°12″"])
def test_a_sign_of_degrees_stays_in_angles_and_temperatures(text: str) -> None:
    place = text.index("°")
    assert decode(unsure(text, place, **{"°": 0.7, "*": 0.3})).text == text

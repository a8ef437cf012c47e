import pytest

from ocr_service.forms import content as kinds
from ocr_service.forms.result import Reason
from ocr_service.reading.decode_text import FREE_HANDWRITING, decode_crop
from ocr_service.reading.decoding.decoded import Decoded
from ocr_service.reading.decoding.lexicons import Lexicon
from ocr_service.reading.decoding.posterior import posterior
from ocr_service.reading.decoding.whole_line import join_wrapped
from ocr_service.reading.recognise_text import CropReading
from tests.doubles.text_steps import Step, crop_reading, steps_of


def decode(steps: list[Step] | str, content: kinds.Content, lexicon: tuple[str, ...] | None = None) -> Decoded:
    return decode_crop(crop_reading(steps), content, lexicon=Lexicon(lexicon) if lexicon else None)


def unsure(text: str, position: int, **characters: float) -> list[Step]:
    """The text's steps with one character left open."""
    steps = steps_of(text)
    steps[1 + 2 * position] = characters
    return steps


def test_a_blank_zone_is_an_empty_text() -> None:
    decoded = decode_crop(CropReading(blank=True), kinds.Integer())
    assert (decoded.text, decoded.confidence) == ("", 1.0)


def test_letter_o_is_a_zero_in_a_number_and_the_raw_reading_is_kept() -> None:
    decoded = decode(unsure("1O5", 1, O=0.8, **{"0": 0.2}), kinds.Integer())
    assert (decoded.text, decoded.free_text) == ("105", "1O5")
    assert decoded.confidence > 0.9
    assert decoded.reasons == ()


def test_zero_is_a_letter_where_the_pattern_has_letters() -> None:
    assert decode("P02024", kinds.Code(pattern=r"[A-Z]{2}\d{4}")).text == "PO2024"


def test_the_check_character_settles_an_open_digit() -> None:
    decoded = decode(unsure("91110000600037341L", 12, **{"3": 0.55, "8": 0.45}), kinds.Uscc())
    assert decoded.text == "91110000600037341L"
    assert decoded.confidence > 0.9
    wrong = decode(unsure("91110000600037341L", 12, **{"3": 0.1, "8": 0.9}), kinds.Uscc())
    assert wrong.text == "91110000600037341L"


def test_a_clear_reading_with_a_wrong_check_is_not_bent_quietly() -> None:
    decoded = decode(steps_of("91110000600037342L", sure=0.9999), kinds.Uscc())
    assert decoded.confidence < 0.5
    assert [reason.code for reason in decoded.reasons] == ["reading_gap"]


def test_a_list_settles_an_open_character_and_gives_its_own_spelling() -> None:
    lexicon = ("苏州 恒泰包装", "无锡恒泰包装")
    decoded = decode(unsure("苏州恒泰包装", 1, 州=0.3, 洲=0.7), kinds.Text(lexicon="customers"), lexicon)
    assert decoded.text == "苏州 恒泰包装"
    assert decoded.confidence > 0.9


def test_what_no_entry_resembles_is_no_sure_entry() -> None:
    decoded = decode("南京大华公司", kinds.Text(lexicon="customers"), ("苏州恒泰包装",))
    assert decoded.confidence < 0.1
    assert decoded.free_text == "南京大华公司"
    assert "reading_gap" in [reason.code for reason in decoded.reasons]


def test_a_text_that_no_number_resembles_gives_reason_to_doubt() -> None:
    decoded = decode(steps_of("瓦楞纸箱", sure=1.0), kinds.Number())
    assert decoded.confidence == 0.0
    assert decoded.text == "瓦楞纸箱"


def test_months_beyond_twelve_are_not_read() -> None:
    decoded = decode(unsure("2024年13月5日", 6, **{"3": 0.5, "2": 0.49}), kinds.Date())
    assert decoded.text == "2024年12月5日"


def test_alternatives_stand_in_order_with_their_probabilities() -> None:
    decoded = decode(unsure("12", 1, **{"2": 0.6, "7": 0.4}), kinds.Integer())
    assert decoded.text == "12"
    assert decoded.alternatives[0].text == "17"
    assert decoded.confidence + decoded.alternatives[0].confidence <= 1.0 + 1e-6


def test_an_expression_that_has_no_automaton_still_reads_freely() -> None:
    assert decode("AA12", kinds.Code(pattern=r"([A-Z])\1\d+")).text == "AA12"


def test_lines_of_a_paragraph_keep_their_breaks_and_wrapped_entries_do_not() -> None:
    seen = crop_reading("送货地址", "苏州市")
    assert decode_crop(seen, kinds.MultilineText()).text == "送货地址\n苏州市"
    assert decode_crop(seen, kinds.Text()).text == "送货地址苏州市"


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["box", "blue"], "box blue"),
        (["纸箱", "加厚"], "纸箱加厚"),
        (["A-", "12"], "A-12"),
        (["纸箱", "A3"], "纸箱A3"),
        ([], ""),
    ],
)
def test_latin_words_need_a_space_where_the_line_broke(lines: list[str], joined: str) -> None:
    assert join_wrapped(lines) == joined


def test_ink_without_any_text_is_no_sure_text() -> None:
    decoded = decode([{"": 1.0}] * 6, kinds.Integer())
    assert (decoded.text, decoded.confidence) == ("", 0.0)


def test_the_posterior_is_a_probability_that_grows_with_the_odds() -> None:
    assert posterior(0.2, 0.2, 1.0) == pytest.approx(0.2)
    assert posterior(0.2, 0.2, 10.0) > posterior(0.2, 0.2, 2.0) > 0.2
    assert posterior(0.2, 0.4, 1e9) == pytest.approx(0.5)
    assert posterior(0.0, 0.0, 10.0) == 0.0


def test_coloured_strokes_that_cannot_be_read_are_surely_nothing_only_where_nobody_writes_by_hand() -> None:
    strokes = CropReading(blank=True, reasons=(Reason(code="under_seal"),))
    assert decode_crop(strokes, kinds.Text()).confidence > 0.9
    assert decode_crop(strokes, kinds.Text(), handwritten=True).confidence <= 0.5


def test_free_handwriting_is_never_sure_but_a_list_or_a_check_character_can_confirm_it() -> None:
    written = crop_reading(steps_of("苏州恒泰", sure=0.9999))
    assert decode_crop(written, kinds.Text(), handwritten=True).confidence <= FREE_HANDWRITING
    lexicon = Lexicon(("苏州恒泰", "无锡恒泰"))
    assert decode_crop(written, kinds.Text(lexicon="customers"), lexicon=lexicon, handwritten=True).confidence > 0.99
    number = crop_reading(steps_of("11010519491231002X", sure=0.9999))
    assert decode_crop(number, kinds.IdentityNumber(), handwritten=True).confidence > 0.99


@pytest.mark.parametrize(("seen", "figures"), [("囗2乙丨", "0221"), ("H丁弓日", "4758"), ("了6q1", "3691")])
def test_handwritten_figures_read_as_letters_or_chinese_characters_are_figures_where_only_they_can_stand(
    seen: str, figures: str
) -> None:
    decoded = decode_crop(crop_reading(steps_of(seen)), kinds.Integer(), handwritten=True)
    assert (decoded.text, decoded.free_text) == (figures, seen)
    assert decoded.confidence < 0.95

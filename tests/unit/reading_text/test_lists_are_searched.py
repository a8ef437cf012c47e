"""Lists of tens of thousands of entries: what is in them, what is near them, what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.forms import content as kinds
from ocr_service.reading.decode_text import PERHAPS_MEANT, decode_crop
from ocr_service.reading.decoding.automata import State
from ocr_service.reading.decoding.decoded import Decoded
from ocr_service.reading.decoding.entry_index import EDGE, EntryIndex
from ocr_service.reading.decoding.lexicons import Lexicon, lexicon_of, plain_entry
from tests.doubles.text_steps import Step, crop_reading, steps_of

LISTED = kinds.Text(lexicon="customers")
OPEN = kinds.Text(lexicon="customers", lexicon_open=True)
CUSTOMERS = ("苏州恒泰包装有限公司", "无锡恒泰包装有限公司", "常熟 立新（集团）纺织厂", "Northgate Supplies Ltd")


def read(steps: list[Step] | str, content: kinds.Text = LISTED, entries: tuple[str, ...] = CUSTOMERS) -> Decoded:
    return decode_crop(crop_reading(steps), content, lexicon=Lexicon(entries))


def sure_but_wrong(text: str, place: int, seen: str) -> list[Step]:
    """The recogniser is sure of `seen` where the text has another character."""
    return steps_of(text[:place] + seen + text[place + 1 :], sure=0.999)


@given(st.lists(st.text(alphabet="ab（(C ", max_size=4), max_size=12), st.text(alphabet="ab(C", max_size=4))
def test_a_list_accepts_the_plain_forms_of_its_entries_and_nothing_else(entries: list[str], text: str) -> None:
    lexicon = Lexicon(entries)
    plain = {plain_entry(entry) for entry in entries} - {""}
    state: State | None = lexicon.start
    for character in text:
        state = None if state is None else lexicon.step(state, character)
    assert (state is not None) == any(entry.startswith(text) for entry in plain) or text == ""
    assert (state is not None and lexicon.accepts(state)) == (text in plain)
    assert all(lexicon.holds(entry) for entry in entries)


def test_a_list_of_tens_of_thousands_is_prepared_once_for_the_same_object() -> None:
    entries = tuple(f"料号{number:06}" for number in range(30_000))
    assert lexicon_of(entries) is lexicon_of(entries)
    assert lexicon_of(entries).spelling("料号029999") == "料号029999"
    assert lexicon_of(entries).spelling("料号030000") is None


def test_a_list_that_was_replaced_is_not_taken_for_the_old_one() -> None:
    assert lexicon_of(("甲",)).holds("甲")
    assert not lexicon_of(("乙",)).holds("甲")


@pytest.mark.parametrize(
    ("written", "entry"),
    [
        ("常熟立新(集团)纺织厂", "常熟 立新（集团）纺织厂"),
        ("常熟立新（集团）纺织厂", "常熟 立新（集团）纺织厂"),
        ("NORTHGATE SUPPLIES LTD", "Northgate Supplies Ltd"),
        ("Ｎorthgate Supplies Ltd", "Northgate Supplies Ltd"),
        ("蘇州恒泰包裝有限公司", "苏州恒泰包装有限公司"),
    ],
)
def test_the_lists_own_spelling_is_given_whatever_width_case_or_form(written: str, entry: str) -> None:
    assert read(written).text == entry


def test_the_nearest_entry_is_offered_where_the_recogniser_was_sure_of_a_wrong_character() -> None:
    decoded = read(sure_but_wrong("苏州恒泰包装有限公司", 2, "垣"))
    assert decoded.confidence < 0.5
    assert "苏州恒泰包装有限公司" in [decoded.text, *(other.text for other in decoded.alternatives)]
    assert decoded.free_text == "苏州垣泰包装有限公司"


def test_a_character_in_doubt_and_one_that_was_dropped_leave_the_entry_the_likeliest() -> None:
    steps = steps_of("无锡恒泰包有限公司")
    steps[5] = {"恒": 0.2, "垣": 0.5, "桓": 0.3}
    assert read(steps).text == "无锡恒泰包装有限公司" or "无锡恒泰包装有限公司" in [
        other.text for other in read(steps).alternatives
    ]


def test_two_entries_that_differ_in_what_cannot_be_read_are_both_offered() -> None:
    steps = steps_of("苏州恒泰包装有限公司")
    steps[1], steps[3] = {"苏": 0.4, "无": 0.4}, {"州": 0.45, "锡": 0.45}
    decoded = read(steps)
    assert decoded.confidence < 0.95
    assert {decoded.text, decoded.alternatives[0].text} == set(CUSTOMERS[:2])


def test_a_reading_far_from_every_entry_stays_as_it_was_read() -> None:
    decoded = read(steps_of("南京大华五金厂", sure=0.999))
    assert (decoded.text, decoded.confidence) == ("南京大华五金厂", 0.0)


def test_an_open_list_leaves_what_it_does_not_have_as_sure_as_it_was_read() -> None:
    assert read(steps_of("南京大华五金厂", sure=0.999), OPEN).confidence > 0.95
    assert read(steps_of("苏州恒泰包装有限公司", sure=0.999), OPEN).confidence > 0.95


def test_an_open_list_doubts_a_reading_that_is_nearly_an_entry() -> None:
    decoded = read(sure_but_wrong("苏州恒泰包装有限公司", 2, "垣"), OPEN)
    assert decoded.confidence <= PERHAPS_MEANT
    assert "苏州恒泰包装有限公司" in [decoded.text, *(other.text for other in decoded.alternatives)]


def test_entries_that_share_rare_pairs_come_before_those_that_share_common_ones() -> None:
    index = EntryIndex(["有限公司甲", "有限公司乙", "恒泰乙"])
    assert index.find([("有", "限"), ("恒", "泰")], 3)[0] == 2
    assert index.find([("乙", EDGE)], 1) in ([1], [2])
    assert index.find([("丙", "丁")], 3) == []


def test_a_short_list_is_matched_from_a_poor_reading_that_a_long_one_would_not_be() -> None:
    steps = steps_of("厚科二库", sure=0.6)
    warehouses = ("原料二库", "成品一库", "外协仓")
    short = read(steps, entries=warehouses)
    assert short.text == "原料二库"
    assert short.confidence < 0.5
    assert read(steps, entries=(*warehouses, *(f"{number}号" for number in range(5000)))).text == "厚科二库"


def test_a_new_name_that_is_one_character_off_an_entry_is_told_from_it() -> None:
    decoded = read(sure_but_wrong("苏州恒泰包装有限公司", 3, "康"))
    assert decoded.free_text == "苏州恒康包装有限公司"
    assert "reading_gap" in [reason.code for reason in decoded.reasons]


def test_an_entry_that_is_read_with_some_doubt_is_no_new_name() -> None:
    place = 1 + 2 * 3
    steps = steps_of("苏州恒泰包装有限公司", sure=0.999)
    decoded = read([*steps[:place], {"泰": 0.4, "秦": 0.6}, *steps[place + 1 :]])
    assert decoded.text == "苏州恒泰包装有限公司"
    assert decoded.reasons == ()

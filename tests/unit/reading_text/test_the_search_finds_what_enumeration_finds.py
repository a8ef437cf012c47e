"""The beam search against all step sequences of a tiny alphabet, one by one."""

from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.reading.decoding.automata import AnyText
from ocr_service.reading.decoding.ctc_search import search
from ocr_service.reading.decoding.join_readings import join
from ocr_service.reading.decoding.lexicons import Lexicon
from ocr_service.reading.decoding.patterns import pattern
from ocr_service.reading.text_engine import TextReading
from tests.doubles.text_steps import steps_of, text_reading

ALPHABET = ("", "a", "b", "c")
probabilities = st.lists(
    st.lists(st.integers(1, 50), min_size=4, max_size=4), min_size=1, max_size=5
).map(lambda rows: np.array([np.array(row) / sum(row) for row in rows], np.float32))  # fmt: skip


def enumerate_texts(steps: np.ndarray) -> dict[str, float]:
    found: dict[str, float] = {}
    for path in product(range(len(ALPHABET)), repeat=len(steps)):
        text = "".join(ALPHABET[index] for index, _ in groupby(path))
        found[text] = found.get(text, 0.0) + float(np.prod([steps[t, index] for t, index in enumerate(path)]))
    return found


@given(probabilities)
def test_the_likeliest_text_and_its_probability_are_those_of_enumeration(steps: np.ndarray) -> None:
    expected = enumerate_texts(steps)
    expected.pop("", None)
    if not expected:
        return
    best = search(TextReading(steps=steps, alphabet=ALPHABET), AnyText(), keep_spaces=True)[0]
    likeliest = max(expected.values())
    # A beam may lose some of a text's paths, never add any: on noise, where all is alike (4,000 trials: 0.84 and 0.77).
    assert best.probability <= expected[best.text] * (1 + 1e-5)
    assert expected[best.text] >= 0.7 * likeliest
    assert best.probability >= 0.65 * expected[best.text]


@given(probabilities)
def test_the_greedy_texts_probability_is_that_of_enumeration(steps: np.ndarray) -> None:
    found = TextReading(steps=steps, alphabet=ALPHABET).likeliest
    assert found.probability == pytest.approx(enumerate_texts(steps)[found.text], rel=1e-4)


@given(probabilities)
def test_a_list_is_searched_as_exactly_as_enumeration_does(steps: np.ndarray) -> None:
    entries = ("ab", "ba", "aa", "c")
    expected = {text: p for text, p in enumerate_texts(steps).items() if text in entries}
    found = {one.text: one.probability for one in search(_reading(steps), Lexicon(entries), keep_spaces=True)}
    assert set(found) == set(expected)
    assert found == pytest.approx(expected, rel=1e-4)


def test_a_letter_written_twice_needs_a_blank_between() -> None:
    together = text_reading([{"a": 1.0}, {"a": 1.0}])
    apart = text_reading([{"a": 1.0}, {"": 1.0}, {"a": 1.0}])
    assert [one.text for one in search(together, AnyText(), keep_spaces=True)] == ["a"]
    assert [one.text for one in search(apart, AnyText(), keep_spaces=True)] == ["aa"]


def test_a_look_alike_counts_where_the_pattern_leaves_no_choice() -> None:
    reading = text_reading([*steps_of("P"), {"O": 0.9, "0": 0.1}, {"": 1.0}, {"O": 0.9, "0": 0.1}])
    best = search(reading, pattern("[A-Z]{2}[0-9]"), keep_spaces=False)[0]
    assert best.text == "PO0"
    assert best.probability > 0.8


def test_no_path_into_the_language_finds_nothing() -> None:
    assert search(text_reading(steps_of("纸箱", sure=1.0)), pattern("[0-9]+"), keep_spaces=False) == []


def test_spaces_count_as_blanks_where_the_language_has_none() -> None:
    reading = text_reading([*steps_of("12"), {" ": 0.9, "": 0.1}, *steps_of("34")])
    assert search(reading, pattern("[0-9]+"), keep_spaces=False)[0].text == "1234"


def test_each_character_is_placed_at_its_surest_step() -> None:
    reading = text_reading([{"": 1}, {"a": 0.4, "": 0.6}, {"a": 1}, {"": 1}, {"b": 1}])
    assert search(reading, AnyText(), keep_spaces=True)[0].positions == (2, 4)
    assert reading.likeliest.positions == (2, 4)


def test_parts_of_a_line_are_joined_in_order() -> None:
    joined = join([text_reading(steps_of("苏州")), text_reading(steps_of("州A"))])
    assert joined.likeliest.text == "苏州州A"


def test_noise_with_thousands_of_characters_is_searched_in_bounded_beams() -> None:
    rng = np.random.default_rng(1)
    steps = rng.dirichlet(np.full(3000, 0.05), 30).astype(np.float32)
    alphabet = ("", *(chr(0x4E00 + i) for i in range(2999)))
    assert search(TextReading(steps=steps, alphabet=alphabet), AnyText(), keep_spaces=True)


def _reading(steps: np.ndarray) -> TextReading:
    return TextReading(steps=steps, alphabet=ALPHABET)

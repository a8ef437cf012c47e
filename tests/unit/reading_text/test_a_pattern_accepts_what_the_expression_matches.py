import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr_service.reading.decoding.automata import Automaton, State
from ocr_service.reading.decoding.patterns import PatternTooRich, pattern
from ocr_service.reading.normalise.codes import parse_code

EXPRESSIONS = [
    r"HT-\d{4}-\d{4}", r"[A-Z]{2,4}\d*", r"(ab|a)(bc|c)?", r"x+y?z*", r"(?:SO|PO)\d{2,}[A-F]", r"[^0-9]\w\s?",
    r"a{0,3}b",
    r"^A\d$", r"(?i:po)\d", r"", r"(a|b|)c", r"\d{3}(?:-\d{2}){1,2}", r".{2}",
    r"(a+)+b", r"(?s:.)\w", r"(?a)\d\W", r"(?i)po-?\d",
]  # fmt: skip


def accepts(automaton: Automaton, text: str) -> bool:
    state: State | None = automaton.start
    for character in text:
        state = automaton.step(state, character)
        if state is None:
            return False
    return automaton.accepts(state)


@pytest.mark.parametrize("expression", EXPRESSIONS)
@settings(max_examples=30)
@given(data=st.data())
def test_what_the_expression_makes_is_accepted(expression: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(expression, fullmatch=True).filter(lambda text: "\n" not in text))
    assert accepts(pattern(expression), text)


@pytest.mark.parametrize("expression", EXPRESSIONS)
@settings(max_examples=30)
@given(text=st.text(alphabet="HTabcxyzSOPpo0123-4AF ", max_size=12))
def test_the_automaton_and_the_expression_agree(expression: str, text: str) -> None:
    assert accepts(pattern(expression), text) == bool(re.fullmatch(expression, text))


@pytest.mark.parametrize(
    "expression", [r"(a)\1", r"a(?=b)", r"(?<!a)b", r"(a{200}){200}", r"(?:){99999999}a", r"(?:){99999}"]
)
def test_what_has_no_small_automaton_is_refused(expression: str) -> None:
    with pytest.raises(PatternTooRich):
        pattern(expression)


def test_nested_repetitions_do_not_stall_the_check_of_a_code() -> None:
    assert parse_code("a" * 200, r"(a+)+b") is None
    assert parse_code("a" * 200 + "b", r"(a+)+b") == "a" * 200 + "b"

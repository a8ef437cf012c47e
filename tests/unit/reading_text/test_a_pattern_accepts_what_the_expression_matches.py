import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.reading.decoding.automata import Automaton, State
from ocr_service.reading.decoding.patterns import PatternTooRich, pattern

EXPRESSIONS = [
    r"HT-\d{4}-\d{4}", r"[A-Z]{2,4}\d*", r"(ab|a)(bc|c)?", r"x+y?z*", r"(?:SO|PO)\d{2,}[A-F]", r"[^0-9]\w\s?",
    r"a{0,3}b",
    r"^A\d$", r"(?i:po)\d", r"", r"(a|b|)c", r"\d{3}(?:-\d{2}){1,2}", r".{2}",
]  # fmt: skip


def accepts(automaton: Automaton, text: str) -> bool:
    state: State | None = automaton.start
    for character in text:
        state = automaton.step(state, character)
        if state is None:
            return False
    return automaton.accepts(state)


@pytest.mark.parametrize("expression", EXPRESSIONS)
@given(data=st.data())
def test_what_the_expression_makes_is_accepted(expression: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(expression, fullmatch=True).filter(lambda text: "\n" not in text))
    assert accepts(pattern(expression), text)


@pytest.mark.parametrize("expression", EXPRESSIONS)
@given(text=st.text(alphabet="HTabcxyzSOPpo0123-4AF ", max_size=12))
def test_the_automaton_and_the_expression_agree(expression: str, text: str) -> None:
    assert accepts(pattern(expression), text) == bool(re.fullmatch(expression, text))


@pytest.mark.parametrize("expression", [r"(a)\1", r"a(?=b)", r"(?<!a)b", r"(a{200}){200}"])
def test_what_has_no_small_automaton_is_refused(expression: str) -> None:
    with pytest.raises(PatternTooRich):
        pattern(expression)

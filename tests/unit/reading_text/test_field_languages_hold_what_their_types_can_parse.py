"""What the decoder may find must be a value afterwards, and what people write must be findable."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocr_service.forms import content as kinds
from ocr_service.reading.decoding.automata import Automaton, State
from ocr_service.reading.decoding.field_languages import expression_of, language_of
from ocr_service.reading.normalise import normalise

ALWAYS_VALUES: list[kinds.Content] = [
    kinds.Integer(unit="支"), kinds.Number(), kinds.Number(decimals=2), kinds.Amount(), kinds.Phone(),
    kinds.LicencePlate(), kinds.Code(pattern=r"HT-\d{4}"), kinds.Integer(),
]  # fmt: skip


def accepts(automaton: Automaton, text: str) -> bool:
    state: State | None = automaton.start
    for character in text:
        state = automaton.step(state, character)
        if state is None:
            return False
    return automaton.accepts(state)


@pytest.mark.parametrize("content", ALWAYS_VALUES, ids=lambda content: content.type)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], max_examples=40)
@given(data=st.data())
def test_each_text_of_the_language_is_a_value(content: kinds.Content, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(expression_of(content), fullmatch=True, alphabet=st.characters(codec="gbk")))
    assert normalise(text, content).value is not None


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (
            kinds.Date(),
            [
                "2024年3月5日",
                "24/3/5",
                "2024年3月5日止",
                "自2024.3.5",
                "3月5日2024",
                "2024-03-0514:30",
                "20240305",
                "二〇二四年十二月卅一日",
                "5March2024",
                "Mar.5,2024",
            ],
        ),
        (kinds.Date(order="day-month-year"), ["5/3/2024", "05.03.24", "2024-03-05"]),
        (kinds.Date(republic_years=True), ["民国113年3月5日", "113.3.5"]),
        (kinds.Time(), ["14:30", "下午3时30分", "8点", "3:05pm", "14点半", "凌晨2点", "下午3点一刻"]),
        (kinds.Amount(), ["¥1,234.50", "1234元", "-3.5", "RMB12.00", "100元整", "¥××12.00", "3万0仟5佰0拾0元0角0分"]),
        (
            kinds.CapitalAmount(),
            ["壹万贰仟叁佰元整", "人民币伍角整", "叁佰元零伍分", "玖分", "叁仟零佰零拾伍元零角零分"],
        ),
        (kinds.Phone(), ["13812345678", "0512-65238888", "(0512)65238888", "400-820-8820", "+86-13812345678"]),
        (kinds.LicencePlate(), ["苏E·12345", "沪AD12345", "京A1234学"]),
    ],
    ids=lambda value: getattr(value, "type", ""),
)
def test_what_people_write_is_in_the_language_and_is_a_value(content: kinds.Content, texts: list[str]) -> None:
    automaton = language_of(content).automaton
    for text in texts:
        assert accepts(automaton, text), text
        assert normalise(text, content).value is not None, text


def test_numbers_with_a_wrong_check_character_are_not_in_the_language() -> None:
    assert accepts(language_of(kinds.Uscc()).automaton, "91110000600037341L")
    assert not accepts(language_of(kinds.Uscc()).automaton, "91110000600037342L")
    assert accepts(language_of(kinds.IdentityNumber()).automaton, "11010519491231002X")
    assert not accepts(language_of(kinds.IdentityNumber()).automaton, "110105194912310021")


def test_decimals_are_exactly_those_asked_for() -> None:
    assert accepts(language_of(kinds.Number(decimals=2)).automaton, "12.50")
    assert not accepts(language_of(kinds.Number(decimals=2)).automaton, "12.5")
    assert not accepts(language_of(kinds.Number(decimals=0)).automaton, "12.")

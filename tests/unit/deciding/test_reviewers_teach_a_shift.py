import math

from hypothesis import given
from hypothesis import strategies as st

from ocr_service.reading.deciding.learn_shift import LEAST_OUTCOMES, learn_shift

EVEN = 0.0
SURE = math.log(0.95 / 0.05)


def answers(log_odds: float, right: int, wrong: int) -> list[tuple[float, bool]]:
    return [(log_odds, True)] * right + [(log_odds, False)] * wrong


def test_few_answers_teach_nothing() -> None:
    assert learn_shift(answers(SURE, 0, LEAST_OUTCOMES - 1)) == 0.0


def test_answers_as_expected_teach_nothing() -> None:
    assert abs(learn_shift(answers(SURE, 95, 5))) < 0.01
    assert abs(learn_shift(answers(EVEN, 50, 50))) < 0.01


def test_many_answers_bring_the_probability_to_what_was_found() -> None:
    shift = learn_shift(answers(SURE, 400, 100))
    assert abs(1.0 / (1.0 + math.exp(-(SURE + shift))) - 0.8) < 0.01


def test_few_answers_are_believed_less_than_many() -> None:
    assert 0.0 > learn_shift(answers(SURE, 48, 12)) > learn_shift(answers(SURE, 480, 120))


@given(st.floats(-8, 8), st.integers(0, 200), st.integers(0, 200))
def test_doubt_and_trust_have_their_bounds(log_odds: float, right: int, wrong: int) -> None:
    assert -3.0 <= learn_shift(answers(log_odds, right, wrong)) <= 1.0


@given(st.floats(-4, 4), st.integers(25, 100), st.integers(25, 100))
def test_one_more_right_answer_never_lowers_the_shift(log_odds: float, right: int, wrong: int) -> None:
    assert learn_shift(answers(log_odds, right + 1, wrong)) >= learn_shift(answers(log_odds, right, wrong)) - 1e-9

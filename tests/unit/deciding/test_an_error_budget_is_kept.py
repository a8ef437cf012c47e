import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.reading.deciding.error_budget import LARGEST_SHARE, accept_within

PROBABILITIES = st.lists(st.floats(0.0, 1.0), max_size=60)
BUDGETS = st.floats(0.0005, 0.2)


@given(PROBABILITIES, BUDGETS)
def test_the_expected_share_of_errors_stays_within_the_budget(probabilities: list[float], budget: float) -> None:
    accepted = [p for p, yes in zip(probabilities, accept_within(budget, probabilities), strict=True) if yes]
    assert sum(1.0 - p for p in accepted) <= budget * len(accepted) + 1e-12
    assert all(1.0 - p <= LARGEST_SHARE * budget for p in accepted)


@given(PROBABILITIES, BUDGETS)
def test_no_reading_is_passed_over_for_a_less_sure_one(probabilities: list[float], budget: float) -> None:
    accepted = accept_within(budget, probabilities)
    least = min((p for p, yes in zip(probabilities, accepted, strict=True) if yes), default=1.0)
    assert all(p <= least for p, yes in zip(probabilities, accepted, strict=True) if not yes)


@given(PROBABILITIES, BUDGETS, st.floats(1.0, 5.0))
def test_a_larger_budget_accepts_no_less(probabilities: list[float], budget: float, times: float) -> None:
    assert sum(accept_within(budget * times, probabilities)) >= sum(accept_within(budget, probabilities))


@pytest.mark.parametrize(("sure", "accepted"), [(9, True), (2, False)])
def test_sure_readings_make_room_for_a_less_sure_one(sure: int, accepted: bool) -> None:
    assert accept_within(0.001, [0.9999] * sure + [0.993])[-1] is accepted

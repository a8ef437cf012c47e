"""The tests behind the warnings, against values worked out in another way."""

import math
from fractions import Fraction
from math import comb
from statistics import NormalDist

import pytest

from ocr_service.usecases.warning.compare import Share, Spread, mean_rose, more_came_than_went, share_rose


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        # pooled 1/12, z = 0.1 / sqrt(11/144 * (1/400 + 1/200)) = 4.178
        (Share(hits=20, trials=400), Share(hits=30, trials=200), 1 - NormalDist().cdf(4.17786)),
        (Share(hits=50, trials=500), Share(hits=50, trials=500), 0.5),
        # pooled 0.15, z = -0.1 / sqrt(0.1275 * 2/300) = -3.430
        (Share(hits=60, trials=300), Share(hits=30, trials=300), 1 - NormalDist().cdf(-3.42997)),
    ],
)
def test_a_share_that_rose(before: Share, now: Share, expected: float) -> None:
    assert share_rose(before, now) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (Share(hits=5, trials=29), Share(hits=20, trials=100)),
        (Share(hits=20, trials=100), Share(hits=5, trials=29)),
    ],
)
def test_too_little_is_not_judged(before: Share, now: Share) -> None:
    assert share_rose(before, now) is None


def test_rare_events_are_compared_exactly() -> None:
    all_in_the_new = Fraction(comb(60, 4), comb(160, 4))
    assert share_rose(Share(hits=0, trials=100), Share(hits=4, trials=60)) == pytest.approx(float(all_in_the_new))
    assert share_rose(Share(hits=4, trials=100), Share(hits=0, trials=60)) == pytest.approx(1.0)
    assert share_rose(Share(hits=0, trials=100), Share(hits=0, trials=100)) == 1.0


def test_of_two_equal_rates_more_arrivals_are_chance() -> None:
    assert more_came_than_went(60, 55) > 0.3
    assert more_came_than_went(0, 0) == 1.0


def test_many_more_arrivals_are_none() -> None:
    exactly = Fraction(sum(comb(80, count) for count in range(60, 81)), 2**80)
    assert more_came_than_went(60, 20) == pytest.approx(float(exactly), rel=1e-9)


def test_the_exact_sum_and_its_approximation_agree_where_they_meet() -> None:
    assert more_came_than_went(1050, 950) == pytest.approx(more_came_than_went(1051, 951), rel=0.05)


def spread(*values: float) -> Spread:
    return Spread(n=len(values), total=sum(values), squares=sum(value**2 for value in values))


def test_a_mean_that_rose() -> None:
    before, now = spread(*([0.1, 0.2] * 50)), spread(*([0.2, 0.3] * 20))
    deviation = 0.05**2
    error = math.sqrt(deviation / 99 + deviation / 39)
    assert mean_rose(before, now) == pytest.approx(math.erfc(0.1 / error / math.sqrt(2)) / 2, rel=1e-6)
    assert mean_rose(now, before) == pytest.approx(1.0)
    assert mean_rose(spread(*[1.0] * 100), spread(*[1.0] * 100)) is None
    assert mean_rose(spread(0.1, 0.2), before) is None

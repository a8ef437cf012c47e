"""The interval of a measured share of errors: against published values, and wider where errors sit together."""

import math

import pytest

from ocr_service.usecases.auditing.exact_interval import (
    Sample,
    clopper_pearson,
    design_effect,
    incomplete_beta,
    interval,
)


def spread(checked: int, wrong: int) -> Sample:
    """One field a form: the fields are independent."""
    return Sample(
        forms=checked, checked=checked, wrong=wrong, checked_squares=checked, wrong_squares=wrong, products=wrong
    )


def binomial_tail(least: int, n: int, p: float) -> float:
    """The probability of at least so many of n, added up term by term."""
    return sum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(least, n + 1))


@pytest.mark.parametrize(
    ("wrong", "checked", "low", "high"),
    [
        # Closed forms: 1 - 0.025 ** (1 / n) and 0.025 ** (1 / n).
        (0, 10, 0.0, 0.30850),
        (10, 10, 0.69150, 1.0),
        # Clopper and Pearson's exact limits as R's binom.test prints them.
        (1, 20, 0.00127, 0.24873),
        (5, 100, 0.01643, 0.11283),
        (7, 20, 0.15391, 0.59219),
    ],
)
def test_known_limits(wrong: int, checked: int, low: float, high: float) -> None:
    assert clopper_pearson(wrong, checked) == pytest.approx((low, high), abs=6e-6)


@pytest.mark.parametrize(("wrong", "checked"), [(1, 30), (3, 1000), (2, 20_000), (40, 90)])
def test_each_limit_leaves_exactly_its_tail(wrong: int, checked: int) -> None:
    low, high = clopper_pearson(wrong, checked)
    assert 1 - sum(_term(k, checked, low) for k in range(wrong)) == pytest.approx(0.025, rel=1e-6)
    assert sum(_term(k, checked, high) for k in range(wrong + 1)) == pytest.approx(0.025, rel=1e-6)


def _term(k: int, n: int, p: float) -> float:
    log = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p) + (n - k) * math.log1p(-p)
    return math.exp(log)


@pytest.mark.parametrize(("a", "b", "x"), [(1, 1, 0.3), (2, 5, 0.5), (5, 2, 0.9), (3, 40, 0.01), (30, 4, 0.99)])
def test_the_beta_function_is_a_binomial_tail(a: int, b: int, x: float) -> None:
    assert incomplete_beta(a, b, x) == pytest.approx(binomial_tail(a, a + b - 1, x), rel=1e-9)


def test_nothing_checked_says_nothing() -> None:
    none = Sample(forms=0, checked=0, wrong=0, checked_squares=0, wrong_squares=0, products=0)
    assert interval(none) == (0.0, 1.0)


def test_errors_on_many_forms_are_as_good_as_independent_ones() -> None:
    assert interval(spread(400, 4)) == pytest.approx(clopper_pearson(4, 400), rel=0.02)


def test_errors_that_sit_on_one_form_make_it_wider() -> None:
    # 50 forms of 20 fields; ten errors: one on each of ten forms, or all ten on one.
    apart = Sample(forms=50, checked=1000, wrong=10, checked_squares=20_000, wrong_squares=10, products=200)
    together = Sample(forms=50, checked=1000, wrong=10, checked_squares=20_000, wrong_squares=100, products=200)
    assert design_effect(apart) == 1.0
    assert design_effect(together) == pytest.approx(10.0, rel=0.05)
    assert interval(together)[1] > 2 * interval(apart)[1]
    one_form = Sample(forms=1, checked=20, wrong=2, checked_squares=400, wrong_squares=4, products=40)
    assert interval(one_form)[1] > 0.9

"""The confidence interval of a share of errors that was found by a random sample."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

CONFIDENCE: Final = 0.95
_STEPS: Final = 200
_TINY: Final = 1e-300


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What was found on `forms` forms that were drawn: `wrong` of `checked` fields.

    The sums over the forms, of the squares of checked, of wrong, and of their products, tell how much the errors sit
    together on single forms.
    """

    forms: int
    checked: int
    wrong: int
    checked_squares: int
    wrong_squares: int
    products: int


def interval(sample: Sample) -> tuple[float, float]:
    """The interval for the share of wrong fields, 95 % sure to hold it; (0, 1) where nothing was checked.

    Exact for independent fields (Clopper and Pearson 1934). Forms are drawn, not fields, and errors of one form come
    together (a bad picture): so the fields count only as many as independent ones would be worth (Korn and Graubard
    1998, Survey Methodology 24, 193-201).
    """
    if sample.checked == 0:
        return 0.0, 1.0
    worth = sample.checked / design_effect(sample)
    return clopper_pearson(worth * sample.wrong / sample.checked, worth)


def design_effect(sample: Sample) -> float:
    """How many times the variance is that of independent fields, at least 1; 1 where no error or nothing else shows."""
    share = sample.wrong / sample.checked
    if not 0.0 < share < 1.0:
        return 1.0
    if sample.forms < 2:
        return float(sample.checked)
    squares = sample.wrong_squares - 2 * share * sample.products + share**2 * sample.checked_squares
    variance = sample.forms / (sample.forms - 1) * squares / sample.checked**2
    return max(1.0, variance / (share * (1 - share) / sample.checked))


def clopper_pearson(wrong: float, checked: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The exact binomial interval, also for numbers that are not whole. `checked` is above 0."""
    tail = (1.0 - confidence) / 2
    low = 0.0 if wrong <= 0 else _solve(lambda p: incomplete_beta(wrong, checked - wrong + 1, p), tail)
    high = 1.0 if wrong >= checked else _solve(lambda p: incomplete_beta(wrong + 1, checked - wrong, p), 1 - tail)
    return low, high


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz's method, as in Numerical
    Recipes, 6.4); `a` and `b` above 0, `x` from 0 to 1.
    """
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    # The fraction converges fast on this side of the mean only.
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _fraction(a, b, x) / a
    return 1.0 - front * _fraction(b, a, 1.0 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1.0 / _not_zero(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for step in range(1, 10_000):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for part in (even, odd):
            d = 1.0 / _not_zero(1.0 + part * d)
            c = _not_zero(1.0 + part / c)
            value *= c * d
        if abs(c * d - 1.0) < 1e-14:
            break
    return value


def _not_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY


def _solve(rising: Callable[[float], float], target: float) -> float:
    """Where a function that rises from 0 to 1 reaches the target, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if rising(middle) < target:
            low = middle
        else:
            high = middle
        if high - low < 1e-12 * high:
            break
    return (low + high) / 2

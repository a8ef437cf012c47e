import pytest

from ocr_service.reading.deciding.confidence_model import ConfidenceModel, load_model, parse_model
from ocr_service.reading.deciding.evidence import Evidence
from tests.bench.fit_priors import WEIGHTS


def model() -> ConfidenceModel:
    kind = {"intercept": 1.0, "weights": {"reading": 0.5, "under_seal": -2.0}, "usual": {"reading": 6.0}}
    return parse_model({"kinds": {"text": kind}, "curve": [[-1.0, -0.5], [1.0, 1.5], [5.0, 3.5]]})


def log_odds(figures: dict[str, float]) -> float:
    return model().calibrated(model().kinds["text"].log_odds(figures))


@pytest.mark.parametrize(
    ("reading", "expected"), [(0.0, 1.5), (2.0, 2.0), (8.0, 3.5), (100.0, 3.5), (-4.0, -0.5), (-8.0, -2.5)]
)
def test_log_odds_follow_the_curve_and_end_level(reading: float, expected: float) -> None:
    assert log_odds({"reading": reading}) == pytest.approx(expected)


def test_a_shift_moves_the_probability_but_nothing_beyond_the_surest() -> None:
    unsure, sure = Evidence(kind="text", figures={}), Evidence(kind="text", figures={"reading": 50.0})
    assert model().probability(unsure, -1.0) < model().probability(unsure) < model().probability(unsure, 1.0)
    assert model().probability(sure, 1.0) == model().probability(sure)


def test_doubts_name_what_is_worse_than_usual_the_worst_first() -> None:
    doubts = model().kinds["text"].doubts({"reading": 5.0, "under_seal": 1.0})
    assert list(doubts.items()) == [("under_seal", 2.0), ("reading", 0.5)]


def test_the_fitted_weights_have_the_sign_that_sense_demands() -> None:
    kinds = load_model().kinds
    assert kinds.keys() == WEIGHTS.keys()
    wrong = [
        (kind, name)
        for kind, fitted in kinds.items()
        for name, weight in fitted.weights.items()
        if weight * WEIGHTS[kind][name].sign < 0
    ]
    assert wrong == []


def test_the_fitted_curve_rises() -> None:
    befores, afters = zip(*load_model().curve, strict=True)
    assert list(befores) == sorted(befores)
    assert list(afters) == sorted(afters)

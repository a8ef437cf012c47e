"""Evidence -> the probability that a reading is right.

For each kind of reading a logistic regression (the weighted figures add up to log-odds), then one monotone curve that
brings the log-odds to what was found on layouts that the weights were not fitted on (isotonic regression, Zadrozny and
Elkan 2002). The numbers stand in ``confidence_model.json`` with where they come from; ``python -m tests.bench.fit``
makes them.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from ocr_service.reading.deciding.evidence import Evidence, Kind

_FILE: Final = Path(__file__).with_name("confidence_model.json")


@dataclass(frozen=True, kw_only=True)
class KindModel:
    """The weights of one kind of reading.

    `weights` are log-odds for each unit of a figure. `usual` are the figures of a reading that nothing speaks against.
    """

    intercept: float
    weights: Mapping[str, float]
    usual: Mapping[str, float]

    def log_odds(self, figures: Mapping[str, float]) -> float:
        """Of being right, before the curve."""
        return self.intercept + sum(weight * figures.get(name, 0.0) for name, weight in self.weights.items())

    def doubts(self, figures: Mapping[str, float]) -> dict[str, float]:
        """What each figure that is worse than usual takes from the log-odds (above 0), the most first."""
        lost = {
            name: weight * (self.usual.get(name, 0.0) - figures.get(name, 0.0)) for name, weight in self.weights.items()
        }
        return {name: loss for name, loss in sorted(lost.items(), key=lambda one: -one[1]) if loss > 0.0}


@dataclass(frozen=True, kw_only=True)
class ConfidenceModel:
    """The weights of all kinds, and the curve that they share.

    `curve` maps log-odds to log-odds through these points, straight between them and level above the last: no reading
    is surer than the scans that the model was fitted on can vouch for. Below the first, where they show too little,
    log-odds fall one for one.
    """

    kinds: Mapping[Kind, KindModel]
    curve: tuple[tuple[float, float], ...]

    def probability(self, evidence: Evidence, shift: float = 0.0) -> float:
        """That the reading is right, 0 to 1. `shift` is added to the log-odds: what reviewers taught of this field.

        However much they taught, nothing becomes surer than the surest reading.
        """
        log_odds = self.calibrated(self.kinds[evidence.kind].log_odds(evidence.figures)) + shift
        return 1.0 / (1.0 + math.exp(-min(log_odds, self.curve[-1][1])))

    def calibrated(self, log_odds: float) -> float:
        """What the curve makes of them."""
        before, after = zip(*self.curve, strict=True)
        below = min(0.0, log_odds - self.curve[0][0])
        return float(np.interp(log_odds, before, after)) + below


def parse_model(data: Mapping[str, Any]) -> ConfidenceModel:
    """The model that the file's content holds. Raises KeyError, ValueError where it is none."""
    kinds: dict[Kind, KindModel] = {
        name: KindModel(intercept=float(kind["intercept"]), weights=kind["weights"], usual=kind["usual"])
        for name, kind in data["kinds"].items()
    }
    return ConfidenceModel(kinds=kinds, curve=tuple((float(before), float(after)) for before, after in data["curve"]))


@cache
def load_model() -> ConfidenceModel:
    """The model that comes with the program, read once."""
    return parse_model(json.loads(_FILE.read_text(encoding="utf-8")))

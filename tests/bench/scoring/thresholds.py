"""The confidence from which on a reader's fields could be accepted, found on the fit set for an error budget."""

from collections.abc import Sequence
from dataclasses import replace

from tests.bench.scoring.score import ZoneScore


def fit_threshold(scores: Sequence[ZoneScore], budget: float) -> float | None:
    """The lowest confidence from which on at most the share `budget` of the fields is wrong; None where there is none.

    Nothing read (confidence 0) is never accepted. The lowest is the best that the reader could do: it accepts most.
    """
    wrong, best = 0, None
    ordered = sorted((score for score in scores if score.confidence > 0), key=lambda score: -score.confidence)
    for count, score in enumerate(ordered, start=1):
        wrong += not score.right
        tied = count < len(ordered) and ordered[count].confidence == score.confidence
        if not tied and wrong <= budget * count:
            best = score.confidence
    return best


def accept_from(scores: Sequence[ZoneScore], threshold: float | None) -> list[ZoneScore]:
    """The scores with what would be accepted at the threshold."""
    return [replace(one, accepted=threshold is not None and one.confidence >= threshold) for one in scores]

"""Fits the confidence model: weights by maximum a posteriori, then the curve on layouts that are new to the weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.deciding.evidence import Kind
from tests.bench.fit_curve import fit_curve
from tests.bench.fit_fields import FittedField
from tests.bench.fit_priors import INTERCEPTS, WEIGHTS, Prior

Matrix = NDArray[np.float64]

_SWEEPS: Final = 300
_FOLDS: Final = 5
# Readings of this quantile of sureness and above show what a reading looks like that nothing speaks against.
_USUAL_FROM: Final = 0.5
_WEIGHS_NOTHING: Final = 0.005


@dataclass(frozen=True, kw_only=True)
class _Data:
    """The fields of one kind: `figures` has shape (fields, names), with a first column of ones."""

    names: tuple[str, ...]
    figures: Matrix
    right: Matrix
    layouts: NDArray[np.str_]


def fit_model(fields: Sequence[FittedField]) -> dict[str, Any]:
    """The model of all kinds as its file holds it (without provenance)."""
    kinds, unseen, right = {}, [np.zeros(0)], [np.zeros(0)]
    for kind in WEIGHTS:
        data = _data(kind, [field for field in fields if field.kind == kind])
        kinds[kind] = _fit_kind(kind, data)
        unseen.append(_log_odds_of_unseen(kind, data))
        right.append(data.right)
    # One curve for all: those kinds of which there are few would have none of their own worth the name.
    return {"kinds": kinds, "curve": fit_curve(np.concatenate(unseen), np.concatenate(right))}


def folds_of(layouts: NDArray[np.str_], folds: int = _FOLDS) -> list[NDArray[np.bool_]]:
    """Masks of the fields to hold out: whole layouts, spread so that each fold has about as many fields."""
    names, counts = np.unique(layouts, return_counts=True)
    sizes, members = [0] * folds, [set[str]() for _ in range(folds)]
    for index in np.argsort(-counts):
        smallest = int(np.argmin(sizes))
        sizes[smallest] += int(counts[index])
        members[smallest].add(str(names[index]))
    return [np.isin(layouts, sorted(member)) for member in members if member]


def _fit_kind(kind: Kind, data: _Data) -> dict[str, Any]:
    weights = _fit_weights(data.figures, data.right, _priors(kind))
    return {
        "fields": len(data.right),
        "wrong": int((1.0 - data.right).sum()),
        "intercept": round(float(weights[0]), 4),
        "weights": {
            name: round(float(weight), 4)
            for name, weight in zip(data.names, weights[1:], strict=True)
            if abs(weight) > _WEIGHS_NOTHING
        },
        "usual": _usual(data, data.figures @ weights),
    }


def _log_odds_of_unseen(kind: Kind, data: _Data) -> Matrix:
    """Each layout's log-odds by weights that were fitted on the other layouts."""
    unseen = np.zeros(len(data.right))
    for held_out in folds_of(data.layouts):
        unseen[held_out] = data.figures[held_out] @ _fit_weights(
            data.figures[~held_out], data.right[~held_out], _priors(kind)
        )
    return unseen


def _priors(kind: Kind) -> list[Prior]:
    return [INTERCEPTS[kind], *WEIGHTS[kind].values()]


def _data(kind: Kind, fields: Sequence[FittedField]) -> _Data:
    names = tuple(WEIGHTS[kind])
    figures = np.array([[1.0, *(field.figures.get(name, 0.0) for name in names)] for field in fields])
    return _Data(
        names=names,
        figures=figures.reshape(len(fields), len(names) + 1),
        right=np.array([float(field.right) for field in fields]),
        layouts=np.array([field.layout for field in fields]),
    )


def _usual(data: _Data, log_odds: Matrix) -> dict[str, float]:
    if not len(log_odds):
        return {}
    sure = log_odds >= np.quantile(log_odds, _USUAL_FROM)
    middles = np.median(data.figures[sure, 1:], axis=0)
    return {name: round(float(middle), 3) for name, middle in zip(data.names, middles, strict=True) if middle}


def _fit_weights(figures: Matrix, right: Matrix, priors: Sequence[Prior]) -> Matrix:
    """Logistic regression under the priors: Newton's method on one weight after the other, held to its sign."""
    weights = np.array([prior.mean for prior in priors])
    log_odds = figures @ weights
    for _ in range(_SWEEPS):
        largest = 0.0
        for index, prior in enumerate(priors):
            column = figures[:, index]
            probability = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -30, 30)))
            slope = float(column @ (right - probability)) - (weights[index] - prior.mean) / prior.spread**2
            bend = float((column**2) @ (probability * (1.0 - probability))) + 1.0 / prior.spread**2
            wanted = weights[index] + float(np.clip(slope / bend, -1.0, 1.0))
            if prior.sign:
                wanted = max(0.0, wanted * prior.sign) * prior.sign
            step = wanted - weights[index]
            weights[index] = wanted
            log_odds = log_odds + step * column
            largest = max(largest, abs(step))
        if largest < 1e-5:
            break
    return weights

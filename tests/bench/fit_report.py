"""What a model is worth on layouts that it was not fitted on: reliability, and what an error budget lets pass."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ocr_service.reading.deciding.confidence_model import parse_model
from ocr_service.reading.deciding.error_budget import accept_within
from ocr_service.reading.deciding.evidence import Evidence
from ocr_service.reading.deciding.reliability import reliability
from tests.bench.fit_fields import FittedField
from tests.bench.fit_model import fit_model, folds_of

BUDGETS = (0.0005, 0.001, 0.002, 0.005, 0.01)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A field with the probability that a model gives it which has not seen its layout."""

    field: FittedField
    probability: float


def judge_unseen(fields: Sequence[FittedField], folds: int = 5) -> list[Judged]:
    """Each layout's fields judged by a model that was fitted on the other layouts."""
    judged = []
    for held_out in folds_of(np.array([field.layout for field in fields]), folds):
        model = parse_model(fit_model([field for field, out in zip(fields, held_out, strict=True) if not out]))
        for field, out in zip(fields, held_out, strict=True):
            if out:
                evidence = Evidence(kind=field.kind, figures=field.figures)
                judged.append(Judged(field=field, probability=model.probability(evidence)))
    return judged


def print_reliability(judged: Sequence[Judged]) -> None:
    """Ten rows: how many fields, how sure on average, how many right."""
    print(f"{'probability':<14}{'fields':>8}{'mean':>9}{'right':>9}{'off':>8}")
    for one in reliability((one.probability, one.field.right) for one in judged):
        if one.mean is not None and one.right is not None:
            off = f"{one.right - one.mean:+.1%}" if one.count > 100 else ""
            print(f"{one.low:.1f} to {one.high:<6.1f}{one.count:>8}{one.mean:>9.2%}{one.right:>9.2%}{off:>8}")


def print_budgets(judged: Sequence[Judged]) -> None:
    """For several budgets: the share of fields accepted, how many of them are wrong, and how many were expected."""
    print(f"{'budget':<10}{'accepted':>10}{'wrong':>7}{'share':>9}{'expected':>10}")
    for budget in BUDGETS:
        accepted = list(_accepted(judged, budget))
        wrong = sum(not one.field.right for one in accepted)
        expected = sum(1.0 - one.probability for one in accepted)
        share = len(accepted) / max(len(judged), 1)
        print(f"{budget:<10.2%}{share:>10.1%}{wrong:>7}{wrong / max(len(accepted), 1):>9.3%}{expected:>10.1f}")


def print_conditions(judged: Sequence[Judged], budget: float) -> None:
    """The same by what is hard about a scan (its first condition)."""
    print(f"{'condition':<26}{'fields':>8}{'right':>9}{'accepted':>10}{'wrong':>7}")
    accepted = {id(one) for one in _accepted(judged, budget)}
    for name in sorted({one.field.conditions[0] for one in judged if one.field.conditions}):
        ones = [one for one in judged if one.field.conditions[:1] == (name,)]
        let = [one for one in ones if id(one) in accepted]
        right = sum(one.field.right for one in ones) / len(ones)
        wrong = sum(not one.field.right for one in let)
        print(f"{name:<26}{len(ones):>8}{right:>9.2%}{len(let) / len(ones):>10.1%}{wrong:>7}")


def _accepted(judged: Sequence[Judged], budget: float) -> Iterable[Judged]:
    by_scan: dict[str, list[Judged]] = {}
    for one in judged:
        if not one.field.stopped:
            by_scan.setdefault(one.field.scan, []).append(one)
    for ones in by_scan.values():
        for one, accepted in zip(ones, accept_within(budget, [one.probability for one in ones]), strict=True):
            if accepted:
                yield one

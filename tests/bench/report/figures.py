"""Everything that the tables show, as plain data: from the pages that were read to one dictionary."""

from collections.abc import Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from tests.bench.running.run import ReadPage
from tests.bench.running.systems import System
from tests.bench.scoring.score import ZoneScore, score_marks, score_other, score_ours, score_variant
from tests.bench.scoring.summary import by_group, deciles, summarise
from tests.bench.scoring.thresholds import accept_from, fit_threshold

VARIANTS = ("raw", "types", "lists", "rules")
SAFE_MM = 1.5
ALL = "all"


def compare_systems(
    pages: Sequence[ReadPage], fit_pages: Sequence[ReadPage], systems: Sequence[System], budget: float
) -> dict[str, Any]:
    """The part of the figures that needs every reader; thresholds of the others come from `fit_pages`."""
    scores = {"ours": [one for page in pages for one in score_ours(page)]}
    thresholds: dict[str, float | None] = {}
    for system in systems:
        if system.texts is not None:
            fitted = [one for page in fit_pages for one in score_other(page, system.name)]
            thresholds[system.name] = fit_threshold(fitted, budget)
            found = [one for page in pages for one in score_other(page, system.name)]
            scores[system.name] = accept_from(found, thresholds[system.name])
    marks = [one for page in pages for one in score_marks(page)]
    return {
        "pages": len(pages),
        "fields": len(scores["ours"]),
        "systems": {system.name: system.title for system in systems if system.name in scores},
        "thresholds": thresholds,
        "accuracy": {name: _by_condition(rows) for name, rows in scores.items()},
        "marks": _by_condition(marks),
        "guidance": {variant: _guided(pages, variant) for variant in VARIANTS},
        "reliability": [asdict(row) for row in deciles(scores["ours"])],
        "placement": _placement(pages),
        "other_form": [page.task.scan.name for page in pages if _is_other_form(page)],
        "wrong_accepted": [_told(one) for one in scores["ours"] if one.accepted and not one.right],
        "wrong_marks": [_told(one) for one in marks if not one.right],
        "wrong": [_told(one) for one in scores["ours"] if not one.right and not one.accepted],
    }


def _by_condition(scores: Sequence[ZoneScore]) -> dict[str, Any]:
    groups = {group: asdict(summarise(rows)) for group, rows in by_group(scores).items()}
    return {**groups, ALL: asdict(summarise(scores))}


def _guided(pages: Sequence[ReadPage], variant: str) -> dict[str, Any]:
    return _by_condition([one for page in pages for one in score_variant(page, variant)])


def _placement(pages: Sequence[ReadPage]) -> dict[str, Any]:
    """The distances of all zones on aligned pages from their true places, by condition."""
    found: dict[str, list[float]] = {}
    lost: dict[str, int] = {}
    for page in pages:
        distances = page.answers["guidance"].get("placement_mm", [])
        for condition in (page.task.expected.conditions[0], ALL):
            found.setdefault(condition, []).extend(distances)
            lost[condition] = lost.get(condition, 0) + (not distances)
    return {
        condition: {
            "zones": len(distances), "pages_not_aligned": lost[condition],
            "within": sum(one <= SAFE_MM for one in distances) / max(len(distances), 1),
            "worst_mm": max(distances, default=0.0), "median_mm": median(distances) if distances else 0.0,
        }
        for condition, distances in found.items()
    }  # fmt: skip


def _is_other_form(page: ReadPage) -> bool:
    return bool(page.answers["ours"].get("template") != page.task.expected.template)


def _told(score: ZoneScore) -> dict[str, Any]:
    return {"condition": score.group, "scan": score.scan, "path": score.path, "expected": score.expected,
            "read": score.read, "confidence": round(score.confidence, 4)}  # fmt: skip

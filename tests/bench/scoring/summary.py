"""Scores added up: what the tables of the benchmark show."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.bench.scoring.score import ZoneScore


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Shares are of `fields`, `wrong_accepted` of the accepted ones (None where nothing was accepted)."""

    fields: int
    right: float
    characters: float
    accepted: float
    wrong_accepted: float | None


def summarise(scores: Sequence[ZoneScore]) -> Summary:
    fields, characters = len(scores), sum(one.characters for one in scores)
    accepted = [one for one in scores if one.accepted]
    return Summary(
        fields=fields,
        right=sum(one.right for one in scores) / max(fields, 1),
        characters=1 - sum(one.edits for one in scores) / max(characters, 1),
        accepted=len(accepted) / max(fields, 1),
        wrong_accepted=sum(not one.right for one in accepted) / len(accepted) if accepted else None,
    )


def by_group(scores: Iterable[ZoneScore]) -> dict[str, list[ZoneScore]]:
    groups: dict[str, list[ZoneScore]] = defaultdict(list)
    for score in scores:
        groups[score.group].append(score)
    return dict(groups)


@dataclass(frozen=True, kw_only=True)
class Decile:
    """Fields whose confidence lies from `low` to `high`: how sure the reading was and how often it was right."""

    low: float
    high: float
    fields: int
    confidence: float
    right: float


def deciles(scores: Sequence[ZoneScore]) -> list[Decile]:
    """Ten equal steps of confidence, the last one closed above; empty ones are left out."""
    rows = []
    for step in range(10):
        low, high = step / 10, (step + 1) / 10
        inside = [one for one in scores if low <= one.confidence < high or (step == 9 and one.confidence == 1.0)]
        if inside:
            count = len(inside)
            rows.append(Decile(low=low, high=high, fields=count, right=sum(one.right for one in inside) / count,
                               confidence=sum(one.confidence for one in inside) / count))  # fmt: skip
    return rows

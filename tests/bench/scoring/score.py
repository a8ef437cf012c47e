"""One row for each text zone and reader: is it right, how many characters are, was it accepted, how sure was it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

from ocr_service.reading.normalise import normalise
from tests.bench.running.run import ReadPage
from tests.bench.scoring.truth import TrueZone

_WRITTEN_OTHERWISE = frozenset({"date", "capital-amount"})


@dataclass(frozen=True, kw_only=True)
class ZoneScore:
    """`characters` of the true value and `edits` to it; `accepted` None for a reader that does not decide."""

    group: str
    scan: str
    path: str
    expected: Any
    read: Any
    right: bool
    characters: int
    edits: int
    confidence: float
    accepted: bool | None = None


def score_ours(page: ReadPage) -> Iterator[ZoneScore]:
    """Our reading's own values and decisions. A page taken for another form counts as nothing read.

    A value in a row that the paper does not have is one more wrong field.
    """
    answer = page.answers["ours"]
    fields = answer.get("fields", {}) if answer.get("template") == page.task.expected.template else {}
    for zone in _counted(page):
        field = fields.get(zone.path, {"value": None, "text": "", "confidence": 0.0, "accepted": False})
        yield _score(page, zone, field["value"], field["text"], field["confidence"], accepted=field["accepted"])
    group = page.task.expected.conditions[0]
    known = {zone.path.partition(".")[0] for zone in page.task.zones}
    for path, field in fields.items():
        row = path.partition(".")[0]
        if "[" in row and row not in known and field["value"] not in (None, False) and _one_group(group):
            yield ZoneScore(group=group, scan=page.task.scan.name, path=path, expected=None, read=field["value"],
                            right=False, characters=0, edits=0, confidence=field["confidence"],
                            accepted=field["accepted"])  # fmt: skip


def score_variant(page: ReadPage, variant: str) -> Iterator[ZoneScore]:
    """A reading with a part of the guidance; ``raw`` is what the recogniser saw, only normalised."""
    fields = page.answers["guidance"].get("variants", {}).get("rules" if variant == "raw" else variant, {})
    for zone in _counted(page):
        field = fields.get(zone.path, {"value": None, "text": "", "raw": "", "confidence": 0.0, "accepted": False})
        value, text = field["value"], field["text"]
        if variant == "raw":
            value, text = normalise(field["raw"], zone.content).value, field["raw"]
        yield _score(page, zone, value, text, field["confidence"], accepted=field["accepted"])


def score_other(page: ReadPage, system: str) -> Iterator[ZoneScore]:
    """A full-page or zone reader: its text through the same normalisation as ours."""
    texts: Mapping[str, tuple[str, float]] = page.texts[system]
    for zone in _counted(page):
        text, confidence = texts.get(zone.path, ("", 0.0))
        yield _score(page, zone, normalise(text, zone.content).value, text, confidence, accepted=None)


def _counted(page: ReadPage) -> Iterable[TrueZone]:
    return (zone for zone in page.task.zones if zone.group is not None)


def _one_group(condition: str) -> bool:
    """Whether all fields of a page are counted under its condition."""
    return condition not in ("under-seal", "handwriting")


def _score(
    page: ReadPage, zone: TrueZone, value: Any, text: str, confidence: float, *, accepted: bool | None
) -> ZoneScore:
    # A date or a capital amount is written in other characters than its value: no characters are counted.
    comparable = zone.value is not None and getattr(zone.content, "type", "") not in _WRITTEN_OTHERWISE
    wanted = str(zone.value) if comparable else ""
    got = text if value is None else str(value)
    return ZoneScore(
        group=zone.group or "", scan=page.task.scan.name, path=zone.path, expected=zone.value, read=value,
        right=value == zone.value, characters=len(wanted), edits=min(Levenshtein.distance(wanted, got), len(wanted)),
        confidence=confidence, accepted=accepted,
    )  # fmt: skip


def score_marks(page: ReadPage) -> Iterator[ZoneScore]:
    """Our reading of what is no text; the group is the content type. A choice without a tick is no value."""
    answer = page.answers["ours"]
    fields = answer.get("fields", {}) if answer.get("template") == page.task.expected.template else {}
    for path, (kind, expected) in page.task.marks.items():
        field = fields.get(path, {"value": None, "confidence": 0.0, "accepted": False})
        yield ZoneScore(group=kind, scan=page.task.scan.name, path=path, expected=expected, read=field["value"],
                        right=(field["value"] or None) == (expected or None), characters=0, edits=0,
                        confidence=field["confidence"], accepted=field["accepted"])  # fmt: skip

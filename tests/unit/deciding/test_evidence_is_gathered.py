from dataclasses import replace

import pytest

from ocr_service.forms.result import Reason, ResultBox
from ocr_service.reading.deciding.evidence import gather_evidence, kind_of
from ocr_service.reading.deciding.picture_quality import PictureQuality
from ocr_service.reading.decoding.seen_text import SeenText
from ocr_service.reading.rules.check_rules import RuleFailure
from ocr_service.reading.zone_reading import ZoneReading

SEEN = SeenText(log_probability=-0.01, least=0.99, length=5)
READING = ZoneReading(
    path="note", type="text", value="ab", text="ab", raw_text="ab", confidence=0.99, page=1,
    box=ResultBox(x=0, y=0, width=1, height=1), seen=SEEN,
)  # fmt: skip
GOOD = PictureQuality(dpi=200, contrast=0.9, two_levels=False)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, "text"),
        ({"value": None, "raw_text": "", "seen": None}, "blank"),
        ({"value": None, "reasons": (Reason(code="not_a_date"),)}, "unread"),
        ({"value": None, "raw_text": "", "reasons": (Reason(code="ink_without_text"),)}, "unread"),
        ({"type": "tick", "value": False}, "mark"),
        ({"type": "barcode"}, "code"),
        ({"type": "signature", "value": True}, "seal"),
    ],
)
def test_each_reading_is_of_one_kind(change: dict[str, object], kind: str) -> None:
    assert kind_of(replace(READING, **change)) == kind  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "spaces"),
    [
        ("PA66-1 1", 1),
        ("ZB - 105A", 2),
        ("King Street", 0),
        ("纸箱 5层", 0),
        ("Void fil l paper", 1),
        ("Box 9x6x6", 0),
        ("L 25", 1),
    ],
)
def test_spaces_between_figures_and_signs_are_counted(text: str, spaces: int) -> None:
    figures = gather_evidence(replace(READING, text=text), GOOD).figures
    assert figures.get("doubtful_spaces", 0) == spaces


def test_a_good_picture_speaks_against_nothing_and_a_bad_one_does() -> None:
    assert gather_evidence(READING, GOOD).figures.keys().isdisjoint({"coarse", "faint", "two_levels"})
    bad = gather_evidence(READING, PictureQuality(dpi=100, contrast=0.3, two_levels=True)).figures
    assert (bad["coarse"], round(bad["faint"], 2), bad["two_levels"]) == (1.0, 0.5, 1.0)


def test_a_broken_rule_speaks_against_each_of_its_values_less_the_more_there_are() -> None:
    rule = RuleFailure(paths=("note", "b", "c"), reason=Reason(code="rule_sum"))
    limit = RuleFailure(paths=("note",), reason=Reason(code="too_long"))
    assert gather_evidence(READING, GOOD, [rule]).figures["rule_size"] > 1.0
    assert gather_evidence(READING, GOOD, [rule, limit]).figures["breaks_limit"] == 1.0


def test_a_text_without_steps_is_judged_by_its_confidence() -> None:
    sure = gather_evidence(replace(READING, seen=None, confidence=0.999), GOOD).figures
    unsure = gather_evidence(replace(READING, seen=None, confidence=0.6), GOOD).figures
    assert sure["least_character"] > unsure["least_character"]
    assert sure["whole_text"] > unsure["whole_text"]


def test_whether_a_second_reader_looked_and_agreed_is_evidence() -> None:
    once = gather_evidence(READING, GOOD).figures
    twice = gather_evidence(replace(READING, seen=replace(SEEN, read_twice=True, second_gap=12.0)), GOOD).figures
    assert (once.get("read_once"), once.get("second_gap")) == (1.0, None)
    assert (twice.get("read_once"), twice.get("second_gap")) == (None, 10.0)

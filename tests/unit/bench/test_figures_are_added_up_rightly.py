from dataclasses import replace

from tests.bench.report.tables import share
from tests.bench.scoring.score import ZoneScore
from tests.bench.scoring.summary import deciles, summarise
from tests.bench.scoring.thresholds import accept_from, fit_threshold

RIGHT = ZoneScore(group="fax", scan="a.tiff", path="total", expected="12.00", read="12.00", right=True, characters=5,
                  edits=0, confidence=0.9, accepted=True)  # fmt: skip
WRONG = replace(RIGHT, read="17.00", right=False, edits=1)


def test_shares_of_wrong_ones_are_of_the_accepted() -> None:
    summary = summarise([RIGHT, RIGHT, WRONG, replace(WRONG, accepted=False)])
    assert (summary.right, summary.accepted, summary.characters) == (0.5, 0.75, 0.9)
    assert summary.wrong_accepted == 1 / 3


def test_a_threshold_keeps_to_the_budget_and_accepts_as_much_as_it_can() -> None:
    scores = [replace(RIGHT, confidence=step / 100) for step in range(60, 100)]
    scores += [replace(WRONG, confidence=0.70), replace(WRONG, confidence=0.55)]
    assert fit_threshold(scores, budget=0.0) == 0.71
    assert fit_threshold(scores, budget=0.03) == 0.60
    assert sum(bool(one.accepted) for one in accept_from(scores, 0.71)) == 29


def test_fields_of_one_confidence_are_accepted_together_or_not_at_all() -> None:
    assert fit_threshold([RIGHT, RIGHT, WRONG], budget=0.1) is None


def test_what_was_not_read_is_never_accepted() -> None:
    assert fit_threshold([replace(RIGHT, confidence=0.0)], budget=0.5) is None
    assert not any(one.accepted for one in accept_from([RIGHT], None))


def test_deciles_hold_what_their_bounds_say() -> None:
    rows = deciles([replace(RIGHT, confidence=confidence) for confidence in (0.05, 0.1, 0.95, 1.0)])
    assert [(row.low, row.fields) for row in rows] == [(0.0, 1), (0.1, 1), (0.9, 2)]


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert share(0.99999, 2) == "99.99 %"
    assert share(1.0, 2) == "100.00 %"
    assert share(None) == "-"

"""The fitting program on fields whose truth is known because it was drawn."""

import math

import numpy as np

from ocr_service.reading.deciding.confidence_model import parse_model
from ocr_service.reading.deciding.evidence import Evidence
from ocr_service.reading.deciding.reliability import reliability
from tests.bench.fit_fields import FittedField
from tests.bench.fit_model import fit_model
from tests.bench.fit_report import judge_unseen


def drawn(count: int) -> list[FittedField]:
    """Fields that are right with the log-odds -1 + 0.6 reading - 2 handwritten."""
    dice = np.random.default_rng(5)
    fields = []
    for index in range(count):
        figures = {"reading": float(dice.uniform(-2, 9)), "handwritten": float(dice.random() < 0.3)}
        chance = 1.0 / (1.0 + math.exp(1.0 - 0.6 * figures["reading"] + 2.0 * figures["handwritten"]))
        fields.append(
            FittedField(
                scan=str(index // 40), layout=str(index % 7), path=str(index), type="text", kind="text",
                figures=figures, right=bool(dice.random() < chance), stopped=False, conditions=(),
            )
        )  # fmt: skip
    return fields


FIELDS = drawn(4000)


def test_weights_come_near_to_those_that_made_the_fields() -> None:
    fitted = fit_model(FIELDS)["kinds"]["text"]
    assert abs(fitted["weights"]["reading"] - 0.6) < 0.15
    assert abs(fitted["weights"]["handwritten"] + 2.0) < 0.4


def test_layouts_that_were_held_out_are_judged_reliably() -> None:
    table = reliability((one.probability, one.field.right) for one in judge_unseen(FIELDS))
    off = [abs(one.right - one.mean) for one in table if one.count > 200 and one.right is not None and one.mean]
    assert len(off) >= 5
    assert max(off) < 0.06


def test_more_evidence_for_a_reading_never_makes_it_less_sure() -> None:
    model = parse_model(fit_model(FIELDS))
    surer = [model.probability(Evidence(kind="text", figures={"reading": reading / 4})) for reading in range(-8, 37)]
    assert surer == sorted(surer)

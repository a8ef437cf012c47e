"""What the real model reads in the samples is held in files; here those are held against what the paper says."""

from dataclasses import dataclass
from typing import Any

import pytest

from ocr_service.forms.expected import compare
from tests.integration.engine.held_readings import held
from tests.samples.committed import Sample, all_samples


@dataclass(frozen=True)
class HeldField:
    path: str
    value: Any
    decision: str


@pytest.mark.parametrize("sample", all_samples(), ids=lambda sample: sample.name)
def test_no_accepted_field_of_a_sample_is_wrong(sample: Sample) -> None:
    reading = held(sample.file.parent.name)[sample.file.name]
    fields = [HeldField(path, value, decision) for path, (value, decision, _) in reading.get("fields", {}).items()]
    compared = compare(sample.expected, fields, form_accepted=reading.get("decision") == "accept")
    assert compared.wrong_accepted == ()

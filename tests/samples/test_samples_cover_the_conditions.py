"""Every condition that the samples promise occurs."""

import pytest

from tests.samples.committed import Sample

CONDITIONS = (
    "scanner-noise", "skew", "turn-90", "turn-180", "phone", "shadow", "seal-over-text", "dot-matrix", "handwriting",
    "carbon-copy", "low-resolution", "jpeg-artefacts", "black-and-white-fax", "fold-shadow", "lost-margin",
    "pages-out-of-order", "mark-taken-back", "unreadable", "pdf", "tiff", "png", "jpg",
)  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS)
def test_condition_occurs(condition: str, committed_samples: list[Sample]) -> None:
    assert any(condition in sample.expected.conditions for sample in committed_samples)


def test_pages_of_no_known_form_occur(committed_samples: list[Sample]) -> None:
    decisions = [sample.expected.decision for sample in committed_samples if sample.expected.template is None]
    assert decisions.count(("needs-template",)) >= 2


def test_every_folder_stands_in_the_readme(committed_samples: list[Sample]) -> None:
    readme = (committed_samples[0].file.parents[1] / "README.md").read_text(encoding="utf-8")
    counts = dict.fromkeys((sample.file.parent.name for sample in committed_samples), 0)
    for sample in committed_samples:
        counts[sample.file.parent.name] += 1
    rows = [line for line in readme.splitlines() if line.startswith("| `")]
    assert sorted((row.split("`")[1], int(row.split("|")[-2])) for row in rows) == sorted(counts.items())

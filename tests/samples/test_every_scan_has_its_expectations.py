"""Scans and expectations stand in pairs, fit their template, and can be opened."""

import pypdfium2
import pytest
from PIL import Image

from ocr_service.forms.content import Choice, Integer, Seal, Signature, Tick
from ocr_service.forms.template import TemplatePackage
from tests.samples.committed import SCANS, Sample, all_samples, scan_files

SAMPLES = all_samples()
MOST_BYTES = 20_000_000


def test_scans_and_expectations_stand_in_pairs() -> None:
    expectations = {file.with_suffix("").with_suffix("") for file in SCANS.glob("*/*.expected.json")}
    assert {file.with_suffix("") for file in scan_files()} == expectations
    assert len({file.with_suffix("") for file in scan_files()}) == len(scan_files()) >= 40


def test_the_samples_stay_small() -> None:
    assert sum(file.stat().st_size for file in scan_files()) < MOST_BYTES


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_expected_values_fit_the_template(sample: Sample, packages: dict[str, TemplatePackage]) -> None:
    if sample.expected.template is None:
        assert sample.expected.values == {}
        return
    template = packages[sample.expected.template].template
    totals = [total for table in template.tables for total in table.totals]
    assert list(sample.expected.values) == [part.name for part in (*template.fields, *totals, *template.tables)]
    for table in template.tables:
        rows = sample.expected.values[table.name]
        assert len(rows) <= table.rows or table.continues
        assert all(list(row) == [column.name for column in table.columns] for row in rows)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_expected_values_have_their_types(sample: Sample, packages: dict[str, TemplatePackage]) -> None:
    if sample.expected.template is None:
        return
    template = packages[sample.expected.template].template
    cells = [(field.read, sample.expected.values[field.name]) for field in template.fields]
    for table in template.tables:
        for row in sample.expected.values[table.name]:
            cells += [(column.read, row[column.name]) for column in table.columns]
    for read, value in cells:
        if isinstance(read, Tick | Seal | Signature):
            assert isinstance(value, bool)
        elif isinstance(read, Choice) and read.pick == "any":
            assert set(value) <= {option.value for option in read.options}
        elif value is not None:
            assert type(value) is (int if isinstance(read, Integer) else str)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_scans_open_with_all_their_pages(sample: Sample, packages: dict[str, TemplatePackage]) -> None:
    pages = len(packages[sample.expected.template].template.pages) if sample.expected.template else 1
    if sample.file.suffix == ".pdf":
        assert len(pypdfium2.PdfDocument(sample.file)) == pages
    else:
        with Image.open(sample.file) as picture:
            picture.load()
            assert getattr(picture, "n_frames", 1) == pages

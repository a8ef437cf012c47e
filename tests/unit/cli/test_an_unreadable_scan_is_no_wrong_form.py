from pathlib import Path

import pytest

from ocr_service.cli.template import _add_up
from ocr_service.forms.expected import ExpectedScan
from ocr_service.forms.result import FormResult

UNKNOWN = FormResult(template=None, template_version=None, decision="needs-template", pages=())


@pytest.mark.parametrize(("reading_expected", "wrong_forms"), [(False, 0), (True, 1)])
def test_only_a_scan_that_can_be_read_counts_against_the_templates(reading_expected: bool, wrong_forms: int) -> None:
    totals = {"fields": 0, "accepted": 0, "wrong": 0, "wrong_accepted": 0, "wrong_forms": 0}
    _add_up(totals, Path("scan.jpg"), ExpectedScan(template="slip", reading_expected=reading_expected), UNKNOWN)
    assert totals["wrong_forms"] == wrong_forms

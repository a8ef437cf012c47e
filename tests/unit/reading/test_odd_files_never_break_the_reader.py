from pathlib import Path

import pytest

from ocr_service.reading.errors import ScanError
from ocr_service.reading.opening.open_scan import open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.identify_form import identify_form
from ocr_service.reading.quality.judge_quality import judge_quality
from tests.unit.reading.form_pages import draw_slip, package, slip_template

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "odd_files"
FILES = sorted(file for file in FOLDER.rglob("*") if file.is_file() and file.suffix not in (".txt", ".rst"))

if not FILES:
    pytest.skip("the collection of odd files is not beside the checkout", allow_module_level=True)


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue([package(draw_slip(), slip_template(labels=False))])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_is_a_page_of_no_known_form_or_has_its_error(file, catalogue):
    try:
        pages = list(open_scan(file.read_bytes(), ScanLimits(max_megapixels=30)))
    except ScanError:
        return
    assert pages
    for page in pages[:1]:
        view = PageView(page)
        judge_quality(page, view.small)
        assert identify_form(view, catalogue).reference is None

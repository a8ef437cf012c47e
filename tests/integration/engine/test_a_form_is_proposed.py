"""The real models on a sample: what a person would otherwise measure is found."""

import io
from pathlib import Path

import pytest
from PIL import Image

from ocr_service.engines.errors import ModelMissing
from ocr_service.engines.text_detector import open_text_detector
from ocr_service.files.template_folder import load_package
from ocr_service.forms.draft_template import REFERENCE_PICTURE, draft_template
from ocr_service.forms.geometry import Box
from ocr_service.forms.template_file import dump_template, package_from_files
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.proposing.propose_form import ProposedPage, propose_form
from ocr_service.reading.text_engine import TextEngine

ROOT = Path(__file__).parents[3]
SCAN = ROOT / "samples" / "delivery-slip-huajin" / "01-laser-flatbed.png"


@pytest.fixture(scope="module")
def proposed(models_folder: Path, engine: TextEngine) -> ProposedPage:
    try:
        detector = open_text_detector(models_folder, threads=1)
    except ModelMissing:
        pytest.skip("the detection model is not there: run `ocr-service models fetch`")
    found = propose_form(SCAN.read_bytes(), detector, engine, limits=ScanLimits())
    assert found is not None
    return found


def test_what_was_filled_in_leaves_the_picture_but_that_of_a_blank_copy(
    proposed: ProposedPage, models_folder: Path, engine: TextEngine
) -> None:
    detector = open_text_detector(models_folder, threads=1)
    blank = propose_form(SCAN.read_bytes(), detector, engine, limits=ScanLimits(), blank=True)
    assert blank is not None
    assert blank.proposal == proposed.proposal
    (date,) = (field for field in proposed.proposal.fields if field.label == "送货日期")
    assert _darkest(blank.picture, date.box) < 128 < _darkest(proposed.picture, date.box)


def test_labels_values_and_types_are_found(proposed: ProposedPage) -> None:
    found = {field.label: (field.type, field.value) for field in proposed.proposal.fields}
    assert found["送货日期"] == ("date", "2025-04-23")
    assert found["联系电话"] == ("phone", "18623216100")
    assert found["收货人签字"][0] == "signature"
    assert proposed.proposal.size_mm == (215.0, 140.0)


def test_zones_lie_where_the_template_has_them(proposed: ProposedPage) -> None:
    template = load_package(ROOT / "templates_forms" / "delivery-slip-huajin").template
    boxes = [field.box for field in proposed.proposal.fields]
    fields = [field for field in template.fields if field.read.type != "seal"]
    found = [field for field in fields if any(box.shared_area(field.box) > 0.5 * _area(field.box) for box in boxes)]
    assert len(found) >= 0.8 * len(fields)


def test_the_table_has_its_columns(proposed: ProposedPage) -> None:
    (table,) = proposed.proposal.tables
    assert (table.rows, len(table.columns)) == (6, 8)
    assert [column.label for column in table.columns][:3] == ["序号", "产品编号", "品名及规格"]


def test_the_draft_can_be_used_as_a_template(proposed: ProposedPage) -> None:
    yaml = dump_template(draft_template(proposed.proposal, name="draft"))
    Catalogue([package_from_files(yaml, {REFERENCE_PICTURE: proposed.picture})])


def _darkest(png: bytes, box: Box) -> int:
    """Within the box and half a millimetre of its edges: there may be a ruling."""
    picture = Image.open(io.BytesIO(png)).convert("L")
    scale = picture.width / 215.0
    edges = (box.x + 0.5, box.y + 0.5, box.right - 0.5, box.bottom - 0.5)
    left, top, right, bottom = (round(edge * scale) for edge in edges)
    return int(picture.crop((left, top, right, bottom)).getextrema()[0])  # type: ignore[arg-type]


def _area(box: object) -> float:
    return box.width * box.height  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("picture", "title"),
    [
        ("delivery-slip-huajin/page-1.png", "送货单"),
        ("application-car-advance/page-2.png", "费用明细及审批页"),
        ("delivery-note-northgate/page-1.png", "DELIVERY NOTE"),
    ],
)
def test_the_title_is_the_largest_print_that_names_no_value(
    models_folder: Path, engine: TextEngine, picture: str, title: str
) -> None:
    detector = open_text_detector(models_folder, threads=1)
    data = (ROOT / "templates_forms" / picture).read_bytes()
    found = propose_form(data, detector, engine, limits=ScanLimits(), blank=True)
    assert found is not None
    assert found.proposal.title == title

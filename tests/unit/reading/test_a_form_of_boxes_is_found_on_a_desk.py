"""Phone photos of a sheet of tick boxes: pen, logos and the desk have stronger corners than the form's own print."""

from pathlib import Path

import cv2
import pytest
from PIL import Image

from ocr_service.reading.pages import ScanPage
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.identify_form import identify_form
from tests.unit.reading.form_pages import draw_slip, package, slip_template

PHOTOS = Path(__file__).parents[4] / "shared" / "data" / "checkbox_photos"
PAGE_MM = (210.0, 296.8)


@pytest.fixture(scope="module")
def catalogue():
    if not PHOTOS.is_dir():
        pytest.skip("shared/data/checkbox_photos is not beside the checkout")
    blank = Image.open(PHOTOS / "templates" / "checkbox_test_form" / "form.jpg").convert("L").resize((1664, 2352))
    page = {"size_mm": PAGE_MM, "image": "page-1.png"}
    boxes = slip_template("boxes", labels=False).model_dump() | {"pages": [page]}
    return Catalogue([package(draw_slip(), slip_template()), package(blank, slip_template().model_validate(boxes))])


@pytest.mark.parametrize("photo", ["172613", "172634", "172635"])
def test_it_is_found_and_lies_right(catalogue, photo):
    pixels = cv2.imread(str(PHOTOS / "checkbox_test_1" / f"IMG_20120607_{photo}.jpg"))
    identity = identify_form(PageView(ScanPage(number=1, pixels=pixels)), catalogue)
    assert identity.reference is not None, identity.reasons
    assert identity.reference.template.name == "boxes"
    assert identity.aligned.residual_mm < 1.0

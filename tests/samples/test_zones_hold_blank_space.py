"""Zones are drawn as a careful author would: no printed label inside, only a unit where the template says so."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ocr_service.forms.content import Barcode, Choice, Seal, Tick
from ocr_service.forms.geometry import MM_PER_INCH, Box
from ocr_service.forms.template import TemplatePackage
from tests.samples.committed import all_packages

PACKAGES = all_packages()


def _darkness(package: TemplatePackage, page: int, box: Box) -> float:
    """The share of dark pixels in the zone, its rulings at the rim left out."""
    picture = np.asarray(Image.open(io.BytesIO(package.page_images[page - 1])).convert("L"))
    scale = picture.shape[1] / package.template.pages[page - 1].size_mm[0]
    zone = box.grown(-0.5).to_pixels(scale * MM_PER_INCH)
    inside: NDArray[np.uint8] = picture[zone.y : zone.y + zone.height, zone.x : zone.x + zone.width]
    return float((inside < 160).mean())


def _boxes(zone: Box, cells: int) -> list[Box]:
    """The boxes for one character each that the zone is divided into."""
    width = zone.width / cells
    return [zone.model_copy(update={"x": zone.x + number * width, "width": width}) for number in range(cells)]


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_zones_for_writing_are_blank_on_the_reference_page(name: str) -> None:
    package = PACKAGES[name]
    printed = []
    for field in package.template.fields:
        if isinstance(field.read, Choice | Barcode | Seal | Tick):
            continue
        box = field.box
        if getattr(field.read, "unit", None):
            box = box.model_copy(update={"width": box.width * 0.6})
        if any(_darkness(package, field.page, part) > 0 for part in _boxes(box, field.cells or 1)):
            printed.append(field.name)
    assert printed == []


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_table_cells_are_blank_on_the_reference_page(name: str) -> None:
    package = PACKAGES[name]
    printed = [
        f"{table.name}[{row}].{column.name}"
        for table in package.template.tables
        for row in range(table.rows)
        for column in table.columns
        if _darkness(package, table.page, table.cell(row, column)) > 0
    ]
    assert printed == []


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_tick_boxes_frame_their_square(name: str) -> None:
    package = PACKAGES[name]
    boxes = [(field.page, field.box) for field in package.template.fields if isinstance(field.read, Tick)]
    boxes += [
        (field.page, option.box)
        for field in package.template.fields
        if isinstance(field.read, Choice) and field.read.marked_by == "box"
        for option in field.read.options
    ]
    for page, box in boxes:
        assert _darkness(package, page, box.grown(1.0)) > 0.03
        assert _darkness(package, page, box) == 0


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_words_to_ring_lie_in_their_boxes_with_room_around(name: str) -> None:
    package = PACKAGES[name]
    choices = [field for field in package.template.fields if isinstance(field.read, Choice)]
    for field in choices:
        for option in field.read.options if field.read.marked_by == "ring" else ():
            inside = _darkness(package, field.page, option.box.grown(0.5))
            around = _darkness(package, field.page, option.box.grown(2.0))
            larger = option.box.grown(1.5)
            area = option.box.width * option.box.height / (larger.width * larger.height)
            assert inside > 0.05
            assert around == pytest.approx(inside * area, rel=0.1)


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_labels_lie_on_print(name: str) -> None:
    package = PACKAGES[name]
    for number, page in enumerate(package.template.pages, start=1):
        assert page.labels
        assert all(_darkness(package, number, label.box) > 0.03 for label in page.labels)

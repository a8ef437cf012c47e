import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr_service.reading.pages import ScanPage
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.identify_form import identify_form
from tests.unit.reading.form_pages import draw_slip, fill_slip, font, package, scan_of, slip_template


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue([package(draw_slip(), slip_template(labels=False))])


def letter():
    page = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(page)
    for line in range(30):
        text = f"Dear reader, line {line} speaks of {line * 7919 % 101} things."
        draw.text((160, 200 + 60 * line), text, font=font(4))
    return page


def other_table():
    page = Image.new("L", (1654, 1169), 255)
    draw = ImageDraw.Draw(page)
    for y in range(100, 1100, 71):
        draw.line((94, y, 1560, y), fill=0, width=2)
    for x in (94, 300, 700, 1100, 1560):
        draw.line((x, 100, x, 1094), fill=0, width=2)
    draw.text((120, 120), "Sheet    Width    Height    Weight", font=font(4), fill=0)
    return page


@pytest.mark.parametrize("page", [letter(), other_table()], ids=["letter", "other-table"])
def test_a_page_of_another_kind(catalogue, page):
    identity = identify_form(PageView(scan_of(page)), catalogue)
    assert identity.reference is None
    assert [reason.code for reason in identity.reasons] == ["page_unknown"]


def test_noise(catalogue):
    noise = np.random.default_rng(5).integers(0, 256, (1000, 1400, 3), dtype=np.uint8)
    assert identify_form(PageView(ScanPage(number=1, pixels=noise)), catalogue).reference is None


def test_an_empty_catalogue_knows_nothing():
    identity = identify_form(PageView(scan_of(fill_slip(draw_slip()))), Catalogue([]))
    assert [reason.code for reason in identity.reasons] == ["page_unknown"]


def test_the_wrong_template_named(catalogue):
    identity = identify_form(PageView(scan_of(letter())), catalogue, only_template="red-lantern")
    assert [reason.code for reason in identity.reasons] == ["page_not_aligned"]


def test_a_template_named_that_is_not_there(catalogue):
    identity = identify_form(PageView(scan_of(letter())), catalogue, only_template="no-such-form")
    assert [(reason.code, reason.params) for reason in identity.reasons] == [
        ("template_unknown", {"template": "no-such-form"})
    ]

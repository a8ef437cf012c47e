import cv2
import numpy as np
import pytest
from PIL import ImageDraw

from ocr_service.forms.geometry import Box
from ocr_service.reading.clean_page import to_grey
from ocr_service.reading.cut_fields import cut_entry, cut_zone
from ocr_service.reading.ink.find_ink import find_ink
from ocr_service.reading.pages import AlignedPage, ScanPage
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.identify_form import identify_form
from tests.unit.reading.form_pages import (
    draw_slip,
    field_box,
    fill_slip,
    font,
    package,
    photographed,
    pixels_of,
    px,
    slip_template,
)


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue([package(draw_slip(), slip_template())])


def align(pixels, catalogue):
    identity = identify_form(PageView(ScanPage(number=1, pixels=pixels)), catalogue)
    return identity.aligned, catalogue.picture_of(identity.reference)


def box_of(index):
    x, y, width, height = field_box(index)
    return Box(x=x, y=y, width=width, height=height)


def test_a_crop_from_a_photo_looks_like_the_one_from_the_paper(catalogue):
    filled = pixels_of(fill_slip(draw_slip()))
    photo, _ = photographed(filled)
    on_photo = cut_zone(*align(photo, catalogue), box_of(3)).pixels
    on_paper = cut_zone(*align(filled, catalogue), box_of(3)).pixels
    on_paper = cv2.resize(on_paper, on_photo.shape[1::-1], interpolation=cv2.INTER_AREA)
    likeness = cv2.matchTemplate(on_photo, on_paper, cv2.TM_CCOEFF_NORMED)[0, 0]
    assert likeness > 0.85


def test_the_blank_forms_zone_comes_along_at_the_same_size(catalogue):
    crop = cut_zone(*align(pixels_of(draw_slip()), catalogue), box_of(0))
    assert crop.reference.shape == crop.pixels.shape[:2]
    assert np.abs(crop.reference.astype(int) - to_grey(crop.pixels)).mean() < 6


def test_crops_keep_the_scans_resolution(catalogue):
    twice = cv2.resize(pixels_of(draw_slip()), None, fx=1.5, fy=1.5, interpolation=cv2.INTER_CUBIC)
    crop = cut_zone(*align(twice, catalogue), box_of(0))
    assert crop.dpi == pytest.approx(300, rel=0.01)
    assert crop.pixels.shape[1] == pytest.approx(66 / 25.4 * 300, abs=3)


def test_a_zone_beyond_the_picture_says_so(catalogue):
    filled = pixels_of(fill_slip(draw_slip()))
    aligned, printed = align(filled[:, px(45) :], catalogue)
    assert [reason.code for reason in cut_zone(aligned, printed, box_of(0)).reasons] == ["zone_cut_off"]
    assert cut_zone(aligned, printed, box_of(1)).reasons == ()


def test_where_the_paper_around_lies_differently_from_place_to_place_the_zone_is_uncertain(catalogue):
    aligned, printed = align(pixels_of(draw_slip()), catalogue)
    torn = np.array([[40, 20, 3.0, 0, 1], [60, 20, -3.0, 0, 1], [40, 35, 0, 3.0, 1], [60, 35, 0, -3.0, 1]])
    doubtful = AlignedPage(
        page=aligned.page, template_page=1, to_pixels=aligned.to_pixels, dpi=aligned.dpi, residual_mm=3.0, shifts=torn
    )
    crop = cut_zone(doubtful, printed, box_of(0))
    assert [reason.code for reason in crop.reasons] == ["zone_uncertain"]
    assert crop.residual_mm > 1.5


def filled_at(shift_mm, index, text="Quay 7"):
    page = draw_slip().convert("RGB")
    x, y, _, _ = field_box(index)
    ImageDraw.Draw(page).text((px(x + 4), px(y + 1.5 + shift_mm)), text, font=font(4), fill=(20, 20, 60))
    return pixels_of(page)


@pytest.mark.parametrize("shift_mm", [-2.2, 2.4])
def test_an_entry_printed_too_high_or_too_low_is_whole(catalogue, shift_mm):
    at_its_place = find_ink(cut_entry(*align(filled_at(0, 2), catalogue), box_of(2))).area_mm2
    moved = find_ink(cut_entry(*align(filled_at(shift_mm, 2), catalogue), box_of(2))).area_mm2
    assert moved == pytest.approx(at_its_place, rel=0.3)  # a ruling runs through it


def test_a_neighbours_entry_that_reaches_in_is_left_out(catalogue):
    """The entry of the row above hangs a good millimetre into the zone below."""
    aligned, printed = align(filled_at(2.9, 0), catalogue)
    assert not find_ink(cut_zone(aligned, printed, box_of(2))).blank
    assert find_ink(cut_entry(aligned, printed, box_of(2))).blank

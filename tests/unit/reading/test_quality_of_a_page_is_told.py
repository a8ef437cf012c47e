import cv2
import numpy as np
import pytest

from ocr_service.reading.pages import AlignedPage, ScanPage
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.quality.judge_quality import judge_alignment, judge_quality
from tests.unit.reading.form_pages import SIZE_MM, draw_slip, fill_slip, photographed, pixels_of


@pytest.fixture(scope="module")
def filled():
    return pixels_of(fill_slip(draw_slip()))


def codes(pixels):
    page = ScanPage(number=1, pixels=np.ascontiguousarray(pixels, np.uint8))
    return [reason.code for reason in judge_quality(page, PageView(page).small)]


def test_a_good_scan_gives_no_reason(filled):
    assert codes(filled) == []


def test_a_good_photo_gives_no_reason(filled):
    assert codes(photographed(filled)[0]) == []


def test_white_paper_with_dust():
    paper = np.random.default_rng(4).normal(250, 2, (1169, 1654, 3)).clip(0, 255)
    paper[300:302, 500:502] = 60
    assert codes(paper) == ["page_blank"]


def test_white_paper_with_a_streak_from_the_glass():
    paper = np.full((1169, 1654, 3), 250)
    paper[:, 900:902] = 200
    assert codes(paper) == ["page_blank"]


def test_a_page_with_one_word_is_not_blank():
    page = np.full((1169, 1654, 3), 255, np.uint8)
    cv2.putText(page, "REMARK", (400, 500), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2)
    assert "page_blank" not in codes(page)


def test_black():
    assert codes(np.full((1169, 1654, 3), 8)) == ["page_black"]


def test_dark(filled):
    assert codes(filled * 0.3) == ["page_dark"]


def test_blurred(filled):
    assert codes(cv2.GaussianBlur(filled, (0, 0), 7)) == ["page_blurred"]


def test_faint_but_sharp_print_is_not_blurred(filled):
    assert codes(255 - (255 - filled.astype(float)) * 0.35) == []


def test_moved_while_it_was_photographed(filled):
    stroke = np.zeros((31, 31), np.float32)
    cv2.line(stroke, (0, 5), (30, 25), 1.0, 1)
    assert codes(cv2.filter2D(filled, -1, stroke / stroke.sum())) == ["page_moved"]


def test_glare_on_a_photo(filled):
    rows, columns = np.mgrid[: filled.shape[0], : filled.shape[1]]
    lamp = 400 * np.exp(-((rows - 500) ** 2 + (columns - 800) ** 2) / (2 * 220**2))
    assert codes(np.clip(filled * 0.75 + lamp[..., None], 0, 255)) == ["page_glare"]


def test_too_small(filled):
    assert "page_small_picture" in codes(cv2.resize(filled, (400, 283), interpolation=cv2.INTER_AREA))


def aligned(filled, left_mm=0.0, dpi=200.0):
    scale = dpi / 25.4
    to_pixels = np.array([[scale, 0, -left_mm * scale], [0, scale, 0], [0, 0, 1]])
    size = (round(SIZE_MM[1] * scale), round((SIZE_MM[0] - left_mm) * scale), 3)
    page = ScanPage(number=1, pixels=np.zeros(size, np.uint8))
    return AlignedPage(page=page, template_page=1, to_pixels=to_pixels, dpi=dpi, residual_mm=0.0)


def test_a_lost_edge_of_paper_is_told_in_millimetres(filled):
    (reason,) = judge_alignment(aligned(filled, left_mm=30), SIZE_MM)
    assert (reason.code, reason.params) == ("page_cut_off", {"mm": 30})


def test_a_scanners_narrow_margin_is_no_fault(filled):
    assert judge_alignment(aligned(filled, left_mm=4), SIZE_MM) == ()


def test_a_resolution_too_low_for_small_print(filled):
    (reason,) = judge_alignment(aligned(filled, dpi=60), SIZE_MM)
    assert (reason.code, reason.params) == ("page_low_resolution", {"dpi": 60})

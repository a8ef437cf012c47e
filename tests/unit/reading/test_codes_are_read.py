import cv2
import numpy as np
import pytest
import zxingcpp

from ocr_service.forms.content import Barcode
from ocr_service.forms.geometry import Box
from ocr_service.reading.pages import Crop
from ocr_service.reading.read_codes import read_code

KINDS = {
    "qr": (zxingcpp.BarcodeFormat.QRCode, "送货单 SJ-2024-0042"),
    "data-matrix": (zxingcpp.BarcodeFormat.DataMatrix, "LOT 7781-A"),
    "pdf417": (zxingcpp.BarcodeFormat.PDF417, "carton 12 of 40"),
    "code-128": (zxingcpp.BarcodeFormat.Code128, "HJ25014970"),
    "code-39": (zxingcpp.BarcodeFormat.Code39, "PART-77"),
    "ean-13": (zxingcpp.BarcodeFormat.EAN13, "6901234567892"),
    "ean-8": (zxingcpp.BarcodeFormat.EAN8, "96385074"),
}


def draw_code(kind, text, scale=3):
    code = np.array(zxingcpp.create_barcode(text, KINDS[kind][0]).to_image(scale=scale))
    return cv2.cvtColor(cv2.copyMakeBorder(code, 20, 20, 20, 20, cv2.BORDER_CONSTANT, value=255), cv2.COLOR_GRAY2BGR)


def crop_of(pixels, dpi=200.0):
    height, width = pixels.shape[:2]
    box = Box(x=10, y=10, width=width / dpi * 25.4, height=height / dpi * 25.4)
    return Crop(pixels=np.ascontiguousarray(pixels, np.uint8), box=box, dpi=dpi)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind(kind):
    text = KINDS[kind][1]
    reading = read_code(crop_of(draw_code(kind, text)), Barcode(formats=(kind,)))
    assert (reading.text, reading.reasons) == (text, ())
    assert reading.confidence > 0.95


def test_upside_down_and_on_its_side():
    pixels = draw_code("code-128", "HJ25014970")
    for turns in (1, 2, 3):
        assert read_code(crop_of(np.rot90(pixels, turns)), Barcode()).text == "HJ25014970"


def test_scanned_coarsely():
    pixels = draw_code("qr", "SJ-2024-0042", scale=6)
    small = cv2.resize(pixels, None, fx=0.28, fy=0.28, interpolation=cv2.INTER_AREA)
    assert read_code(crop_of(cv2.GaussianBlur(small, (0, 0), 0.6), dpi=100), Barcode()).text == "SJ-2024-0042"


def test_under_a_red_seal():
    pixels = draw_code("code-128", "HJ25014970")
    seal = np.zeros(pixels.shape[:2], np.uint8)
    cv2.circle(seal, (pixels.shape[1] // 2, pixels.shape[0] // 2), 60, 255, 14)
    pixels[(seal > 0) & (pixels[..., 0] > 128)] = (60, 60, 225)
    assert read_code(crop_of(pixels), Barcode()).text == "HJ25014970"


def test_a_blank_zone_holds_no_code():
    reading = read_code(crop_of(np.full((100, 300, 3), 250)), Barcode())
    assert (reading.text, reading.reasons) == (None, ())
    assert reading.confidence > 0.9


def test_a_code_that_cannot_be_read_goes_to_a_person():
    pixels = draw_code("code-128", "HJ25014970")
    pixels[:, 60:120] = 0
    reading = read_code(crop_of(pixels), Barcode(formats=("code-128",)))
    assert [reason.code for reason in reading.reasons] == ["code_unreadable"]
    assert reading.confidence == 0.0


def test_a_text_that_does_not_match_the_pattern():
    reading = read_code(crop_of(draw_code("qr", "something else")), Barcode(pattern=r"HJ\d{8}"))
    assert [reason.code for reason in reading.reasons] == ["code_pattern"]


def test_a_pattern_that_repeats_repetitions_does_not_stall_the_page():
    reading = read_code(crop_of(draw_code("qr", "a" * 200)), Barcode(pattern=r"(a+)+b"))
    assert [reason.code for reason in reading.reasons] == ["code_pattern"]


def test_two_codes_side_by_side():
    one, other = draw_code("qr", "A-1"), draw_code("qr", "A-2")
    reading = read_code(crop_of(np.hstack([one, other])), Barcode())
    assert [reason.code for reason in reading.reasons] == ["code_several"]


def test_of_two_codes_the_one_with_the_pattern_counts():
    one, other = draw_code("qr", "http://maker.example"), draw_code("qr", "HJ25014970")
    pixels = np.full((max(len(one), len(other)), one.shape[1] + other.shape[1], 3), 255, np.uint8)
    pixels[: len(one), : one.shape[1]] = one
    pixels[: len(other), one.shape[1] :] = other
    reading = read_code(crop_of(pixels), Barcode(pattern=r"HJ\d{8}"))
    assert (reading.text, reading.reasons) == ("HJ25014970", ())


def test_another_kind_of_code_is_not_taken():
    assert read_code(crop_of(draw_code("qr", "A-1")), Barcode(formats=("code-128",))).text is None

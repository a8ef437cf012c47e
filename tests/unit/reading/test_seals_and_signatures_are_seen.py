import cv2
import numpy as np
import pytest

from ocr_service.forms.geometry import Box
from ocr_service.reading.pages import Crop
from ocr_service.reading.read_seals import read_seal, read_signature

DPI = 150
SCALE = DPI / 25.4
WIDTH, HEIGHT = round(60 * SCALE), round(42 * SCALE)


def paper():
    noise = np.random.default_rng(2).normal(245, 3, (HEIGHT, WIDTH, 3))
    pixels = np.clip(noise, 0, 255).astype(np.uint8)
    cv2.putText(pixels, "Signed:", (10, 40), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (20, 20, 20), 2, cv2.LINE_AA)
    return pixels


def crop_of(pixels):
    return Crop(pixels=pixels, box=Box(x=0, y=0, width=60, height=42), dpi=DPI, reference=paper())


def stamp(pixels, colour, centre=(30, 21), radius=18):
    x, y = round(centre[0] * SCALE), round(centre[1] * SCALE)
    cv2.circle(pixels, (x, y), round(radius * SCALE), colour, round(1.0 * SCALE), cv2.LINE_AA)
    cv2.putText(pixels, "SEAL WORKS", (x - 60, y + 8), cv2.FONT_HERSHEY_SIMPLEX, 0.6, colour, 3, cv2.LINE_AA)
    cv2.circle(pixels, (x, y - 30), 18, colour, -1, cv2.LINE_AA)
    return pixels


def sign(pixels, colour=(120, 40, 20)):
    random = np.random.default_rng(3)
    xs = np.linspace(18, 45, 40) + random.normal(0, 0.7, 40)
    ys = 24 + 6 * np.sin(np.linspace(0, 19, 40)) + random.normal(0, 0.7, 40)
    points = np.stack([xs, ys], axis=1) * SCALE
    cv2.polylines(pixels, [points.round().astype(np.int32)], False, colour, 3, cv2.LINE_AA)
    return pixels


@pytest.mark.parametrize("colour", [(50, 50, 220), (150, 150, 235), (210, 70, 40)], ids=["red", "faded red", "blue"])
def test_a_seal(colour):
    seen = read_seal(crop_of(stamp(paper(), colour)))
    assert (seen.present, seen.reasons) == (True, ())
    assert seen.confidence > 0.95


def test_no_seal():
    seen = read_seal(crop_of(paper()))
    assert (seen.present, seen.reasons) == (False, ())


def test_a_blue_signature_is_no_seal():
    assert not read_seal(crop_of(sign(paper(), (200, 60, 30)))).present


def test_black_print_with_coloured_fringes_is_no_seal():
    pixels = sign(paper(), (10, 10, 10))
    pixels[..., 2] = np.roll(pixels[..., 2], 1, axis=1)  # a scanner whose colour rows are one pixel apart
    assert not read_seal(crop_of(pixels)).present


def test_a_trace_of_red_is_unclear():
    pixels = paper()
    cv2.rectangle(pixels, (200, 100), (225, 118), (60, 60, 220), -1)
    seen = read_seal(crop_of(pixels))
    assert [reason.code for reason in seen.reasons] == ["seal_unclear"]
    assert seen.confidence == 0.5


def test_a_seal_on_a_grey_scan_goes_to_a_person():
    grey = cv2.cvtColor(stamp(paper(), (90, 90, 90)), cv2.COLOR_BGR2GRAY)
    seen = read_seal(crop_of(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)))
    assert seen.present
    assert [reason.code for reason in seen.reasons] == ["seal_without_colour"]


@pytest.mark.parametrize("colour", [(20, 20, 20), (160, 60, 20)], ids=["black", "blue"])
def test_a_signature(colour):
    seen = read_signature(crop_of(sign(paper(), colour)))
    assert (seen.present, seen.reasons) == (True, ())


def test_no_signature():
    seen = read_signature(crop_of(paper()))
    assert (seen.present, seen.reasons) == (False, ())


def test_a_seal_is_no_signature():
    assert not read_signature(crop_of(stamp(paper(), (50, 50, 220)))).present


def test_a_signature_under_a_seal():
    assert read_signature(crop_of(sign(stamp(paper(), (50, 50, 220))))).present


def test_a_grey_seal_that_reaches_in_from_beside_is_unclear():
    pixels = stamp(paper(), (120, 120, 120), centre=(72, 46), radius=24)
    seen = read_signature(crop_of(pixels))
    assert [reason.code for reason in seen.reasons] == ["signature_unclear"]

import cv2
import numpy as np
import pytest

from ocr_service.forms.geometry import Box
from ocr_service.reading.clean_page import to_grey
from ocr_service.reading.ink.remove_seal import remove_seal
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
    return Crop(pixels=pixels, box=Box(x=0, y=0, width=60, height=42), dpi=DPI, reference=to_grey(paper()))


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


def as_jpeg(pixels):
    return cv2.imdecode(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 68])[1], cv2.IMREAD_COLOR)


@pytest.mark.parametrize(
    "colour",
    [(50, 50, 220), (150, 150, 235), (210, 70, 40), (160, 60, 140)],
    ids=["red", "faded red", "blue", "purple"],
)
def test_a_seal(colour):
    seen = read_seal(crop_of(stamp(paper(), colour)))
    assert (seen.present, seen.reasons) == (True, ())
    assert seen.confidence > 0.95


@pytest.mark.parametrize("colour", [(80, 140, 40), (225, 205, 195), (200, 150, 185)], ids=["green", "pale", "lilac"])
def test_a_seal_of_a_rare_or_weak_colour_is_seen_by_a_person(colour):
    seen = read_seal(crop_of(stamp(paper(), colour)))
    assert seen.present
    assert [reason.code for reason in seen.reasons] == ["seal_unclear"]


def test_the_colour_of_the_paper_is_no_seal():
    pixels = (paper() * np.array([0.75, 0.95, 1.0])).astype(np.uint8)
    seen = read_seal(crop_of(sign(pixels, (20, 20, 20))))
    assert (seen.present, seen.reasons) == (False, ())


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


@pytest.mark.parametrize("end", [(150, 118), (330, 128)], ids=["a slip of the pen", "a line through the zone"])
def test_one_straight_stroke_is_no_sure_signature(end):
    pixels = paper()
    cv2.line(pixels, (110, 125), end, (120, 40, 20), 3, cv2.LINE_AA)
    seen = read_signature(crop_of(pixels))
    assert [reason.code for reason in seen.reasons] == ["signature_unclear"]


def test_no_signature():
    seen = read_signature(crop_of(paper()))
    assert (seen.present, seen.reasons) == (False, ())


def test_a_seal_is_no_signature():
    assert not read_signature(crop_of(stamp(paper(), (50, 50, 220)))).present


@pytest.mark.parametrize("colour", [(50, 50, 220), (190, 60, 40), (160, 60, 140)], ids=["red", "blue", "purple"])
def test_what_a_compressed_seal_leaves_behind_is_no_signature(colour):
    seen = read_signature(crop_of(as_jpeg(stamp(paper(), colour))))
    assert not seen.present


def test_a_seal_that_cannot_be_taken_out_leaves_the_signature_unclear():
    seen = read_signature(crop_of(stamp(paper(), (80, 140, 40))))
    assert [reason.code for reason in seen.reasons] == ["signature_unclear"]


@pytest.mark.parametrize("colour", [(50, 50, 220), (160, 60, 140)], ids=["red", "purple"])
def test_a_signature_under_a_seal(colour):
    seen = read_signature(crop_of(as_jpeg(sign(stamp(paper(), colour), (30, 30, 30)))))
    assert (seen.present, seen.reasons) == (True, ())


def test_text_below_a_purple_seal_stays_and_the_seal_goes():
    pixels = stamp(paper(), (160, 60, 140))
    below = remove_seal(crop_of(pixels))
    assert below is not None
    ring = pixels.min(axis=2) < 100
    label = paper().max(axis=2) < 60
    ring &= ~cv2.dilate(label.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    assert np.median(below.pixels[ring]) > 200
    assert np.median(below.pixels[label]) < 70


def test_a_grey_seal_that_reaches_in_from_beside_is_unclear():
    pixels = stamp(paper(), (120, 120, 120), centre=(72, 46), radius=24)
    seen = read_signature(crop_of(pixels))
    assert [reason.code for reason in seen.reasons] == ["signature_unclear"]


@pytest.mark.parametrize("light", [0.35, 0.5, 0.7])
def test_a_red_seal_in_a_dark_photo(light):
    seen = read_seal(crop_of((stamp(paper(), (50, 50, 220)) * light).astype(np.uint8)))
    assert (seen.present, seen.reasons) == (True, ())


def write_in_blue(pixels, width_mm=22, height_mm=6.5):
    """Three written characters, as high as they are wide, whose strokes reach all around."""
    random = np.random.default_rng(5)
    side = width_mm / 3 * SCALE
    for number in range(3):
        left, top = 18 * SCALE + number * side, 20 * SCALE
        for _ in range(9):
            ends = (random.uniform(0, 1, (2, 2)) * (side * 0.9, height_mm * SCALE) + (left, top)).astype(int)
            cv2.line(pixels, ends[0].tolist(), ends[1].tolist(), (170, 90, 60), 3, cv2.LINE_AA)
    return pixels


@pytest.mark.parametrize("light", [1.0, 0.6])
def test_a_name_written_with_a_blue_pen_is_a_signature_and_no_seal(light):
    zone = crop_of((write_in_blue(paper()) * light).astype(np.uint8))
    signed = read_signature(zone)
    assert (signed.present, signed.reasons) == (True, ())
    assert not read_seal(zone).present


def test_a_blue_seal_that_may_hide_a_blue_signature_is_not_surely_unsigned():
    signed = read_signature(crop_of(stamp(paper(), (210, 70, 40))))
    assert not (signed.confidence > 0.9 and not signed.present)

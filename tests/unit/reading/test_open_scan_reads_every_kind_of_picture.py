import io

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image

from ocr_service.reading.opening.open_scan import find_kind, open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits


def picture(mode="RGB"):
    """Red on the left, blue on the right, 300 x 240 pixels; grey values for modes without colour."""
    pixels = np.zeros((240, 300, 3), np.uint8)
    pixels[:, :150] = (250, 10, 10)
    pixels[:, 150:] = (10, 10, 250)
    return Image.fromarray(pixels).convert(mode)


def encode(image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def open_all(data):
    return list(open_scan(data, ScanLimits()))


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"quality": 95, "subsampling": 0}),
        ("PNG", {}),
        ("BMP", {}),
        ("WEBP", {"quality": 95}),
        ("HEIF", {"quality": 95}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"compression": "jpeg", "quality": 95}),
    ],
)
def test_colours_come_out_as_bgr(kind, options):
    (page,) = open_all(encode(picture(), kind, **options))
    assert page.pixels.shape == (240, 300, 3)
    assert page.pixels.dtype == np.uint8
    np.testing.assert_allclose(page.pixels[120, 40], (10, 10, 250), atol=25)
    np.testing.assert_allclose(page.pixels[120, 260], (250, 10, 10), atol=25)


def test_group_four_fax():
    striped = Image.fromarray(np.tile(np.array([[0] * 150 + [255] * 150], np.uint8), (240, 1))).convert("1")
    (page,) = open_all(encode(striped, "TIFF", compression="group4", dpi=(200, 200)))
    assert (page.pixels[100, 20] == 0).all()
    assert (page.pixels[100, 280] == 255).all()
    assert page.dpi == 200


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_only_the_first_frame_of_a_moving_picture_counts(kind):
    frames = [picture(), picture().transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    data = encode(frames[0], kind, save_all=True, append_images=frames[1:])
    pages = open_all(data)
    assert len(pages) == 1
    assert pages[0].pixels[120, 40, 2] > 200


def test_all_pages_of_a_tiff_in_order():
    frames = [Image.new("L", (300, 240), level) for level in (10, 100, 200)]
    pages = open_all(encode(frames[0], "TIFF", save_all=True, append_images=frames[1:]))
    assert [(page.number, int(page.pixels[0, 0, 0])) for page in pages] == [(1, 10), (2, 100), (3, 200)]


def test_a_photo_is_turned_as_its_metadata_says():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held so that the picture must be turned 90 degrees clockwise
    (page,) = open_all(encode(picture(), "JPEG", exif=exif, quality=95))
    assert page.pixels.shape[:2] == (300, 240)
    assert page.pixels[20, 120, 2] > 200  # red was left, now it is on top


def test_cmyk():
    (page,) = open_all(encode(picture("CMYK"), "JPEG", quality=95))
    assert page.pixels[120, 40, 2] > 150
    assert page.pixels[120, 40, 0] < 100


def test_sixteen_bits():
    ramp = np.linspace(0, 65535, 300).astype(np.uint16)
    (page,) = open_all(encode(Image.fromarray(np.tile(ramp, (240, 1))), "PNG"))
    assert page.pixels[0, 0, 0] == 0
    assert page.pixels[0, -1, 0] == 255
    assert abs(int(page.pixels[0, 150, 0]) - 128) <= 2


def test_palette():
    (page,) = open_all(encode(picture("P"), "PNG"))
    assert page.pixels[120, 40, 2] > 200


def test_transparent_parts_are_paper():
    transparent = Image.new("RGBA", (300, 240), (0, 0, 0, 0))
    (page,) = open_all(encode(transparent, "PNG"))
    assert (page.pixels == 255).all()


def test_the_name_of_a_kind_is_in_the_content():
    assert find_kind(encode(picture(), "PNG")) == "png"
    assert find_kind(b"\n\n  %PDF-1.7 ...") == "pdf"
    assert find_kind(b"hello, I am invoice.jpg") is None


@pytest.mark.parametrize(("stated", "believed"), [(72, None), (96, None), (150, 150), (600, 600)])
def test_a_resolution_that_programs_write_without_knowing_is_not_believed(stated, believed):
    (page,) = open_all(encode(picture(), "JPEG", dpi=(stated, stated)))
    assert page.dpi == believed


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_quick_look_is_at_a_smaller_picture_that_lies_the_same_way(kind, mode):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    data = encode(picture(mode).resize((1500, 1200)), kind, exif=exif)
    (whole,), (page,) = open_all(data), list(open_scan(data, ScanLimits(), side_px=500))
    height, width = page.pixels.shape[:2]
    assert 500 <= max(height, width) < 1000
    assert whole.pixels.shape[:2] == (round(height * page.reduced), round(width * page.reduced))
    smaller = cv2.resize(whole.pixels, (width, height), interpolation=cv2.INTER_AREA)
    assert np.abs(smaller.astype(int) - page.pixels).mean() < 2

import contextlib
import io
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ocr_service.reading import errors
from ocr_service.reading.opening.open_scan import open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits


def encode(image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def noise(kind):
    pixels = np.random.default_rng(1).integers(0, 256, (400, 400, 3), dtype=np.uint8)
    return encode(Image.fromarray(pixels), kind)


def huge_png(width, height):
    """A PNG of one colour that is a few kilobytes long, whatever its size."""

    def chunk(name, data):
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes((width // 8 + 1) * 50), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def open_all(data, **limits):
    return list(open_scan(data, ScanLimits(**limits)))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param(b"", errors.FileEmpty, id="empty"),
        pytest.param("发票号码 12345，不是图片\n".encode() * 50, errors.FileTypeUnknown, id="text"),
        pytest.param(noise("JPEG")[:20_000], errors.FileBroken, id="jpeg cut off"),
        pytest.param(noise("PNG")[:5_000], errors.FileBroken, id="png cut off"),
        pytest.param(noise("JPEG")[:300], errors.FileBroken, id="jpeg header only"),
        pytest.param(noise("TIFF")[:2_000], errors.FileBroken, id="tiff cut off"),
        pytest.param(b"\xff\xd8\xff" + bytes(500), errors.FileBroken, id="jpeg of zeros"),
        pytest.param(b"%PDF-1.7\n" + bytes(500), errors.FileBroken, id="pdf of zeros"),
        pytest.param(huge_png(30_000, 30_000), errors.PictureTooLarge, id="900 megapixels of one colour"),
        pytest.param(encode(Image.new("RGB", (1, 1)), "PNG"), errors.PictureTooSmall, id="one pixel"),
    ],
)
def test_a_bad_picture(data, error):
    with pytest.raises(error):
        open_all(data)


def test_more_bytes_than_allowed():
    with pytest.raises(errors.FileTooLarge) as caught:
        open_all(noise("PNG"), max_bytes=100_000)
    assert caught.value.params == {"limit_mb": 0}


def test_more_pages_than_allowed():
    frames = [Image.new("L", (300, 300), 255)] * 5
    data = encode(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    with pytest.raises(errors.TooManyPages) as caught:
        open_all(data, max_pages=4)
    assert caught.value.params == {"pages": 5, "limit": 4}


def test_the_size_of_a_picture_that_is_too_large_is_told():
    with pytest.raises(errors.PictureTooLarge) as caught:
        open_all(huge_png(20_000, 10_000))
    assert (caught.value.params["width"], caught.value.params["height"]) == (20_000, 10_000)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF"]), st.integers(0, 5_000), st.binary(max_size=40))
def test_damage_anywhere_raises_nothing_but_scan_errors(kind, place, damage):
    picture = Image.fromarray(np.random.default_rng(2).integers(0, 256, (210, 210), dtype=np.uint8))
    data = encode(picture, kind)
    place = place % len(data)
    broken = data[:place] + damage + data[place + len(damage) // 2 :]
    with contextlib.suppress(errors.ScanError):
        open_all(broken)

"""Pages that a phone took one after the other are one PDF: in their order, upright, as sharp as they were."""

import io

import numpy as np
import pytest
from PIL import Image

from ocr_service.engines.join_pictures import join_pictures
from ocr_service.reading.errors import FileBroken, FileTypeUnknown, TooManyPages
from ocr_service.reading.opening.open_scan import open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits

UPRIGHT, UPSIDE_DOWN, TURNED_RIGHT, TURNED_LEFT = 1, 3, 6, 8


def photo(kind: str = "JPEG", orientation: int = UPRIGHT, size: tuple[int, int] = (1200, 900)) -> bytes:
    """Dark at the top, as it is stored; the camera's word on how it was held beside it."""
    image = Image.new("RGB", size, "white")
    image.paste((20, 20, 20), (0, 0, size[0], size[1] // 4))
    exif = Image.Exif()
    exif[0x0112] = orientation
    written = io.BytesIO()
    image.save(written, kind, exif=exif)
    return written.getvalue()


def dark_side(pixels: np.ndarray) -> str:
    height, width = pixels.shape[0] // 5, pixels.shape[1] // 5
    sides = {
        "top": pixels[:height],
        "bottom": pixels[-height:],
        "left": pixels[:, :width],
        "right": pixels[:, -width:],
    }
    return min(sides, key=lambda side: sides[side].mean())


@pytest.mark.parametrize(
    ("orientation", "side", "size"),
    [
        (UPRIGHT, "top", (1200, 900)),
        (UPSIDE_DOWN, "bottom", (1200, 900)),
        (TURNED_RIGHT, "right", (900, 1200)),
        (TURNED_LEFT, "left", (900, 1200)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_each_page_is_upright_and_keeps_its_pixels(
    kind: str, orientation: int, side: str, size: tuple[int, int]
) -> None:
    [page] = open_scan(join_pictures([photo(kind, orientation)], ScanLimits()), ScanLimits())
    assert dark_side(page.pixels) == side
    assert page.pixels.shape[1::-1] == pytest.approx(size, abs=2)


def test_pages_keep_their_order_and_shapes() -> None:
    pictures = [photo(size=size) for size in ((900, 1200), (1200, 900), (1000, 1000))]
    pages = list(open_scan(join_pictures(pictures, ScanLimits()), ScanLimits()))
    ratios = [page.pixels.shape[1] / page.pixels.shape[0] for page in pages]
    assert ratios == pytest.approx([0.75, 1.33, 1.0], abs=0.01)


def test_a_jpeg_goes_in_as_it_is() -> None:
    picture = photo()
    scan_data = picture[picture.index(b"\xff\xda") : -2]
    assert scan_data in join_pictures([picture], ScanLimits())


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(FileTypeUnknown):
        join_pictures([photo(), b"plain text"], ScanLimits())
    with pytest.raises(FileBroken):
        list(open_scan(join_pictures([photo("PNG")[:200]], ScanLimits()), ScanLimits()))


def test_a_document_has_no_more_pages_than_a_scan() -> None:
    with pytest.raises(TooManyPages):
        join_pictures([photo(size=(300, 300))] * 3, ScanLimits(max_pages=2))

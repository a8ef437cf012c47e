"""Several pictures become one PDF, a page each, in their order: what a phone took page after page is one document."""

import io
from collections.abc import Sequence
from typing import Final

import cv2
import pypdfium2
from PIL import Image

from ocr_service.reading.errors import TooManyPages
from ocr_service.reading.opening.open_scan import find_kind, open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.pages import Pixels

# How large a sheet a photo shows is not known; the resolution that follows is close enough to a scan's for any of them.
_LONGER_SIDE_POINTS: Final = 842.0
_QUALITY: Final = 92
_ORIENTATION: Final = 0x0112  # Exif
# Clockwise turns of pictures that the camera held otherwise; the mirrored ones no camera makes.
_TURNS: Final = {1: 0, 3: 180, 6: 90, 8: 270}


def join_pictures(pictures: Sequence[bytes], limits: ScanLimits) -> bytes:
    """The PDF. A JPEG goes in as it is; every other picture, and each page of a file of several, as a good JPEG.

    Raises subclasses of `ScanError` for what cannot be read, and for more pages than `limits` allow.
    """
    document = pypdfium2.PdfDocument.new()
    try:
        for picture in pictures:
            turn = _plain_turn(picture, limits)
            if turn is not None:
                _add_page(document, picture, turn)
            else:
                for page in open_scan(picture, limits):
                    _add_page(document, _encode(page.pixels), 0)
            if len(document) > limits.max_pages:
                raise TooManyPages(pages=len(document), limit=limits.max_pages)
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()
    finally:
        document.close()


def _plain_turn(picture: bytes, limits: ScanLimits) -> int | None:
    """How the page must be turned to be upright; None where the file is no JPEG that can go in as it is."""
    if find_kind(picture) != "jpeg":
        return None
    try:
        # Reads the header only: whoever sees the page decodes it.
        with Image.open(io.BytesIO(picture), formats=["JPEG"]) as image:
            limits.check_picture(image.width, image.height)
            return _TURNS.get(image.getexif().get(_ORIENTATION, 1)) if image.mode in ("L", "RGB") else None
    except (OSError, SyntaxError, ValueError):
        return None


def _add_page(document: pypdfium2.PdfDocument, jpeg: bytes, turn: int) -> None:
    image = pypdfium2.PdfImage.new(document)
    image.load_jpeg(io.BytesIO(jpeg), inline=True)
    width, height = image.get_px_size()
    factor = _LONGER_SIDE_POINTS / max(width, height)
    image.set_matrix(pypdfium2.PdfMatrix().scale(width * factor, height * factor))
    page = document.new_page(width * factor, height * factor)
    page.insert_obj(image)
    page.gen_content()
    page.set_rotation(turn)
    page.close()


def _encode(pixels: Pixels) -> bytes:
    done, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise AssertionError("an eight-bit BGR picture can always be encoded")
    return encoded.tobytes()

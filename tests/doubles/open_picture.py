"""Looks at forms' pictures in the test's own process: what tests publish is harmless, and a child takes a second."""

import io
from functools import partial
from typing import Final

from PIL import Image

from ocr_service.reading.opening.check_reference import check_reference_picture
from ocr_service.reading.opening.scan_limits import ScanLimits

OPEN_PICTURE: Final = partial(check_reference_picture, limits=ScanLimits())


def small_picture(shade: int = 255, size: tuple[int, int] = (40, 30)) -> bytes:
    """A PNG; another shade makes other bytes."""
    written = io.BytesIO()
    Image.new("L", size, shade).save(written, "PNG")
    return written.getvalue()

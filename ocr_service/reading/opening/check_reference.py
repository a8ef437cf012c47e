"""Whether a picture can be a form's reference: every reader opens it as a whole, and a browser shows it."""

from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from ocr_service.reading.errors import FileBroken, FileEmpty, FileTypeUnknown, PictureTooSmall
from ocr_service.reading.opening.open_scan import find_kind, open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits

_KINDS: Final = frozenset({"png", "jpeg"})
# Less than that is no form, and a thread that is shrunk to find its features has no pixels left across.
_LEAST_SIDE_PX: Final = 20
_MOST_TIMES_AS_LONG: Final = 20


def check_reference_picture(data: bytes, limits: ScanLimits) -> None:
    """Opens the picture; its header is held to `max_megapixels` before any pixels are decoded.

    Raises FileEmpty, FileTypeUnknown (no PNG or JPEG), FileBroken (also where a part is missing), PictureTooLarge,
    PictureTooSmall.
    """
    if not data:
        raise FileEmpty
    if find_kind(data) not in _KINDS:
        raise FileTypeUnknown
    # How many bytes may come is decided where they come in; a form may be as small as a label.
    for page in open_scan(data, replace(limits, max_bytes=len(data), min_side=_LEAST_SIDE_PX)):
        height, width = page.pixels.shape[:2]
        if max(width, height) > _MOST_TIMES_AS_LONG * min(width, height):
            raise PictureTooSmall(width=width, height=height)
    # Readers decode with OpenCV, which is stricter in places and, of what is cut off, less so.
    try:
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    except cv2.error as error:
        raise FileBroken from error
    if decoded is None:
        raise FileBroken

"""Opens pictures (JPEG, PNG, TIFF, BMP, GIF, WebP, HEIC) with Pillow: any mode -> BGR, turned as the metadata says."""

import io
from collections.abc import Collection, Iterator
from typing import Final

import cv2
import numpy as np
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from ocr_service.reading.errors import FileBroken, TooManyPages
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.pages import Pixels, ScanPage

register_heif_opener()
# ScanLimits is checked on every header before pixels are decoded, and tells width and height; Pillow's own guard
# would refuse earlier than an administrator's limit allows, and only with a sentence.
Image.MAX_IMAGE_PIXELS = None

# What decoders raise on damaged data; Pillow's plugins let several builtin errors through.
_DECODING_ERRORS: Final = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, MemoryError)
_SLOW_FORMATS: Final = frozenset({"HEIF", "AVIF"})
_PLAIN_MODES: Final = frozenset({"L", "RGB"})
_ALPHA_MODES: Final = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})
# Rows that are turned from Pillow's colours to OpenCV's at a time.
_STRIP_PX: Final = 256
_SIXTEEN_BIT_MODES: Final = frozenset({"I;16", "I;16L", "I;16B", "I;16N", "I", "F"})


def open_picture(
    data: bytes, limits: ScanLimits, side_px: int | None = None, only_pages: Collection[int] | None = None
) -> Iterator[ScanPage]:
    """The frames of a TIFF, the first frame of any other picture, as pages numbered from 1.

    With `side_px` a JPEG is decoded at the smallest of its reduced scales that has so many pixels on its longer side,
    and a HEIC, whose decoder knows no such scales, reduced by a whole number to that or somewhat more.
    With `only_pages` no others than these.

    Raises `FileBroken`, `TooManyPages`, `PictureTooLarge`, `PictureTooSmall`.
    """
    picture = _open_header(data)
    try:
        frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    except _DECODING_ERRORS as error:
        raise FileBroken from error
    if frames > limits.max_pages:
        raise TooManyPages(pages=frames, limit=limits.max_pages)
    limits.check_picture(*picture.size)
    wanted = [index for index in range(frames) if only_pages is None or index + 1 in only_pages]
    return _read_frames(picture, wanted, limits, side_px)


def _open_header(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data))
    except _DECODING_ERRORS as error:  # UnidentifiedImageError too: the signature was right, what follows is not
        raise FileBroken from error


def _read_frames(
    picture: Image.Image, wanted: list[int], limits: ScanLimits, side_px: int | None
) -> Iterator[ScanPage]:
    for index in wanted:
        try:
            picture.seek(index)
            limits.check_picture(*picture.size)
            dpi, reduced = _stated_dpi(picture), _decode_smaller(picture, side_px)
            ImageOps.exif_transpose(picture, in_place=True)
            smaller, times = _reduce(picture, side_px) if picture.format in _SLOW_FORMATS else (picture, 1)
            pixels, reduced = to_bgr(smaller), reduced * times
            if index == wanted[-1]:
                # Pillow's own copy, a third larger still, would be held for as long as the page is read.
                picture.close()
        except _DECODING_ERRORS as error:
            raise FileBroken from error
        yield ScanPage(number=index + 1, pixels=pixels, dpi=dpi and dpi / reduced, reduced=reduced)


def _decode_smaller(picture: Image.Image, side_px: int | None) -> float:
    """Tells a JPEG's decoder to leave the finest detail out (a half, a quarter, an eighth of the size)."""
    if side_px is None or picture.format != "JPEG":
        return 1.0
    width, height = picture.size
    share = side_px / max(width, height)
    picture.draft(None, (round(width * share), round(height * share)))
    return max(width, height) / max(picture.size)


def _reduce(picture: Image.Image, side_px: int | None) -> tuple[Image.Image, int]:
    """A phone's HEIC takes most of a second to decode: what comes after that is done on fewer pixels."""
    times = max(picture.size) // side_px if side_px and picture.mode in _PLAIN_MODES else 1
    if times == 1:
        return picture, 1
    return picture.reduce(times), times


def _stated_dpi(picture: Image.Image) -> float | None:
    """The resolution in the metadata; 72 and 96 are what cameras and editors write without knowing."""
    stated = picture.info.get("dpi")
    if not stated:
        return None
    try:
        dpi = float(stated[0])
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return dpi if 99 < dpi <= 2400 else None


def to_bgr(picture: Image.Image) -> Pixels:
    """A Pillow picture of any mode as BGR pixels, transparent parts over white; shape (height, width, 3)."""
    if picture.mode in _SIXTEEN_BIT_MODES:
        return cv2.cvtColor(_to_eight_bits(np.asarray(picture)), cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)
    if picture.mode in _ALPHA_MODES or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        picture = Image.alpha_composite(paper, picture)
    rgb = picture if picture.mode == "RGB" else picture.convert("RGB")
    width, height = rgb.size
    bgr = np.empty((height, width, 3), np.uint8)
    # Strip by strip: the whole picture would be copied twice on its way out of Pillow.
    for top in range(0, height, _STRIP_PX):
        strip = np.asarray(rgb.crop((0, top, width, min(top + _STRIP_PX, height))))
        cv2.cvtColor(strip, cv2.COLOR_RGB2BGR, dst=bgr[top : top + len(strip)])
    return bgr


def _to_eight_bits(values: np.ndarray) -> Pixels:
    """Grey values of more than 8 bits scaled by the range their type has in use (12, 16 bits; floats 0 to 1 or 255)."""
    values = np.nan_to_num(values.astype(np.float32))
    highest = float(values.max(initial=0))
    white = next((white for white in (1.0, 255.0, 4095.0, 65535.0) if highest <= white), highest)
    return np.clip(values * (255.0 / white), 0, 255).astype(np.uint8)

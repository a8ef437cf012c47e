"""Writes pages as PNG, JPEG, TIFF or PDF, the same bytes every time."""

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen import canvas  # type: ignore[import-untyped]

Pixels = NDArray[np.uint8]


def save_scan(pages: list[Pixels], file: Path, dpi: float, quality: int) -> None:
    """Write the pages in the format that the file's name says; PNG and JPEG hold one page.

    TIFF is CCITT group 4 where every page is black and white, else LZW.
    """
    pictures = [_lean(page) for page in pages]
    kind = file.suffix.lower()
    if kind == ".pdf":
        file.write_bytes(_pdf(pictures, dpi, quality))
    elif kind == ".tiff":
        bilevel = all(picture.mode == "1" for picture in pictures)
        pictures[0].save(
            file, save_all=True, append_images=pictures[1:], dpi=(dpi, dpi),
            compression="group4" if bilevel else "tiff_lzw",
        )  # fmt: skip
    elif len(pictures) > 1:
        raise ValueError(f"{kind} holds one page, not {len(pictures)}")
    elif kind == ".png":
        pictures[0].save(file, optimize=True, dpi=(dpi, dpi))
    else:
        pictures[0].save(file, "JPEG", quality=quality, dpi=(round(dpi), round(dpi)))


def _lean(page: Pixels) -> Image.Image:
    """The page in the smallest mode that loses nothing: one bit, grey, or colour."""
    if not (page[:, :, :1] == page).all():
        return Image.fromarray(page)
    light = Image.fromarray(np.ascontiguousarray(page[:, :, 0]))
    if np.isin(page, (0, 255)).all():
        return light.convert("1", dither=Image.Dither.NONE)
    return light


def _pdf(pictures: list[Image.Image], dpi: float, quality: int) -> bytes:
    held = io.BytesIO()
    # invariant: no time of writing in the file, so that the same pages give the same bytes.
    sheet = canvas.Canvas(held, invariant=1)
    for picture in pictures:
        width, height = (side * 72 / dpi for side in picture.size)
        packed = io.BytesIO()
        picture.convert("RGB" if picture.mode == "RGB" else "L").save(packed, "JPEG", quality=quality)
        sheet.setPageSize((width, height))
        sheet.drawImage(ImageReader(packed), 0, 0, width, height)
        sheet.showPage()
    sheet.save()
    return held.getvalue()

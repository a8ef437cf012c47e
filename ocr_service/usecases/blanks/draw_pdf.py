"""Draws blank forms as a PDF in true size: reportlab for the paper, zxing-cpp for the code."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.units import mm  # type: ignore[import-untyped]  # reportlab has no types
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from ocr_service.forms.geometry import Box

# A quiet zone of four modules on every side (ISO/IEC 18004).
_QUIET_MODULES: Final = 4
_FONT: Final = "Helvetica"
_FONT_POINTS: Final = 8.5
_NUMBER: Final = "No. "


@dataclass(frozen=True, kw_only=True)
class BlankPage:
    """A page: its paper (mm), its picture (PNG or JPEG), and where the code goes."""

    size_mm: tuple[float, float]
    picture: bytes
    place: Box | None


@dataclass(frozen=True, kw_only=True)
class Marking:
    """What makes one copy itself: the text of its code, and its number for people."""

    code: str
    number: str


def draw_blanks(pages: Sequence[BlankPage], copies: Sequence[Marking | None], *, title: str) -> bytes:
    """All pages of each copy, one after the other. A copy without marking and a page without place carry no code."""
    written = io.BytesIO()
    canvas = Canvas(written, pageCompression=1, invariant=1)
    canvas.setTitle(title)
    for number, page in enumerate(pages, start=1):
        # Drawn once and named, however many copies show it.
        canvas.beginForm(f"page{number}", 0, 0, page.size_mm[0] * mm, page.size_mm[1] * mm)
        canvas.drawImage(_reader(page.picture), 0, 0, page.size_mm[0] * mm, page.size_mm[1] * mm)
        canvas.endForm()
    for marking in copies:
        for number, page in enumerate(pages, start=1):
            canvas.setPageSize((page.size_mm[0] * mm, page.size_mm[1] * mm))
            canvas.doForm(f"page{number}")
            if marking is not None and page.place is not None:
                _mark(canvas, page.place, page.size_mm[1], marking)
            canvas.showPage()
    canvas.save()
    return written.getvalue()


def _reader(picture: bytes) -> ImageReader:
    image = Image.open(io.BytesIO(picture))
    # Palettes and transparency are no matter of paper.
    return ImageReader(io.BytesIO(picture) if image.format == "JPEG" else image.convert("RGB"))


def _mark(canvas: Canvas, place: Box, page_height: float, marking: Marking) -> None:
    modules, side = _modules(marking.code), min(place.width, place.height)
    module = side / (modules.shape[0] + 2 * _QUIET_MODULES)
    path = canvas.beginPath()
    for row, column, length in _runs(modules):
        x = place.x + (column + _QUIET_MODULES) * module
        bottom = page_height - (place.y + (row + _QUIET_MODULES + 1) * module)
        path.rect(x * mm, bottom * mm, length * module * mm, module * mm)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setFont(_FONT, _FONT_POINTS)
    if place.height > place.width:
        canvas.drawCentredString(
            (place.x + side / 2) * mm, (page_height - place.y - side - 2) * mm, _NUMBER + marking.number
        )
    else:
        canvas.drawString((place.x + side) * mm, (page_height - place.y - side / 2 - 1) * mm, _NUMBER + marking.number)


def _modules(text: str) -> NDArray[np.bool_]:
    """The QR code's dark modules. A quarter of the code may be lost to a stamp or a crease before it is unreadable."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    pixels: NDArray[np.uint8] = np.asarray(code.to_image(scale=1, add_quiet_zones=False))
    return np.asarray(pixels == 0)


def _runs(modules: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Dark modules side by side as (row, first column, length): drawn as one, no hairline parts them."""
    runs = []
    for row, line in enumerate(modules):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(np.int8), [0]])))
        runs += [(row, int(start), int(end - start)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return runs

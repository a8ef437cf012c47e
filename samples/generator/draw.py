"""Draws a form's printed marks: the blank page as a picture of ink coverage at any resolution."""

from collections.abc import Sequence

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr_service.forms.geometry import MM_PER_INCH, Box
from samples.generator.design import FormDesign, Mark, PrintedCode, PrintedText, Ruling, Shade
from samples.generator.fonts import printed_font

REFERENCE_DPI = 200.0
CODE_FORMATS = {"qr": zxingcpp.BarcodeFormat.QRCode, "code-128": zxingcpp.BarcodeFormat.Code128}


class Coverage:
    """A page of ink coverage (0 paper to 255 full ink) with a millimetre ruler."""

    def __init__(self, size_mm: tuple[float, float], dpi: float) -> None:
        self.scale = dpi / MM_PER_INCH
        self.image = Image.new("L", (round(size_mm[0] * self.scale), round(size_mm[1] * self.scale)), 0)
        self.pen = ImageDraw.Draw(self.image)

    def text(self, mark: PrintedText, font: ImageFont.FreeTypeFont) -> None:
        x, y = mark.x * self.scale, mark.y * self.scale
        widths = [font.getlength(character) + mark.tracking * self.scale for character in mark.text]
        if mark.anchor != "left":
            x -= (sum(widths) - mark.tracking * self.scale) / (2 if mark.anchor == "centre" else 1)
        if not mark.tracking:
            self.pen.text((x, y), mark.text, fill=255, font=font, anchor="ls")
            return
        for character, width in zip(mark.text, widths, strict=True):
            self.pen.text((x, y), character, fill=255, font=font, anchor="ls")
            x += width

    def line(self, mark: Ruling) -> None:
        thick = max(1, round(mark.width * self.scale))
        level = mark.y1 == mark.y2
        start, end = (mark.x1, mark.x2) if level else (mark.y1, mark.y2)
        first = round((mark.y1 if level else mark.x1) * self.scale - thick / 2)
        step = mark.dash or end - start
        at = start
        while at < end - 1e-6:
            # The ends reach half a line's width beyond, so that corners close without tails.
            low = round(at * self.scale - thick / 2)
            high = round(min(at + step, end) * self.scale - thick / 2) + thick - 1
            across = (first, first + thick - 1)
            self.pen.rectangle((low, across[0], high, across[1]) if level else (across[0], low, across[1], high), 255)
            at += 2 * step

    def code(self, mark: PrintedCode) -> None:
        self.image.paste(code_picture(mark.text, mark.format, mark.box, self.scale), _corner(mark.box, self.scale))

    def shade(self, mark: Shade) -> None:
        x, y = _corner(mark.box, self.scale)
        right, bottom = round(mark.box.right * self.scale), round(mark.box.bottom * self.scale)
        self.pen.rectangle((x, y, right, bottom), fill=round(255 * mark.darkness))


def draw_blank(design: FormDesign, page: int, dpi: float, more: Sequence[Mark] = ()) -> Image.Image:
    """The coverage of page `page` (from 1) of the blank form, mode L; `more` is what one copy has besides."""
    sheet = Coverage(design.template.pages[page - 1].size_mm, dpi)
    for mark in sorted([*design.marks[page - 1], *more], key=lambda mark: not isinstance(mark, Shade)):
        if isinstance(mark, PrintedText):
            family, style = design.typography.families[mark.role]
            sheet.text(mark, printed_font(family, style, mark.size * sheet.scale))
        elif isinstance(mark, Ruling):
            sheet.line(mark)
        elif isinstance(mark, Shade):
            sheet.shade(mark)
        else:
            sheet.code(mark)
    return sheet.image


def code_picture(text: str, format: str, box: Box, scale: float) -> Image.Image:
    """The coverage of a QR or bar code that fills `box` with whole-pixel modules, quiet zone outside them."""
    width, height = round(box.width * scale), round(box.height * scale)
    drawn = np.asarray(zxingcpp.create_barcode(text, CODE_FORMATS[format]).to_image(scale=1, add_quiet_zones=False))
    modules: NDArray[np.uint8] = (255 - drawn).astype(np.uint8)
    if format == "code-128":
        modules = modules[:1]
    step = max(1, min(width // (modules.shape[1] + 4), width))
    if format == "qr":
        step = max(1, min(width, height) // (modules.shape[1] + 2))
    tall = step * modules.shape[0] if format == "qr" else height - 2
    enlarged = Image.fromarray(modules).resize((step * modules.shape[1], tall), Image.Resampling.NEAREST)
    picture = Image.new("L", (width, height), 0)
    picture.paste(enlarged, ((width - enlarged.width) // 2, (height - enlarged.height) // 2))
    return picture


def reference_picture(design: FormDesign, page: int) -> Image.Image:
    """The blank reference page: 16 greys, as an author's clean scan would be after saving space."""
    coverage = np.asarray(draw_blank(design, page, REFERENCE_DPI), dtype=np.float64)
    grey = np.clip(255 - coverage * 0.88, 0, 255)
    levels = np.round(grey / 17).astype(np.uint8)
    picture = Image.fromarray(levels, mode="P")
    picture.putpalette([value * 17 for value in range(16) for _ in range(3)])
    return picture


def _corner(box: Box, scale: float) -> tuple[int, int]:
    return round(box.x * scale), round(box.y * scale)

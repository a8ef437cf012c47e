"""Reads QR and bar codes with zxing-cpp."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import zxingcpp

from ocr_service.forms.content import Barcode, BarcodeFormat
from ocr_service.forms.result import Reason
from ocr_service.forms.template import Template
from ocr_service.reading.clean_page import to_grey
from ocr_service.reading.decoding.patterns import matches_whole
from ocr_service.reading.pages import Crop, Pixels
from ocr_service.reading.placing.align_page import PageView

_FORMATS: Final[dict[BarcodeFormat, zxingcpp.BarcodeFormat]] = {
    "qr": zxingcpp.BarcodeFormat.QRCode,
    "data-matrix": zxingcpp.BarcodeFormat.DataMatrix,
    "pdf417": zxingcpp.BarcodeFormat.PDF417,
    "code-128": zxingcpp.BarcodeFormat.Code128,
    "code-39": zxingcpp.BarcodeFormat.Code39,
    "ean-13": zxingcpp.BarcodeFormat.EAN13,
    "ean-8": zxingcpp.BarcodeFormat.EAN8,
}
# Modules printed 0.25 mm wide need about 3 pixels each: enlarge what was scanned coarser.
_WANTED_DPI: Final = 300.0
# A code's own check digits (or Reed-Solomon words) were right: only a check passed by chance makes it wrong.
_READ_CONFIDENCE: Final = 0.999
_UNCHECKED_CONFIDENCE: Final = 0.97


@dataclass(frozen=True, kw_only=True)
class CodeReading:
    """`text` of the code, None where none was read; `confidence` that it (or the blank) is right, 0 to 1."""

    text: str | None
    confidence: float
    reasons: tuple[Reason, ...] = ()


def read_code(crop: Crop, content: Barcode) -> CodeReading:
    """The code in a zone. Reasons: code_unreadable (there is ink but no code), code_several, code_pattern."""
    texts: list[tuple[str, str]] = []
    for picture in _variants(crop):
        texts = _decode(picture, content.formats)
        if texts:
            break
    if not texts:
        return _nothing_read(crop)
    matching = [one for one in texts if content.pattern is None or matches_whole(content.pattern, one[0])]
    if not matching:
        return CodeReading(text=texts[0][0], confidence=0.0, reasons=(Reason(code="code_pattern"),))
    if len({text for text, _ in matching}) > 1:
        return CodeReading(text=matching[0][0], confidence=0.0, reasons=(Reason(code="code_several"),))
    text, symbology = matching[0]
    # Code 39 has no check digit of its own.
    checked = symbology != "code-39"
    return CodeReading(text=text, confidence=_READ_CONFIDENCE if checked else _UNCHECKED_CONFIDENCE)


def read_form_codes(view: PageView, codes: Sequence[tuple[Template, Barcode]]) -> list[Template]:
    """The templates that a code on the page names: its text matches their pattern."""
    formats = {name for _, code in codes for name in code.formats}
    for picture in (view.small, view.grey):
        texts = {text for text, _ in _decode(picture, formats)}
        named = [
            template
            for template, code in codes
            if code.pattern is not None and any(matches_whole(code.pattern, text) for text in texts)
        ]
        if named or picture is view.grey:
            return named
    return []


def _decode(picture: Pixels, formats: Iterable[BarcodeFormat]) -> list[tuple[str, str]]:
    """(text, format) of each code on a grey picture."""
    wanted = [_FORMATS[name] for name in formats]
    names = {symbology: name for name, symbology in _FORMATS.items()}
    found = zxingcpp.read_barcodes(np.ascontiguousarray(picture), formats=zxingcpp.BarcodeFormats(wanted))
    return [(code.text, names.get(code.format, str(code.format))) for code in found if code.valid]


def _variants(crop: Crop) -> Iterator[Pixels]:
    """The zone as it is, enlarged, and with its seal's colour or faint print made plain; the cheapest first."""
    grey = to_grey(crop.pixels)
    yield grey
    factor = min(4.0, max(2.0, _WANTED_DPI / crop.dpi))
    enlarged = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
    yield enlarged
    yield cv2.resize(crop.pixels[:, :, 2], None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
    _, black_and_white = cv2.threshold(enlarged, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    yield cv2.medianBlur(black_and_white, 3).astype(np.uint8)


def _nothing_read(crop: Crop) -> CodeReading:
    grey = to_grey(crop.pixels)
    dark = float(np.mean(grey < 0.6 * float(np.percentile(grey, 95))))
    # A code covers a tenth of its zone at least; less ink is a blank zone with a speck or a ruling.
    if dark < 0.05:
        return CodeReading(text=None, confidence=0.99)
    return CodeReading(text=None, confidence=0.0, reasons=(Reason(code="code_unreadable"),))

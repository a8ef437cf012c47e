"""What PDF files say: their first page's scan, their XMP packet, Creator and Producer. The author is not looked at."""

from dataclasses import replace
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from ocr_service.reading.device.device_facts import DeviceFacts
from ocr_service.reading.device.picture_facts import picture_facts
from ocr_service.reading.device.readable_text import readable_text
from ocr_service.reading.device.xmp_facts import xmp_facts
from ocr_service.reading.opening.open_pdf import pdfium_lock

# Libraries that programs of any kind write PDF with: they say nothing of a device.
_LIBRARIES: Final = (
    "acrobat", "adobe psl", "cairo", "fpdf", "ghostscript", "imagemagick", "img2pdf", "itext", "openpdf", "pdf library",
    "pdfbox", "pdfium", "pdfsharp", "pikepdf", "pymupdf", "pypdf", "qpdf", "quartz pdfcontext", "reportlab", "skia/pdf",
    "tiff2pdf",
)  # fmt: skip
# What they write in place of a name that nobody gave them.
_NOBODY: Final = ("anonymous", "unknown", "unspecified")
# A scan has more pixels than a logo.
_LEAST_PIXELS: Final = 200_000
_JPEG: Final = "DCTDecode"


def pdf_facts(data: bytes) -> DeviceFacts:
    """Raises PdfiumError for a file that is broken or locked."""
    with pdfium_lock, pypdfium2.PdfDocument(data) as document:
        info = document.get_metadata_dict()
        jpeg = _first_scan(document)
    packet = xmp_facts(data)
    programs = [readable_text(info["Creator"]), packet.program, readable_text(info["Producer"])]
    program = next((name for name in programs if name and not _says_nothing(name)), "")
    said = DeviceFacts(make=packet.make, model=packet.model, serial=packet.serial, program=program)
    if jpeg is None:
        return said
    try:
        scan = picture_facts(jpeg)
    except Exception:  # a picture that nobody can read takes nothing from what the file says itself
        return said
    return replace(scan, program="").completed_by(said)


def _says_nothing(program: str) -> bool:
    said = program.casefold()
    return said.strip("()") in _NOBODY or any(name in said for name in _LIBRARIES)


def _first_scan(document: pypdfium2.PdfDocument) -> bytes | None:
    """The first page's picture, where it lies in the file as the JPEG that a camera or scanner made."""
    for picture in document[0].get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        columns, rows = picture.get_px_size()
        if columns * rows >= _LEAST_PIXELS:
            return bytes(picture.get_data(decode_simple=True)) if _JPEG in picture.get_filters() else None
    return None

"""Opens PDF files with PDFium: each page drawn with its filled form fields."""

import threading
from collections.abc import Collection, Iterator
from typing import Final

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from ocr_service.reading.errors import FileBroken, FileEncrypted, PdfFormUnsupported, PictureTooLarge, TooManyPages
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.pages import ScanPage

POINTS_PER_INCH: Final = 72.0
DRAWN_DPI: Final = 200.0
MAX_DPI: Final = 400.0
# A drawn page is never worth more pixels than this: A3 at 300 dpi has 17 million.
MAX_MEGAPIXELS: Final = 40.0

# PDFium keeps global state and is not safe to enter from two threads at once.
pdfium_lock = threading.Lock()


def open_pdf(
    data: bytes, limits: ScanLimits, side_px: int | None = None, only_pages: Collection[int] | None = None
) -> Iterator[ScanPage]:
    """The pages of a PDF, drawn one by one, numbered from 1; with `side_px` no larger than that on the longer side,
    with `only_pages` no others than these.

    Raises `FileEncrypted`, `FileBroken`, `PdfFormUnsupported`, `TooManyPages`, `PictureTooLarge`, `PictureTooSmall`.
    """
    with pdfium_lock:
        document = _load(data)
        if document.get_formtype() == pdfium.FORMTYPE_XFA_FULL:
            document.close()
            # The pages of such a file hold one sentence only: "please wait, open it in another viewer".
            raise PdfFormUnsupported
        document.init_forms()
        pages = len(document)
        if pages > limits.max_pages:
            document.close()
            raise TooManyPages(pages=pages, limit=limits.max_pages)
    wanted = [index for index in range(pages) if only_pages is None or index + 1 in only_pages]
    return _draw_pages(document, wanted, limits, side_px)


def _load(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise FileEncrypted from error
        raise FileBroken from error


def _draw_pages(
    document: pypdfium2.PdfDocument, wanted: list[int], limits: ScanLimits, side_px: int | None
) -> Iterator[ScanPage]:
    try:
        for index in wanted:
            with pdfium_lock:
                page = _draw_page(document, index, limits, side_px)
            yield page
    finally:
        with pdfium_lock:
            document.close()


def _draw_page(document: pypdfium2.PdfDocument, index: int, limits: ScanLimits, side_px: int | None) -> ScanPage:
    try:
        page = document[index]
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise FileBroken
        dpi = _choose_dpi(page, width, height)
        limits.check_picture(round(width * dpi / POINTS_PER_INCH), round(height * dpi / POINTS_PER_INCH))
        reduced = max(1.0, max(width, height) * dpi / POINTS_PER_INCH / side_px) if side_px else 1.0
        dpi /= reduced
        bitmap = page.render(scale=dpi / POINTS_PER_INCH, may_draw_forms=True)
        pixels = np.array(bitmap.to_numpy()[:, :, :3] if bitmap.n_channels >= 3 else _grey_to_bgr(bitmap.to_numpy()))
        page.close()
    except pypdfium2.PdfiumError as error:
        raise FileBroken from error
    except MemoryError as error:
        raise PictureTooLarge(
            width=round(width), height=round(height), limit_megapixels=limits.max_megapixels
        ) from error
    return ScanPage(number=index + 1, pixels=pixels, dpi=dpi, reduced=reduced)


def _grey_to_bgr(grey: np.ndarray) -> np.ndarray:
    return np.repeat(grey.reshape(grey.shape[0], grey.shape[1], 1), 3, axis=2)


def _choose_dpi(page: pypdfium2.PdfPage, width: float, height: float) -> float:
    """The resolution of the scan that the page holds, else a good one for drawn pages; bounded by pixels.

    `width` and `height` of the page in points.
    """
    dpi = _scan_dpi(page, width, height) or DRAWN_DPI
    square_inches = width * height / POINTS_PER_INCH**2
    return float(min(dpi, (MAX_MEGAPIXELS * 1_000_000 / square_inches) ** 0.5))


def _scan_dpi(page: pypdfium2.PdfPage, width: float, height: float) -> float | None:
    """The resolution of one picture that covers most of the page (a scan), or None."""
    for picture in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        covered = (min(right, width) - max(left, 0)) * (min(top, height) - max(bottom, 0))
        if covered < 0.6 * width * height:
            continue
        columns, rows = picture.get_px_size()
        # A picture may be turned on its page: the longer side of one belongs to the longer side of the other.
        dpi = max(columns, rows) / max(right - left, top - bottom) * POINTS_PER_INCH
        # Thin pictures laid over a page (a background of 1 x 1 pixel) say nothing about a scan.
        if columns * rows > 200_000:
            return float(min(dpi, MAX_DPI))
    return None

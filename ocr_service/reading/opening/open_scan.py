"""Opens a scan: bytes of any kind -> its pages, one after the other.

The content decides what a file is, never its name. Limits are checked on headers, before any pixels are decoded.
"""

from collections.abc import Collection, Iterator
from typing import Final

from ocr_service.reading.errors import FileEmpty, FileTooLarge, FileTypeUnknown
from ocr_service.reading.opening.open_pdf import open_pdf
from ocr_service.reading.opening.open_picture import open_picture
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.pages import ScanPage

# Writers put up to a kilobyte of other bytes in front of "%PDF-" and viewers accept that (ISO 32000-1, annex H.3.4.1).
_PDF_HEADER_WITHIN: Final = 1024
_HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"})


def open_scan(
    data: bytes, limits: ScanLimits, *, side_px: int | None = None, only_pages: Collection[int] | None = None
) -> Iterator[ScanPage]:
    """The pages of the scan `data`, decoded one by one so that a long scan never lies in memory as a whole.

    With `side_px` a quick look is enough: a page that takes less time with fewer pixels (JPEG, PDF, HEIC) is opened
    with `side_px` of them or somewhat more on the longer side. With `only_pages` the other pages are not decoded.

    Page numbers count from 1. The file's kind, size and page count are checked at once; broken pages show while
    iterating. Raises subclasses of `ScanError` only.
    """
    if not data:
        raise FileEmpty
    if len(data) > limits.max_bytes:
        raise FileTooLarge(limit_mb=limits.max_bytes // 1_000_000)
    kind = find_kind(data)
    if kind is None:
        raise FileTypeUnknown
    opener = open_pdf if kind == "pdf" else open_picture
    return opener(data, limits, side_px, only_pages)


def find_kind(data: bytes) -> str | None:
    """What the content is: ``pdf``, ``jpeg``, ``png``, ``tiff``, ``bmp``, ``gif``, ``webp``, ``heif``, or None."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return "tiff"
    if data.startswith(b"BM"):
        return "bmp"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "heif"
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return "pdf"
    return None

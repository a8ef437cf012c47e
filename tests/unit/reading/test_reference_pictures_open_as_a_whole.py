"""A picture that every scan of a form will be laid over opens, whole, for every reader; all else is refused by kind."""

import zlib

import pytest
from PIL import Image

from ocr_service.reading import errors
from ocr_service.reading.opening.check_reference import check_reference_picture
from ocr_service.reading.opening.scan_limits import ScanLimits
from tests.unit.reading.test_bad_files_have_their_error import encode, huge_png, noise


def flat(width: int, height: int, kind: str = "PNG", mode: str = "L") -> bytes:
    return encode(Image.new(mode, (width, height)), kind)


def scrambled_png() -> bytes:
    """Its checksums are right, its pixels are not what the header says."""
    data = flat(100, 80)
    at = data.index(b"IDAT")
    length = int.from_bytes(data[at - 4 : at], "big")
    rows = zlib.compress(b"\x09" * 40)
    chunk = b"IDAT" + rows
    checked = len(rows).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    return data[: at - 4] + checked + data[at + 4 + length + 4 :]


@pytest.mark.parametrize(
    "data",
    [
        flat(40, 30),
        flat(40, 30, "JPEG"),
        flat(40, 30, mode="1"),
        flat(40, 30, mode="RGBA"),
        flat(40, 30, mode="I;16"),
        flat(40, 30, "JPEG", mode="CMYK"),
    ],
)
def test_pictures_of_every_mode_are_taken(data: bytes) -> None:
    check_reference_picture(data, ScanLimits())


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.FileEmpty),
        (b"\x89PNG\r\n\x1a\n", errors.FileBroken),
        (b"\x89PNG\r\n\x1a\nreference", errors.FileBroken),
        (b"a picture", errors.FileTypeUnknown),
        (b"%PDF-1.7\n", errors.FileTypeUnknown),
        (flat(400, 300, "GIF"), errors.FileTypeUnknown),
        (flat(400, 300, "TIFF"), errors.FileTypeUnknown),
        (noise("PNG")[:5_000], errors.FileBroken),
        (noise("JPEG")[:20_000], errors.FileBroken),
        (scrambled_png(), errors.FileBroken),
        (huge_png(30_000, 30_000), errors.PictureTooLarge),
        (flat(1, 1), errors.PictureTooSmall),
        (flat(30, 3_000), errors.PictureTooSmall),
    ],
)
def test_all_else_is_refused(data: bytes, error: type[errors.ScanError]) -> None:
    with pytest.raises(error):
        check_reference_picture(data, ScanLimits())

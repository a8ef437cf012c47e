"""Files that clerks and attackers send instead of scans."""

import io
import zlib

import pypdfium2
from PIL import Image


def bad_files() -> dict[str, bytes]:
    """By file name."""
    return {
        "empty.jpg": b"",
        "text.jpg": "这不是图片".encode() * 100,
        "cut-off.jpg": _picture("JPEG", (900, 700))[:9_000],
        "cut-off.pdf": _pdf(3)[:600],
        "500-pages.pdf": _pdf(500),
        "30000x30000.png": _huge_png(30_000, 30_000),
        "bomb.tiff": _huge_tiff(),
        "one-pixel.png": _picture("PNG", (1, 1)),
        "black.png": _encode(Image.new("L", (1600, 1100), 0), "PNG"),
        "white.png": _encode(Image.new("L", (1600, 1100), 255), "PNG"),
        "deep-16-bit.png": _encode(Image.new("I;16", (1600, 1100), 30_000), "PNG"),
        "moving.gif": _moving(),
    }


def _encode(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def _picture(kind: str, size: tuple[int, int]) -> bytes:
    return _encode(Image.effect_noise(size, 80), kind)


def _pdf(pages: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _huge_png(width: int, height: int) -> bytes:
    """One colour, a few kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([1, 0, 0, 0, 0])
    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _huge_tiff() -> bytes:
    return _encode(Image.new("1", (40_000, 20_000), 1), "TIFF", compression="group4")


def _moving() -> bytes:
    frames = [Image.new("L", (800, 600), shade) for shade in (250, 128, 0)]
    return _encode(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)

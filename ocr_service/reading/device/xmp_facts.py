"""XMP packets (ISO 16684-1): found by their marks, read without an XML parser, which a hostile one keeps busy."""

import html
import re
from typing import Final

from ocr_service.reading.device.device_facts import DeviceFacts
from ocr_service.reading.device.readable_text import readable_text

_MOST_BYTES: Final = 100_000
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be")
_BEGIN: Final = "<x:xmpmeta"
_END: Final = "</x:xmpmeta>"
_SERIALS: Final = ("exifEX:BodySerialNumber", "exif:BodySerialNumber", "aux:SerialNumber")


def xmp_facts(data: bytes) -> DeviceFacts:
    """What the first packet in `data` says; a file may hold it anywhere (PDF keeps it readable for just that)."""
    packet = _find_packet(data)
    return DeviceFacts(
        make=_said(packet, "tiff:Make"),
        model=_said(packet, "tiff:Model"),
        serial=next((serial for name in _SERIALS if (serial := _said(packet, name))), ""),
        program=_said(packet, "xmp:CreatorTool"),
    )


def _find_packet(data: bytes) -> str:
    for encoding in _ENCODINGS:
        begin = data.find(_BEGIN.encode(encoding))
        if begin >= 0:
            return data[begin : begin + _MOST_BYTES].decode(encoding, "replace").partition(_END)[0]
    return ""


def _said(packet: str, name: str) -> str:
    """A property's value, written as an attribute or as an element."""
    attribute = rf"""{name}\s{{0,9}}=\s{{0,9}}["']([^"'<]{{0,400}})"""
    found = re.search(rf"{attribute}|<{name}[^<>]{{0,200}}>([^<]{{0,400}})<", packet)
    return readable_text(html.unescape(found[1] or found[2] or "")) if found else ""

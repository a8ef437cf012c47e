"""Finds out which scanner, camera or scan program made a file, where the file says it."""

from ocr_service.reading.device.pdf_facts import pdf_facts
from ocr_service.reading.device.picture_facts import picture_facts
from ocr_service.reading.opening.open_scan import find_kind


def find_device(data: bytes) -> str | None:
    """The device's name with its serial number, such as ``Canon iR-ADV C3520 (SN 2AB12345)``, at most 120 characters.

    Where a file names no device but the program that wrote it, that; None where it says nothing that can be used. What
    stands there is claimed by the file and proves nothing. Never raises: no scan is lost by what is written beside it.
    """
    try:
        return (pdf_facts if find_kind(data) == "pdf" else picture_facts)(data).name
    except Exception:  # whatever decoders raise on headers that somebody made to break them
        return None

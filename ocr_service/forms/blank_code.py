"""The code on a printed blank: the address of the form's page, which form and version it is, and a serial number."""

import re
from dataclasses import dataclass
from typing import Final

_ADDRESS: Final = re.compile(
    r"https?://[^\s/?#]+(?:/[^\s?#]*)?/blank/(?P<template>[a-z][a-z0-9-]{0,62})"
    r"\?v=(?P<version>[1-9][0-9]{0,6})&s=(?P<serial>[0-9]{6,12})"
)


@dataclass(frozen=True, kw_only=True)
class BlankCode:
    """What the code says: form, version that was printed, and the paper's own number (six digits or more)."""

    template: str
    version: int
    serial: str


def write_blank_code(base_url: str, code: BlankCode) -> str:
    """The code's text; `base_url` is how people reach the service (``https://ocr.factory.lan``)."""
    return f"{base_url.rstrip('/')}/blank/{code.template}?v={code.version}&s={code.serial}"


def read_blank_code(text: str) -> BlankCode | None:
    """None for every other code: a foreign address, a supplier's number."""
    match = _ADDRESS.fullmatch(text)
    if match is None:
        return None
    return BlankCode(template=match["template"], version=int(match["version"]), serial=match["serial"])

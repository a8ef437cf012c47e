"""Fonts by family name: printed ones through fontconfig, handwriting ones from the Fontsource npm packages."""

import json
import re
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

HANDWRITING_PACKAGES = ("long-cang", "zhi-mang-xing", "ma-shan-zheng", "liu-jian-mao-cao")


class MissingFontError(Exception):
    """A font that the samples are drawn with is not installed."""


@cache
def find_font_file(family: str, style: str = "regular") -> tuple[str, int]:
    """The file of a font family and the face's index in it; raises MissingFontError where it is not installed."""
    try:
        answer = subprocess.run(
            ["fc-match", "-f", "%{family}|%{file}|%{index}", f"{family}:{style}"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except FileNotFoundError:
        raise MissingFontError("fontconfig's fc-match is not installed (Debian package fontconfig)") from None
    families, file, index = answer.split("|")
    if family not in families.split(","):
        raise MissingFontError(f"no font family {family!r} (fontconfig offers {families!r}); see samples/README.md")
    return file, int(index) & 0xFFFF


@cache
def printed_font(family: str, style: str, pixels: float) -> ImageFont.FreeTypeFont:
    """A printed font; `style` is fontconfig's (regular, bold), `pixels` the size of the em square."""
    file, index = find_font_file(family, style)
    return ImageFont.truetype(file, pixels, index=index, layout_engine=ImageFont.Layout.BASIC)


@dataclass(frozen=True)
class Handwriting:
    """One handwriting font, split by Fontsource into many subset files; `folder` holds them."""

    name: str
    folder: Path

    def font_for(self, character: str, pixels: float) -> ImageFont.FreeTypeFont:
        """The subset that draws `character`; raises MissingFontError where none does."""
        subset = _subset_of(self.folder, character)
        if subset is None:
            raise MissingFontError(f"the handwriting font {self.name} has no {character!r}")
        return _handwriting_file(self.folder / "files" / f"{self.name}-{subset}-400-normal.woff", pixels)


def open_handwriting(folder: Path, name: str) -> Handwriting:
    """The handwriting font `name` installed under `folder`; raises MissingFontError where it is not there."""
    package = folder / name
    if not (package / "unicode.json").is_file():
        raise MissingFontError(
            f"no handwriting font in {package}: run `npm ci --ignore-scripts` (see samples/README.md)"
        )
    return Handwriting(name, package)


@cache
def _handwriting_file(file: Path, pixels: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(file), pixels, layout_engine=ImageFont.Layout.BASIC)


@cache
def _subset_of(folder: Path, character: str) -> str | None:
    code = ord(character)
    for subset, ranges in _subsets(folder):
        if any(first <= code <= last for first, last in ranges):
            return subset
    return None


@cache
def _subsets(folder: Path) -> list[tuple[str, list[tuple[int, int]]]]:
    listed = json.loads((folder / "unicode.json").read_text())
    return [(name.strip("[]"), [_code_range(part) for part in ranges.split(",")]) for name, ranges in listed.items()]


def _code_range(written: str) -> tuple[int, int]:
    found = re.fullmatch(r"U\+([0-9a-fA-F]+)(?:-([0-9a-fA-F]+))?", written.strip())
    if found is None:
        raise ValueError(f"not a Unicode range: {written!r}")
    first = int(found[1], 16)
    return first, int(found[2], 16) if found[2] else first

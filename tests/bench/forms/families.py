"""Which fonts and hands belong to which set: what is fitted on one is reported on the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

from samples.generator.fonts import Handwriting, open_handwriting

HANDS_FOLDER = Path(__file__).parents[3] / "node_modules" / "@fontsource"


@dataclass(frozen=True)
class MixedHand(Handwriting):
    """One writer: figures and Latin letters in one hand, everything else in another.

    The grass script of Liu Jian Mao Cao writes traditional forms that a truth in simplified characters does not name:
    only its figures are used.
    """

    figures: Handwriting

    def font_for(self, character: str, pixels: float) -> ImageFont.FreeTypeFont:
        return self.figures.font_for(character, pixels) if character.isascii() else super().font_for(character, pixels)


@dataclass(frozen=True, kw_only=True)
class SetFonts:
    """`printed`: (family, style of its headings); `hands` are the names of `open_hands`."""

    printed: tuple[tuple[str, str], ...]
    hands: tuple[str, ...]


# Zhi Mang Xing and Ma Shan Zheng share their figures: they must be in one set.
FONTS: Mapping[str, SetFonts] = {
    "fit": SetFonts(
        printed=(("Noto Sans CJK SC", "bold"), ("AR PL UMing CN", "regular")), hands=("zhi-mang-xing", "ma-shan-zheng")
    ),
    "report": SetFonts(
        printed=(("Noto Serif CJK SC", "bold"), ("WenQuanYi Zen Hei", "regular"), ("AR PL UKai CN", "regular")),
        hands=("long-cang", "cursive-figures"),
    ),
}


def open_hands(set_name: str) -> dict[str, Handwriting]:
    """The hands of a set; raises MissingFontError where `npm ci` was not run."""
    if set_name == "fit":
        return {name: open_handwriting(HANDS_FOLDER, name) for name in FONTS["fit"].hands}
    plain, figures = (open_handwriting(HANDS_FOLDER, name) for name in ("long-cang", "liu-jian-mao-cao"))
    return {"long-cang": plain, "cursive-figures": MixedHand(plain.name, plain.folder, figures)}

"""What was written into a zone -> its lines of text, each cut out by itself, in different looks at the same ink."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ocr_service.forms.content import Amount, CapitalAmount, Code, Content, Date, SealText, Time
from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.cells.lay_out import LaidOut, lay_out
from ocr_service.reading.ink.find_ink import Ink, find_ink
from ocr_service.reading.ink.remove_seal import remove_seal
from ocr_service.reading.ink.split_lines import Line, may_be_fewer, split_lines
from ocr_service.reading.ink.strokes_from_outside import share_from_outside
from ocr_service.reading.pages import Crop
from ocr_service.reading.seals.seal_ink import SMALLEST_SEAL_MM2, seal_area_mm2
from ocr_service.reading.seals.unroll_ring import unroll_ring

ViewName = Literal["plain", "without-seal", "with-print", "joined"]

# Printed 年月日, 万仟佰拾元, a colon or a hyphen between the written figures are part of what such a field says.
_READ_WITH_PRINT = (Date, Time, CapitalAmount, Amount, Code)


@dataclass(frozen=True, kw_only=True, eq=False)
class ZoneLines:
    """The lines of a zone from top to bottom, in each view of it; no view where the zone is blank.

    `area_mm2` is the area of the strokes that count, `from_outside` the share of it (0 to 1) that reaches in from
    outside the zone. `laid_out` tells of the views whose lines are the characters in boxes where each box lies.
    """

    area_mm2: float
    from_outside: float = 0.0
    views: Sequence[tuple[ViewName, list[Line]]] = ()
    laid_out: Mapping[ViewName, LaidOut] = field(default_factory=dict)


def find_lines(crop: Crop, content: Content) -> ZoneLines:
    """The lines of a zone that holds `content`, in every view that may count."""
    if isinstance(content, SealText):
        return _seal_lines(crop)
    ink = find_ink(crop)
    if ink.blank:
        return ZoneLines(area_mm2=0.0)
    if crop.cells is not None:
        return _lines_in_cells(crop, ink, crop.cells)
    views: list[tuple[ViewName, list[Line]]] = [("plain", split_lines(ink, crop.dpi))]
    without_seal = remove_seal(crop)
    if ink.printed and isinstance(content, _READ_WITH_PRINT):
        whole = find_ink(without_seal or crop, keep_print=True)
        views.append(("with-print", split_lines(whole, crop.dpi)))
    entry = ink
    if without_seal is not None:
        entry = find_ink(without_seal)
        views.insert(0, ("without-seal", split_lines(entry, crop.dpi)))
    if may_be_fewer(entry, crop.dpi):
        views.append(("joined", split_lines(entry, crop.dpi, joined=True)))
    from_outside = share_from_outside(ink.mask, crop.dpi / MM_PER_INCH)
    return ZoneLines(area_mm2=ink.area_mm2, from_outside=from_outside, views=views)


def _seal_lines(crop: Crop) -> ZoneLines:
    """The text around a seal's ring, unrolled; a zone without a seal is blank."""
    area_mm2 = seal_area_mm2(crop)
    if area_mm2 < SMALLEST_SEAL_MM2:
        return ZoneLines(area_mm2=0.0)
    line = unroll_ring(crop)
    return ZoneLines(area_mm2=area_mm2, views=[("plain", [] if line is None else [line])])


def _lines_in_cells(crop: Crop, ink: Ink, cells: int) -> ZoneLines:
    """The characters in the zone's boxes, each alone and all side by side; below a seal where there is one."""
    without_seal = remove_seal(crop)
    looks: list[tuple[ViewName, Crop, Ink]] = [("plain", crop, ink)]
    if without_seal is not None:
        looks.insert(0, ("without-seal", without_seal, find_ink(without_seal)))
    laid_out = {name: lay_out(seen, its_ink, cells) for name, seen, its_ink in looks}
    return ZoneLines(
        area_mm2=ink.area_mm2,
        views=[(name, [] if laid is None else laid.lines) for name, laid in laid_out.items()],
        laid_out={name: laid for name, laid in laid_out.items() if laid is not None},
    )

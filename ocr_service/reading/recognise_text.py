"""Crops of zones -> readings with a probability for every character at every step along each line."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.content import Amount, CapitalAmount, Code, Content, Date, SealText, Time
from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.forms.result import Reason
from ocr_service.reading.cells.join_cells import join_cells
from ocr_service.reading.cells.lay_out import LaidOut, lay_out
from ocr_service.reading.ink.find_ink import Ink, find_ink
from ocr_service.reading.ink.remove_seal import remove_seal
from ocr_service.reading.ink.split_lines import Line, may_be_fewer, split_lines
from ocr_service.reading.ink.strokes_from_outside import share_from_outside
from ocr_service.reading.pages import Crop, Pixels
from ocr_service.reading.seals.seal_ink import SMALLEST_SEAL_MM2, seal_area_mm2
from ocr_service.reading.seals.unroll_ring import unroll_ring
from ocr_service.reading.text_engine import TextEngine, TextReading

# Coloured ink that is read this surely is an entry in coloured ink, not a seal on an empty zone.
LEGIBLE: Final = 0.5

ViewName = Literal["plain", "without-seal", "with-print", "joined"]

# Printed 年月日, 万仟佰拾元, a colon or a hyphen between the written figures are part of what such a field says.
_READ_WITH_PRINT = (Date, Time, CapitalAmount, Amount, Code)


@dataclass(frozen=True, kw_only=True)
class LineReading:
    """One line of a zone: the recogniser's probabilities and where the line has ink.

    `ink` (true where a column of the line's picture has ink) runs over the line's picture from left to right;
    the gaps in it tell where spaces are. `height` is the picture's height in pixels. `joined_to_next` says that a
    long line goes on in the next one.
    """

    reading: TextReading
    ink: NDArray[np.bool_]
    height: int
    joined_to_next: bool = False


@dataclass(frozen=True, kw_only=True)
class View:
    """The lines of a zone, seen in one way: as it is, without the colour of a seal, with the form's own print.

    "joined" takes lines that lie very near each other for one.
    """

    name: ViewName
    lines: tuple[LineReading, ...]


@dataclass(frozen=True, kw_only=True)
class CropReading:
    """What was seen in a zone.

    `blank` was decided by ink, before recognition: a zone with ink is never blank, even where no text was read
    (then `reasons` holds ``ink_without_text``); only a seal's illegible strokes on an otherwise empty zone are not
    taken for an entry (``under_seal``). `ink` is the strokes' area in square millimetres, `from_outside` the share of
    it that reaches in from outside the zone. `views` are different looks at the same ink, the best guess first;
    decoding settles which one counts.
    """

    blank: bool
    views: tuple[View, ...] = ()
    ink: float = 0.0
    from_outside: float = 0.0
    reasons: tuple[Reason, ...] = ()

    @property
    def only_coloured(self) -> bool:
        """Whether nothing is left of the ink once the colour of a seal is taken out."""
        return bool(self.views) and self.views[0].name == "without-seal" and not self.views[0].lines

    @property
    def lines(self) -> tuple[LineReading, ...]:
        """The lines of the first view."""
        return self.views[0].lines if self.views else ()


def recognise_crops(engine: TextEngine, crops: Iterable[Crop], contents: Iterable[Content]) -> Iterator[CropReading]:
    """One reading for each crop, as soon as it is there; `contents` says what each zone holds.

    All lines go to the engine in one call, each as soon as it is cut out of its zone, equal ones once: two looks at a
    zone often show the same.
    """
    zones: deque[_Zone] = deque()
    digests: list[bytes] = []

    def distinct_lines() -> Iterator[Pixels]:
        known = set()
        for crop, content in zip(crops, contents, strict=True):
            zones.append(_prepare(crop, content))
            for line in zones[-1].lines:
                if line.digest not in known:
                    known.add(line.digest)
                    digests.append(line.digest)
                    yield line.pixels

    seen: dict[bytes, TextReading] = {}
    for reading in engine.recognise(distinct_lines()):
        seen[digests[len(seen)]] = reading
        while zones and all(line.digest in seen for line in zones[0].lines):
            yield _reading_of(zones.popleft(), seen)
    # Zones without a line, after the last one that has some.
    yield from (_reading_of(zone, seen) for zone in zones)


@dataclass(frozen=True, kw_only=True)
class _Zone:
    area_mm2: float
    from_outside: float = 0.0
    views: list[tuple[ViewName, list[Line]]]
    laid_out: Mapping[ViewName, LaidOut] = field(default_factory=dict)

    @property
    def lines(self) -> list[Line]:
        return [line for _, lines in self.views for line in lines]


def _prepare(crop: Crop, content: Content) -> _Zone:
    if isinstance(content, SealText):
        return _prepare_seal(crop)
    ink = find_ink(crop)
    if ink.blank:
        return _Zone(area_mm2=0.0, views=[])
    if crop.cells is not None:
        return _prepare_cells(crop, ink, crop.cells)
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
    return _Zone(area_mm2=ink.area_mm2, from_outside=from_outside, views=views)


def _prepare_seal(crop: Crop) -> _Zone:
    """The text around a seal's ring, unrolled; a zone without a seal is blank."""
    area_mm2 = seal_area_mm2(crop)
    if area_mm2 < SMALLEST_SEAL_MM2:
        return _Zone(area_mm2=0.0, views=[])
    line = unroll_ring(crop)
    return _Zone(area_mm2=area_mm2, views=[("plain", [] if line is None else [line])])


def _prepare_cells(crop: Crop, ink: Ink, cells: int) -> _Zone:
    """The characters in the zone's boxes, each alone and all side by side; below a seal where there is one."""
    without_seal = remove_seal(crop)
    looks: list[tuple[ViewName, Crop, Ink]] = [("plain", crop, ink)]
    if without_seal is not None:
        looks.insert(0, ("without-seal", without_seal, find_ink(without_seal)))
    laid_out = {name: lay_out(seen, its_ink, cells) for name, seen, its_ink in looks}
    return _Zone(
        area_mm2=ink.area_mm2,
        views=[(name, [] if laid is None else laid.lines) for name, laid in laid_out.items()],
        laid_out={name: laid for name, laid in laid_out.items() if laid is not None},
    )


def _line_readings(
    readings: Sequence[TextReading], lines: Sequence[Line], laid_out: LaidOut | None
) -> tuple[LineReading, ...]:
    if laid_out is None:
        return tuple(_line_reading(reading, line) for reading, line in zip(readings, lines, strict=True))
    joined = join_cells(readings[:-1], readings[-1], laid_out.spans)
    # Without gaps in the ink no spaces are put between the boxes' characters.
    return (LineReading(reading=joined, ink=np.ones(len(joined.steps), np.bool_), height=2),)


def _line_reading(reading: TextReading, line: Line) -> LineReading:
    return LineReading(
        reading=reading,
        ink=np.asarray(line.mask.any(axis=0)),
        height=line.mask.shape[0],
        joined_to_next=line.continues,
    )


def _reading_of(zone: _Zone, seen: Mapping[bytes, TextReading]) -> CropReading:
    """What was seen in the zone, from the readings of its lines by their digests."""
    views = tuple(
        View(name=name, lines=_line_readings([seen[line.digest] for line in lines], lines, zone.laid_out.get(name)))
        for name, lines in zone.views
    )
    if not views:
        return CropReading(blank=True)
    reasons = []
    if views[0].name == "without-seal":
        reasons.append(Reason(code="under_seal"))
        if not views[0].lines and all(_surest_text(view) < LEGIBLE for view in views[1:]):
            return CropReading(blank=True, reasons=tuple(reasons))
    if not any(_has_text(line.reading) for view in views for line in view.lines):
        reasons.append(Reason(code="ink_without_text"))
    return CropReading(
        blank=False, views=views, ink=zone.area_mm2, from_outside=zone.from_outside, reasons=tuple(reasons)
    )


def _surest_text(view: View) -> float:
    """The probability of the likeliest line of text in a view."""
    found = [line.reading.likeliest for line in view.lines]
    return max((one.probability for one in found if one.text), default=0.0)


def _has_text(reading: TextReading) -> bool:
    return bool((reading.steps.argmax(axis=1) != 0).any())

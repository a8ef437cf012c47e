"""Crops of zones -> readings with a probability for every character at every step along each line."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.content import Content
from ocr_service.forms.result import Reason
from ocr_service.reading.cells.join_cells import join_cells
from ocr_service.reading.cells.lay_out import LaidOut
from ocr_service.reading.find_lines import ViewName, ZoneLines, find_lines
from ocr_service.reading.ink.split_lines import Line
from ocr_service.reading.pages import Crop
from ocr_service.reading.text_engine import LinePicture, TextEngine, TextReading

# Coloured ink that is read this surely is an entry in coloured ink, not a seal on an empty zone.
LEGIBLE: Final = 0.5

# Whether what a zone is for bears out what a quick reading of its only line says.
Confirm = Callable[["LineReading"], bool]


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


def recognise_crops(
    engine: TextEngine,
    crops: Sequence[Crop],
    contents: Sequence[Content],
    confirms: Sequence[Confirm | None] | None = None,
) -> Iterator[CropReading]:
    """One reading for each crop, as soon as it is there.

    `contents` says what each zone holds, `confirms` what bears out a quick reading of it, where something does. All
    lines go to the engine in one call, each as soon as it is cut out of its zone, equal ones once: two looks at a zone
    often show the same.
    """
    zones: deque[_Zone] = deque()
    keys: list[_Key] = []

    def distinct_lines() -> Iterator[LinePicture]:
        known = set()
        for crop, content, confirm in zip(crops, contents, confirms or [None] * len(crops), strict=True):
            zones.append(_Zone(lines=find_lines(crop, content), confirm=confirm))
            for wanted in zones[-1].wanted:
                if wanted.key not in known:
                    known.add(wanted.key)
                    keys.append(wanted.key)
                    yield wanted.picture

    seen: dict[_Key, TextReading] = {}
    for reading in engine.recognise(distinct_lines()):
        seen[keys[len(seen)]] = reading
        while zones and all(wanted.key in seen for wanted in zones[0].wanted):
            yield _reading_of(zones.popleft(), seen)
    # Zones without a line, after the last one that has some.
    yield from (_reading_of(zone, seen) for zone in zones)


# What a line's reading is found again by: its pixels, and what may have confirmed it.
_Key = tuple[bytes, Confirm | None]


@dataclass(frozen=True, kw_only=True, eq=False)
class _WantedLine:
    """A line that is to be recognised; `confirm` may bear out a quick reading of it."""

    line: Line
    confirm: Confirm | None

    @property
    def key(self) -> _Key:
        return self.line.digest, self.confirm

    @property
    def picture(self) -> LinePicture:
        if self.confirm is None:
            return LinePicture(pixels=self.line.pixels)
        confirm = self.confirm
        return LinePicture(
            pixels=self.line.pixels, is_confirmed_by=lambda reading: confirm(_line_reading(reading, self.line))
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Zone:
    lines: ZoneLines
    confirm: Confirm | None

    @cached_property
    def views(self) -> list[tuple[ViewName, list[_WantedLine]]]:
        return [(name, self._wanted(name, lines)) for name, lines in self.lines.views]

    @cached_property
    def wanted(self) -> list[_WantedLine]:
        return [wanted for _, lines in self.views for wanted in lines]

    def _wanted(self, name: ViewName, lines: Sequence[Line]) -> list[_WantedLine]:
        # A part of a text is not what the zone is for, and several looks at a zone check each other.
        whole = len(lines) == 1 and len(self.lines.views) == 1 and name not in self.lines.laid_out
        return [_WantedLine(line=line, confirm=self.confirm if whole else None) for line in lines]


def _line_readings(
    wanted: Sequence[_WantedLine], seen: Mapping[_Key, TextReading], laid_out: LaidOut | None
) -> tuple[LineReading, ...]:
    readings = [seen[one.key] for one in wanted]
    if laid_out is None:
        return tuple(_line_reading(reading, one.line) for reading, one in zip(readings, wanted, strict=True))
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


def _reading_of(zone: _Zone, seen: Mapping[_Key, TextReading]) -> CropReading:
    """What was seen in the zone, from the readings of its lines."""
    views = tuple(
        View(name=name, lines=_line_readings(wanted, seen, zone.lines.laid_out.get(name)))
        for name, wanted in zone.views
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
        blank=False,
        views=views,
        ink=zone.lines.area_mm2,
        from_outside=zone.lines.from_outside,
        reasons=tuple(reasons),
    )


def _surest_text(view: View) -> float:
    """The probability of the likeliest line of text in a view."""
    found = [line.reading.likeliest for line in view.lines]
    return max((one.probability for one in found if one.text), default=0.0)


def _has_text(reading: TextReading) -> bool:
    return bool((reading.steps.argmax(axis=1) != 0).any())

"""Puts a form's printed marks and entries onto a sheet of paper, in colour, at a given resolution."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ocr_service.forms.content import (
    Amount,
    Barcode,
    Choice,
    Integer,
    MultilineText,
    Number,
    Seal,
    SealText,
    Signature,
    Tick,
)
from ocr_service.forms.geometry import MM_PER_INCH, Box
from samples.generator.design import FormDesign, Mark, text_width
from samples.generator.draw import code_picture, draw_blank
from samples.generator.entries import Entry, Filling
from samples.generator.fonts import Handwriting
from samples.generator.marking import draw_ring, draw_scribble, draw_tick
from samples.generator.stamps import SEAL_INKS, RoundSeal, draw_box_stamp, draw_round_seal, unevenly_inked
from samples.generator.writing import INKS, Ink, Pen, write_line

# The most cursive hand, where it may be used.
SIGNING_HAND = "liu-jian-mao-cao"


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one copy is printed and written: the form's own ink, the pens, and which fields are by hand.

    `hand_paths` are regular expressions of paths written by hand besides those that the template calls handwritten.
    `offset_mm` is how far the printer was off the pre-printed form. `seal_also_at` stamps a seal zone's seal a second
    time, so many mm right of and below the zone's middle, over what is written there.
    """

    form_ink: Ink = (30, 30, 32)
    pen: Pen = field(default_factory=lambda: Pen(kind="laser", family="Noto Sans CJK SC", ink=INKS["toner"]))
    hand_font: str = "long-cang"
    hand_ink: str = "blue"
    hand_paths: tuple[str, ...] = ()
    offset_mm: tuple[float, float] = (0.0, 0.0)
    seal_also_at: Mapping[str, tuple[float, float]] = field(default_factory=dict)


class Sheet:
    """A page under the hand: RGB pixels and a millimetre ruler."""

    def __init__(self, design: FormDesign, page: int, dpi: float, look: Look, printed: Sequence[Mark] = ()) -> None:
        self.scale = dpi / MM_PER_INCH
        coverage = draw_blank(design, page, dpi, printed)
        self.picture = Image.new("RGB", coverage.size, (255, 255, 255))
        self.picture.paste(look.form_ink, (0, 0), coverage)

    def ink(self, coverage: NDArray[np.uint8], x: float, y: float, ink: Ink) -> None:
        """Lay ink over what is there (it darkens, it does not cover); (x, y) in pixels."""
        left, top = round(x), round(y)
        right, bottom = left + coverage.shape[1], top + coverage.shape[0]
        inside = (max(left, 0), max(top, 0), min(right, self.picture.width), min(bottom, self.picture.height))
        if inside[0] >= inside[2] or inside[1] >= inside[3]:
            return
        part = coverage[inside[1] - top : inside[3] - top, inside[0] - left : inside[2] - left]
        below = np.asarray(self.picture.crop(inside), np.float64)
        share = part[:, :, None] / 255.0
        filtered = below * (1 - share) + below * share * np.asarray(ink, np.float64) / 255.0
        self.picture.paste(Image.fromarray(filtered.astype(np.uint8)), inside[:2])

    def pixels(self, box: Box) -> tuple[float, float, float, float]:
        return box.x * self.scale, box.y * self.scale, box.width * self.scale, box.height * self.scale


@dataclass(frozen=True)
class Zone:
    """A place for one entry: a field's zone or a table's cell."""

    path: str
    page: int
    box: Box
    read: object
    handwritten: bool
    cells: int | None = None


def zones_of(design: FormDesign, filling: Filling) -> list[Zone]:
    """The zones of the form's fields, and of the cells of the filled rows; pages are counted as sheets."""
    zones = [
        Zone(part.name, part.page, part.box, part.read, part.handwritten, part.cells) for part in design.template.fields
    ]
    for table in design.template.tables:
        for row in range(len(filling.tables.get(table.name, ()))):
            for c in table.columns:
                path = f"{table.name}[{row}].{c.name}"
                sheet, at = filling.places.get(path, (table.page - 1, table.cell(row, c)))
                zones.append(Zone(path, sheet + 1, at, c.read, c.handwritten, c.cells))
        columns = {column.name: column for column in table.columns}
        for total in (total for total in table.totals if total.name in filling.places):
            sheet, at = filling.places[total.name]
            zones.append(Zone(total.name, sheet + 1, at, columns[total.column].read, False))
    return zones


def fill_pages(
    design: FormDesign,
    filling: Filling,
    look: Look,
    hands: Mapping[str, Handwriting],
    dpi: float,
    rng: random.Random,
) -> list[Image.Image]:
    """The filled form, a picture for each of its pages, clean as it lies under the scanner."""
    numbers = filling.sheets or range(1, len(design.template.pages) + 1)
    sheets = [Sheet(design, number, dpi, look, filling.printed.get(index, ())) for index, number in enumerate(numbers)]
    entries = filling.by_path()
    # Seals go last: they are stamped over what is written.
    for zone in sorted(zones_of(design, filling), key=lambda zone: isinstance(zone.read, Seal | SealText)):
        entry = entries.get(zone.path)
        if entry is not None and (entry.text or entry.value is not None or entry.taken_back):
            _write(sheets[zone.page - 1], zone, entry, look, hands, rng)
    return [sheet.picture for sheet in sheets]


def _write(
    sheet: Sheet, zone: Zone, entry: Entry, look: Look, hands: Mapping[str, Handwriting], rng: random.Random
) -> None:
    if isinstance(zone.read, Seal | SealText):
        _stamp_seal(sheet, zone, entry, look, rng)
    elif isinstance(zone.read, Signature):
        _sign(sheet, zone, entry, look, hands, rng)
    elif isinstance(zone.read, Barcode):
        if zone.read.identifies_form:
            return  # It is printed on every copy.
        coverage = np.asarray(code_picture(entry.text, zone.read.formats[0], zone.box, sheet.scale))
        sheet.ink(coverage, zone.box.x * sheet.scale, zone.box.y * sheet.scale, INKS["toner"])
    elif isinstance(zone.read, Choice):
        _mark_options(sheet, zone.read, entry, look, rng)
    elif isinstance(zone.read, Tick):
        if entry.value:
            x, y, width, height = sheet.pixels(_tick_place(zone.box))
            tick = draw_tick(width, height, sheet.scale, rng, crosses="[" not in zone.path)
            sheet.ink(tick, x - width / 2, y - height / 2, INKS[look.hand_ink])
    elif zone.cells is not None:
        _write_in_boxes(sheet, zone, zone.cells, entry, look, hands, rng)
    else:
        _write_text(sheet, zone, entry, look, hands, rng)


def _ticked(entry: Entry) -> list[str]:
    """The options that bear a tick; `text` names them where they give no valid value (two ticks where one may be)."""
    if entry.text:
        return entry.text.split(",")
    return [entry.value] if isinstance(entry.value, str) else entry.value or []


def _tick_place(box: Box) -> Box:
    side = min(box.width, box.height, 4.5)
    return Box(x=box.x + (box.width - side) / 2, y=box.y + (box.height - side) / 2, width=side, height=side)


def _pen_for(zone: Zone, look: Look) -> Pen:
    by_hand = zone.handwritten or any(re.fullmatch(pattern, zone.path) for pattern in look.hand_paths)
    return Pen(kind="hand", family=look.hand_font, ink=INKS[look.hand_ink]) if by_hand else look.pen


def _write_text(
    sheet: Sheet, zone: Zone, entry: Entry, look: Look, hands: Mapping[str, Handwriting], rng: random.Random
) -> None:
    pen, hand = _pen_for(zone, look), hands[look.hand_font]
    x, y, width, height = sheet.pixels(zone.box)
    lines = entry.text.split("\n")
    room = (
        height / len(lines) if not isinstance(zone.read, MultilineText) else min(height / len(lines), 9 * sheet.scale)
    )
    largest, share = (6.0, 0.95) if pen.kind == "hand" else (3.5, 0.78)
    em = min(room * share, largest * sheet.scale)
    margin = 1.0 * sheet.scale
    behind = _printed_unit(zone) * sheet.scale
    for number, text in enumerate(lines):
        line = write_line(text, em, pen, hand, rng)
        fits = (width - behind - 2 * margin) / line.coverage.shape[1]
        if fits < 1:
            line = write_line(text, em * fits * 0.97, pen, hand, rng)
        spare = width - behind - line.coverage.shape[1]
        left = spare - margin if isinstance(zone.read, Integer | Number | Amount) else min(margin * 1.4, spare / 2)
        down = room * number + room / 2 + min(em, em * fits) * 0.37 - line.baseline
        off = (0.0, 0.0) if pen.kind == "hand" else look.offset_mm
        jitter = rng.uniform(-0.25, 0.25) * sheet.scale if pen.kind == "hand" else 0.0
        sheet.ink(line.coverage, x + left + off[0] * sheet.scale, y + down + jitter + off[1] * sheet.scale, pen.ink)


def _printed_unit(zone: Zone) -> float:
    """How many mm at the zone's right end the printed unit takes."""
    unit = getattr(zone.read, "unit", None)
    return text_width(unit, 3.3) + 1.5 if unit else 0.0


def _write_in_boxes(
    sheet: Sheet, zone: Zone, cells: int, entry: Entry, look: Look, hands: Mapping[str, Handwriting], rng: random.Random
) -> None:
    """One character in the middle of each box, as near to it as the hand or the printer gets."""
    pen, hand = _pen_for(zone, look), hands[look.hand_font]
    x, y, width, height = sheet.pixels(zone.box)
    em = min(height * 0.8, width / cells * 0.95, (6.0 if pen.kind == "hand" else 4.2) * sheet.scale)
    off = (0.0, 0.0) if pen.kind == "hand" else look.offset_mm
    loose = 0.5 if pen.kind == "hand" else 0.1
    for number, character in enumerate(entry.text):
        coverage = write_line(character, em, pen, hand, rng).coverage
        left = x + width * (number + 0.5) / cells - coverage.shape[1] / 2
        top = y + (height - coverage.shape[0]) / 2
        across, down = ((rng.uniform(-loose, loose) + side) * sheet.scale for side in off)
        sheet.ink(coverage, left + across, top + down, pen.ink)


def _mark_options(sheet: Sheet, choice: Choice, entry: Entry, look: Look, rng: random.Random) -> None:
    mark = draw_ring if choice.marked_by == "ring" else draw_tick
    for option in choice.options:
        x, y, width, height = sheet.pixels(option.box)
        drawn = [mark] * (option.value in _ticked(entry)) + [mark, draw_scribble] * (option.value == entry.taken_back)
        for draw in drawn:
            sheet.ink(draw(width, height, sheet.scale, rng), x - width / 2, y - height / 2, INKS[look.hand_ink])


def _sign(
    sheet: Sheet, zone: Zone, entry: Entry, look: Look, hands: Mapping[str, Handwriting], rng: random.Random
) -> None:
    x, y, width, height = sheet.pixels(zone.box)
    pen = Pen(kind="hand", family=look.hand_font, ink=INKS[look.hand_ink])
    signed = write_line(
        entry.text, min(height * 0.95, 8.5 * sheet.scale), pen, hands.get(SIGNING_HAND, hands[look.hand_font]), rng
    )
    coverage = signed.coverage
    left = x + max(0.0, (width - coverage.shape[1]) * rng.uniform(0.15, 0.6))
    sheet.ink(coverage, left, y + (height - coverage.shape[0]) / 2, pen.ink)


def _stamp_seal(sheet: Sheet, zone: Zone, entry: Entry, look: Look, rng: random.Random) -> None:
    if entry.stamp is None:
        return
    x, y, width, height = sheet.pixels(zone.box)
    if isinstance(entry.stamp, RoundSeal):
        # A seal that is only asked for may reach out of its zone, one that is read lies within.
        share = 0.88 if isinstance(zone.read, SealText) else 1.05
        diameter = min(40 * sheet.scale, min(width, height) * share)
        drawn, lean = draw_round_seal(entry.stamp, diameter, "Noto Serif CJK SC", "bold"), 25.0
        ink = SEAL_INKS[entry.stamp.colour]
    else:
        drawn, lean = draw_box_stamp(entry.stamp, min(12 * sheet.scale, height * 0.85), "Noto Sans CJK SC"), 9.0
        ink = SEAL_INKS["red"]
    places = [(0.0, 0.0), *(offset for path, offset in look.seal_also_at.items() if path == zone.path)]
    for dx, dy in places:
        noise = np.random.default_rng(rng.getrandbits(32))
        coverage = unevenly_inked(drawn, rng.uniform(-lean, lean), noise)
        left = x + (width - coverage.shape[1]) / 2 + (dx + rng.uniform(-2, 2)) * sheet.scale
        top = y + (height - coverage.shape[0]) / 2 + (dy + rng.uniform(-1, 1)) * sheet.scale
        sheet.ink((coverage * 0.82).astype(np.uint8), left, top, ink)

"""Crops -> readings: each zone by the reader that its content type asks for, all text in one call to the engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ocr_service.forms.content import Barcode, Choice, Content, Seal, Signature, Tick
from ocr_service.forms.geometry import Box
from ocr_service.forms.result import Reason, ResultBox
from ocr_service.forms.template import Column, Field, Template
from ocr_service.reading.cut_page import CutField, CutPage, CutTable
from ocr_service.reading.decode_text import PERHAPS_NO_ENTRY, decode_crop
from ocr_service.reading.decoding.lexicons import Lexicon, lexicon_of
from ocr_service.reading.ink.strokes_from_outside import MOSTLY
from ocr_service.reading.lookups import LookupSource
from ocr_service.reading.normalise import normalise
from ocr_service.reading.pages import Crop
from ocr_service.reading.read_codes import read_code
from ocr_service.reading.read_marks import Mark, read_choice, read_mark
from ocr_service.reading.read_seals import read_seal, read_signature
from ocr_service.reading.read_tables import Cell, filled_rows, is_tick
from ocr_service.reading.recognise_text import CropReading, recognise_crops
from ocr_service.reading.text_engine import TextEngine
from ocr_service.reading.zone_reading import ZoneReading

Place = Callable[[Box], ResultBox]

# Less ink than a hyphen's is specks: it makes no row.
SPECKS_MM2: Final = 0.2


@dataclass(frozen=True, kw_only=True, eq=False)
class ReadPage:
    """A page's crops with what the engine saw in its text zones.

    `fields` are beside `cut.fields` (None where the field is no text), `cells` beside the cells of all of `cut.tables`.
    """

    cut: CutPage
    fields: tuple[CropReading | None, ...]
    cells: tuple[tuple[CropReading | None, ...], ...]


def recognise_zones(engine: TextEngine, page: CutPage) -> ReadPage:
    """What the engine sees in all text zones of the page."""
    zones = [(field.field.read, field.crops[0]) for field in page.fields if _is_text(field.field.read)]
    cells = [cell for table in page.tables for cell in table.cells if not is_tick(cell.column)]
    zones += [(cell.column.read, cell.crop) for cell in cells]
    readings = iter(recognise_crops(engine, [crop for _, crop in zones], [content for content, _ in zones]))
    return ReadPage(
        cut=page,
        fields=tuple(next(readings) if _is_text(field.field.read) else None for field in page.fields),
        cells=tuple(
            tuple(None if is_tick(cell.column) else next(readings) for cell in table.cells) for table in page.tables
        ),
    )


def _is_text(content: Content) -> bool:
    return not isinstance(content, Choice | Tick | Barcode | Seal | Signature)


class ZoneReader:
    """Reads the zones of one template, whose look-up lists and thresholds it knows."""

    def __init__(self, template: Template, lookups: LookupSource) -> None:
        self._template = template
        self._lookups = lookups

    def read_page(self, page: ReadPage, place: Place) -> list[ZoneReading]:
        """The readings of a page's zones: fields in the template's order, then tables row by row.

        `place` tells where a template box lies on the page's picture.
        """
        readings = [
            self._read_field(cut, seen, page.cut.number, place)
            for cut, seen in zip(page.cut.fields, page.fields, strict=True)
        ]
        for table, seen_cells in zip(page.cut.tables, page.cells, strict=True):
            readings += self._read_table(table, seen_cells, page.cut.number, place)
        return readings

    def _read_field(self, cut: CutField, seen: CropReading | None, page: int, place: Place) -> ZoneReading:
        reading = ZoneReading(
            path=cut.field.name,
            type=cut.field.read.type,
            value=None,
            confidence=0.0,
            page=page,
            box=place(cut.field.box),
            residual_mm=max(crop.residual_mm for crop in cut.crops),
            required=cut.field.required,
            handwritten=cut.field.handwritten,
            accept_confidence=self._threshold(cut.field),
            reasons=_reasons(cut),
        )
        return self._with_value(reading, cut.field.read, cut.crops, seen)

    def _with_value(
        self, reading: ZoneReading, content: Content, crops: Sequence[Crop], seen: CropReading | None
    ) -> ZoneReading:
        match content:
            case Choice():
                return _with_choice(reading, content, crops)
            case Tick():
                return _with_mark(reading, read_mark(crops[0]))
            case Barcode():
                code = read_code(crops[0], content)
                return replace(
                    reading,
                    value=code.text,
                    text=code.text or "",
                    raw_text=code.text or "",
                    confidence=code.confidence,
                    reasons=reading.reasons + code.reasons,
                )
            case Seal() | Signature():
                found = (read_seal if isinstance(content, Seal) else read_signature)(crops[0])
                return replace(
                    reading, value=found.present, confidence=found.confidence, reasons=reading.reasons + found.reasons
                )
            case _:
                return self._with_text(reading, content, seen or CropReading(blank=True))

    def _with_text(self, reading: ZoneReading, content: Content, seen: CropReading) -> ZoneReading:
        lexicon, missing = self._lexicon(content)
        decoded = decode_crop(seen, content, lexicon=lexicon, handwritten=reading.handwritten)
        reasons = reading.reasons + missing + decoded.reasons
        if seen.blank:
            return replace(reading, confidence=decoded.confidence, reasons=reasons)
        normalised = normalise(decoded.text, content)
        return replace(
            reading,
            value=normalised.value,
            text=normalised.text,
            raw_text=decoded.free_text,
            confidence=decoded.confidence,
            free_text=decoded.free_text,
            free_confidence=decoded.free_confidence,
            seen=decoded.seen,
            reasons=reasons + normalised.reasons,
            alternatives=decoded.alternatives,
        )

    def _lexicon(self, content: Content) -> tuple[Lexicon | None, tuple[Reason, ...]]:
        name = getattr(content, "lexicon", None)
        if name is None:
            return None, ()
        try:
            return lexicon_of(self._lookups.entries(name)), ()
        except KeyError:
            return None, (Reason(code="lookup_missing", params={"lookup": name}),)

    def _read_table(
        self, cut: CutTable, seen: Sequence[CropReading | None], page: int, place: Place
    ) -> list[ZoneReading]:
        marks = {id(cell): read_mark(cell.crop) for cell in cut.cells if is_tick(cell.column)}
        filled = [
            marks[id(cell)].state != "empty" if reading is None else self._holds_entry(cell.column.read, reading)
            for cell, reading in zip(cut.cells, seen, strict=True)
        ]
        rows = filled_rows(cut.cells, filled)
        return [
            self._read_cell(cut, cell, reading, rows[cell.row], page, place)
            for cell, reading in zip(cut.cells, seen, strict=True)
            if cell.row in rows
        ]

    def _holds_entry(self, content: Content, seen: CropReading) -> bool:
        """Whether a cell speaks for its row: ink that may be an entry, or a value even in doubtful ink."""
        if seen.blank or seen.ink < SPECKS_MM2:
            return False
        if seen.from_outside <= MOSTLY and not seen.only_coloured:
            return True
        return decode_crop(seen, content, lexicon=self._lexicon(content)[0]).confidence >= PERHAPS_NO_ENTRY

    def _read_cell(
        self, cut: CutTable, cell: Cell, seen: CropReading | None, row: int, page: int, place: Place
    ) -> ZoneReading:
        reading = ZoneReading(
            path=f"{cut.table.name}[{row}].{cell.column.name}",
            type=cell.column.read.type,
            value=None,
            confidence=0.0,
            page=page,
            box=place(cell.box),
            residual_mm=cell.crop.residual_mm,
            required=cell.column.required,
            handwritten=cell.column.handwritten,
            accept_confidence=self._threshold(cell.column),
            reasons=cell.crop.reasons,
        )
        return self._with_value(reading, cell.column.read, (cell.crop,), seen)

    def _threshold(self, part: Field | Column) -> float | None:
        return self._template.accept_confidence if part.accept_confidence is None else part.accept_confidence


def _reasons(cut: CutField) -> tuple[Reason, ...]:
    """The crops' reasons, each code once."""
    return tuple({reason.code: reason for crop in cut.crops for reason in crop.reasons}.values())


def _with_mark(reading: ZoneReading, mark: Mark) -> ZoneReading:
    unclear = (Reason(code="mark_unclear", params={"values": reading.path}),) if mark.state == "unclear" else ()
    return replace(
        reading,
        value=mark.set,
        text="✓" if mark.set else "",
        raw_text=mark.state,
        confidence=mark.confidence,
        reasons=reading.reasons + unclear,
    )


def _with_choice(reading: ZoneReading, content: Choice, crops: Sequence[Crop]) -> ZoneReading:
    chosen = read_choice(content, [read_mark(crop) for crop in crops])
    labels = {option.value: option.label.get("zh-CN") or option.label["en"] for option in content.options}
    value = list(chosen.values) if content.pick == "any" else next(iter(chosen.values), None)
    return replace(
        reading,
        value=value,
        text=", ".join(labels[name] for name in chosen.values),
        confidence=chosen.confidence,
        reasons=reading.reasons + chosen.reasons,
    )

"""Crops -> readings: each zone by the reader that its content type asks for, all text in one call to the engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ocr_service.forms.content import Barcode, Choice, Content, Seal, Signature, Tick
from ocr_service.forms.geometry import Box
from ocr_service.forms.result import Reason, ResultBox
from ocr_service.forms.template import Column, Field, Template
from ocr_service.reading.confirm_text import confirmation
from ocr_service.reading.cut_page import CutField, CutPage
from ocr_service.reading.decode_text import decode_crop
from ocr_service.reading.decoding.character_variants import is_simplified
from ocr_service.reading.decoding.decoded import Decoded
from ocr_service.reading.decoding.lexicons import Lexicon, lexicon_of
from ocr_service.reading.normalise import normalise
from ocr_service.reading.pages import Crop
from ocr_service.reading.read_codes import read_code
from ocr_service.reading.read_marks import Mark, read_choice, read_mark, read_options
from ocr_service.reading.read_seals import read_seal, read_signature
from ocr_service.reading.recognise_text import CropReading, recognise_crops
from ocr_service.reading.rules.lookups import LookupSource
from ocr_service.reading.tables.read_table import TableReader
from ocr_service.reading.tables.see_table import SeenTable, TextZone, put_readings, zones_of
from ocr_service.reading.text_engine import TextEngine
from ocr_service.reading.zone_reading import ZoneReading

Place = Callable[[Box], ResultBox]


@dataclass(frozen=True, kw_only=True, eq=False)
class ReadPage:
    """A page's crops with what the engine saw in its text zones.

    `fields` are beside `cut.fields` (None where the field is no text), `tables` beside `cut.tables`.
    """

    cut: CutPage
    fields: tuple[CropReading | None, ...]
    tables: tuple[SeenTable, ...]


def _is_text(content: Content) -> bool:
    return not isinstance(content, Choice | Tick | Barcode | Seal | Signature)


class ZoneReader:
    """Reads the zones of one form, page by page in the template's order; it knows its look-up lists and thresholds."""

    def __init__(self, template: Template, lookups: LookupSource) -> None:
        self._template = template
        self._lookups = lookups
        self._simplified = is_simplified(_print_of(template))
        self._tables = TableReader(template, self._with_value, self._sureness)
        # Beside each the reading it was made of, by whose identity it is found again.
        self._decoded: dict[tuple[int, bool], tuple[CropReading, Decoded]] = {}

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What speaks against a table as a whole, once all pages are read."""
        return tuple(self._tables.reasons)

    def recognise(self, engine: TextEngine, page: CutPage) -> ReadPage:
        """What the engine sees in all text zones of the page; each is decoded while it recognises later ones."""
        zones = [
            TextZone(cut.field.read, cut.crops[0], cut.field.handwritten)
            for cut in page.fields
            if _is_text(cut.field.read)
        ]
        zones += [zone for table in page.tables for zone in zones_of(table)]
        readings = []
        confirms = [
            confirmation(zone.content, self._lexicon(zone.content)[0], handwritten=zone.handwritten) for zone in zones
        ]
        crops, contents = [zone.crop for zone in zones], [zone.content for zone in zones]
        seen_zones = recognise_crops(engine, crops, contents, confirms)
        for zone, seen in zip(zones, seen_zones, strict=True):
            self._decode(seen, zone.content, handwritten=zone.handwritten)
            readings.append(seen)
        rest = iter(readings)
        return ReadPage(
            cut=page,
            fields=tuple(next(rest) if _is_text(cut.field.read) else None for cut in page.fields),
            tables=tuple(put_readings(table, rest) for table in page.tables),
        )

    def read_totals(self) -> list[ZoneReading]:
        """The fields in totals rows inside tables, once all pages are read."""
        return self._tables.totals()

    def read_page(self, page: ReadPage, place: Place) -> list[ZoneReading]:
        """The readings of a page's zones: fields in the template's order, then tables row by row.

        `place` tells where a template box lies on the page's picture.
        """
        readings = [
            self._read_field(cut, seen, page.cut.number, place)
            for cut, seen in zip(page.cut.fields, page.fields, strict=True)
        ]
        for table in page.tables:
            readings += self._tables.read(table, page.cut.number, place)
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
        _, missing = self._lexicon(content)
        decoded = self._decode(seen, content, handwritten=reading.handwritten)
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

    def _decode(self, seen: CropReading, content: Content, *, handwritten: bool) -> Decoded:
        """The zone's text; decoded once."""
        key = (id(seen), handwritten)
        if key not in self._decoded:
            lexicon, _ = self._lexicon(content)
            decoded = decode_crop(seen, content, lexicon=lexicon, handwritten=handwritten, simplified=self._simplified)
            self._decoded[key] = (seen, decoded)
        return self._decoded[key][1]

    def _lexicon(self, content: Content) -> tuple[Lexicon | None, tuple[Reason, ...]]:
        name = getattr(content, "lexicon", None)
        if name is None:
            return None, ()
        try:
            entries = self._lookups.entries(name)
        except KeyError:
            return None, (Reason(code="lookup_missing", params={"lookup": name}),)
        return (None if entries is None else lexicon_of(entries)), ()

    def _sureness(self, seen: CropReading, content: Content) -> float:
        return decode_crop(seen, content, lexicon=self._lexicon(content)[0]).confidence

    def _threshold(self, part: Field | Column) -> float | None:
        return self._template.accept_confidence if part.accept_confidence is None else part.accept_confidence


def _print_of(template: Template) -> str:
    """The words that the form itself has in print, as far as the template tells them."""
    named = [field.label for field in template.fields] + [table.label for table in template.tables]
    named += [column.label for table in template.tables for column in table.columns]
    labels = [label.text for page in template.pages for label in page.labels]
    return "".join([*labels, *(text for label in named for text in label.values())])


def _reasons(cut: CutField) -> tuple[Reason, ...]:
    """The crops' reasons, each code once."""
    return tuple({reason.code: reason for crop in cut.crops for reason in crop.reasons}.values())


def _with_mark(reading: ZoneReading, mark: Mark) -> ZoneReading:
    unclear = (Reason(code="mark_unclear", params={"values": reading.path}),) if mark.doubtful else ()
    return replace(
        reading,
        value=mark.set,
        text="✓" if mark.set else "",
        raw_text=mark.state,
        confidence=mark.confidence,
        reasons=reading.reasons + unclear,
    )


def _with_choice(reading: ZoneReading, content: Choice, crops: Sequence[Crop]) -> ZoneReading:
    chosen = read_choice(content, read_options(content, crops))
    labels = {option.value: option.label.get("zh-CN") or option.label["en"] for option in content.options}
    value = list(chosen.values) if content.pick == "any" else next(iter(chosen.values), None)
    return replace(
        reading,
        value=value,
        text=", ".join(labels[name] for name in chosen.values),
        confidence=chosen.confidence,
        reasons=reading.reasons + chosen.reasons,
    )

"""Cuts everything that a template wants read out of one aligned page, so that the page's pixels can be let go."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ocr_service.forms.content import Barcode, Choice, Seal, SealText, Signature, Tick
from ocr_service.forms.geometry import Box, enclosing
from ocr_service.forms.template import Field
from ocr_service.reading.cut_fields import cut_entry, cut_zone
from ocr_service.reading.marks.find_rings import RING_MARGIN_MM
from ocr_service.reading.pages import AlignedPage, Crop
from ocr_service.reading.placing.reference_page import ReferencePage
from ocr_service.reading.placing.reference_picture import ReferencePicture
from ocr_service.reading.read_marks import MARK_MARGIN_MM
from ocr_service.reading.side_by_side import side_by_side
from ocr_service.reading.tables.cells import CutTable
from ocr_service.reading.tables.cut_table import cut_table

# Codes are found anywhere in their crop and need a quiet zone around them: a generous cut costs nothing.
_CODE_MARGIN_MM = 3.0


@dataclass(frozen=True, kw_only=True)
class CutField:
    """A field with its crop; a choice by boxes has one for each option, in their order."""

    field: Field
    crops: tuple[Crop, ...]


@dataclass(frozen=True, kw_only=True)
class CutPage:
    """All crops of one page of the scan; `number` is the scan's page, from 1."""

    number: int
    fields: tuple[CutField, ...]
    tables: tuple[CutTable, ...]


def cut_page(aligned: AlignedPage, reference: ReferencePage, blank: ReferencePicture) -> CutPage:
    """Every zone of the reference page, cut from the scan."""

    def cut(zone: tuple[Field, Box]) -> Crop:
        field, box = zone
        return replace(_cutter(field)(aligned, blank, box), cells=field.cells)

    zones = {field.name: tuple(_zones_of(field)) for field in reference.fields}
    crops = iter(side_by_side(cut, [(field, box) for field in reference.fields for box in zones[field.name]]))
    fields = tuple(
        CutField(field=field, crops=tuple(islice(crops, len(zones[field.name])))) for field in reference.fields
    )
    tables = tuple(cut_table(aligned, blank, table) for table in reference.tables)
    return CutPage(number=aligned.page.number, fields=fields, tables=tables)


def _cutter(field: Field) -> Callable[[AlignedPage, ReferencePicture, Box], Crop]:
    return cut_zone if isinstance(field.read, Choice | Tick | Barcode | Seal | SealText | Signature) else cut_entry


def _zones_of(field: Field) -> Iterator[Box]:
    if isinstance(field.read, Choice) and field.read.marked_by == "ring":
        yield enclosing([option.box for option in field.read.options]).grown(RING_MARGIN_MM)
    elif isinstance(field.read, Choice):
        for option in field.read.options:
            yield option.box.grown(MARK_MARGIN_MM)
    elif isinstance(field.read, Tick):
        yield field.box.grown(MARK_MARGIN_MM)
    elif isinstance(field.read, Barcode):
        yield field.box.grown(_CODE_MARGIN_MM)
    else:
        yield field.box

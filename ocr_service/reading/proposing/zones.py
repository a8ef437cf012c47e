"""What was found on the page, as proposed fields and tables: names, types, millimetres."""

from typing import Final

import zxingcpp

from ocr_service.forms.geometry import Box
from ocr_service.forms.proposal import ProposedColumn, ProposedField, ProposedOption, ProposedTable
from ocr_service.reading.pages import Pixels
from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.find_choices import FoundChoice
from ocr_service.reading.proposing.find_tables import FoundTable, lines_in, text_in
from ocr_service.reading.proposing.guess_type import guess_type, shape_of
from ocr_service.reading.proposing.label_text import clean_label
from ocr_service.reading.proposing.label_words import find_word
from ocr_service.reading.proposing.page_lines import TextLine
from ocr_service.reading.proposing.page_size import PageSize
from ocr_service.reading.proposing.pair import Pair

# A round seal has 38 to 42 mm; people press it near the words, seldom on them.
_SEAL_MM: Final = 45.0
_INSET_MM: Final = 0.4
_ENTRY_MARGIN_MM: Final = 0.4
_DOUBT: Final = 0.75


class Names:
    """Gives each zone a name of its own, in letters that templates allow."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def of(self, label: str, otherwise: str) -> str:
        word = find_word(label)
        base = word.name if word else otherwise
        number = self._taken.get(base, 0) + 1
        self._taken[base] = number
        return base if number == 1 and word else f"{base}_{number}"


def field_of(pair: Pair, size: PageSize, names: Names, *, cells: int | None = None) -> ProposedField:
    """`cells` is how many boxes for characters the zone has."""
    kind, agrees = guess_type(find_word(pair.label), pair.value)
    return ProposedField(
        name=names.of(pair.label, "field"),
        label=pair.label,
        type=kind,
        box=size.box(_inset(pair.zone, size)),
        value=pair.value,
        value_boxes=tuple(size.box(_entry(line, size)) for line in pair.lines),
        cells=cells,
        confidence=round(pair.sure if agrees else pair.sure * _DOUBT, 2),
    )


def table_of(table: FoundTable, lines: list[TextLine], size: PageSize, names: Names) -> ProposedTable:
    own = Names()
    columns = []
    for index, cell in enumerate(table.header):
        label = text_in(cell, lines)
        texts = [text for row in table.rows if (text := text_in(row[index], lines))]
        word = find_word(label)
        kind = (
            _column_type(texts) if word is None or word.type is None else guess_type(word, texts[0] if texts else "")[0]
        )
        columns.append(
            ProposedColumn(
                name=own.of(label, "column"),
                label=label,
                type=kind if kind not in ("seal", "signature") else "text",
                left=round(cell.left / size.scale, 1),
                right=round(cell.right / size.scale, 1),
            )
        )
    first, last = table.rows[0], table.rows[-1]
    body = Rect(left=first[0].left, top=first[0].top, right=first[-1].right, bottom=last[0].bottom)
    held = [line for row in table.rows for cell in row for line in lines_in(cell, lines)]
    return ProposedTable(
        name=names.of("", "table"),
        box=size.box(body),
        rows=len(table.rows),
        rows_by=table.rows_by,
        columns=tuple(columns),
        values=tuple(tuple(text_in(cell, lines) for cell in row) for row in table.rows),
        value_boxes=tuple(size.box(_entry(line, size)) for line in held),
        confidence=0.9,
    )


def choice_field(choice: FoundChoice, size: PageSize, names: Names) -> ProposedField:
    """Several boxes are a choice, one alone is a tick."""
    label = clean_label(choice.before.text) if choice.before else ""
    own = Names()
    options = tuple(
        ProposedOption(name=own.of("", "option"), label=clean_label(box.label), box=size.box(box.square))
        for box in choice.boxes
    )
    squares = [box.square for box in choice.boxes]
    around = Rect(
        left=min(one.left for one in squares),
        top=min(one.top for one in squares),
        right=max(one.right for one in squares),
        bottom=max(one.bottom for one in squares),
    )
    single = len(options) == 1
    return ProposedField(
        name=names.of(label, "choice"),
        label=options[0].label if single else label or options[0].label,
        type="tick" if single else "choice",
        box=size.box(around),
        options=() if single else options,
        confidence=0.6 if single else 0.8,
    )


def tick_boxes(field: ProposedField) -> list[Box]:
    """The printed boxes of a tick or a choice."""
    return [field.box] if field.type == "tick" else [option.box for option in field.options]


def seal_fields(lines: list[TextLine], size: PageSize, names: Names) -> list[ProposedField]:
    """Words such as (盖章) that stand alone: the seal is pressed around them."""
    fields = []
    half = _SEAL_MM / 2 * size.scale
    for line in lines:
        word = find_word(line.text)
        if word is None or word.type != "seal" or line.text.rstrip().endswith((":", "：")):
            continue
        x = (line.left + line.right) / 2
        around = Rect(left=x - half, top=line.centre - half, right=x + half, bottom=line.centre + half)
        fields.append(
            ProposedField(
                name=names.of(line.text, "seal"), label=line.text.strip("（）() "), type="seal", box=size.box(around),
                confidence=0.6,
            )
        )  # fmt: skip
    return fields


def code_fields(page: Pixels, size: PageSize, names: Names) -> list[ProposedField]:
    """Bar codes and QR codes that are printed on the page."""
    fields = []
    for code in zxingcpp.read_barcodes(page):
        corners = [getattr(code.position, name) for name in ("top_left", "top_right", "bottom_right", "bottom_left")]
        xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
        margin = 2.0 * size.scale
        around = Rect(left=min(xs) - margin, top=min(ys) - margin, right=max(xs) + margin, bottom=max(ys) + margin)
        fields.append(
            ProposedField(
                name=names.of("", "barcode"), label="", type="barcode", box=size.box(around), value=code.text[:200],
                confidence=0.9,
            )
        )  # fmt: skip
    return fields


def _column_type(texts: list[str]) -> str:
    """The type that all entries of a column have in common."""
    shapes = {shape_of(text) for text in texts}
    if len(shapes) == 1 and (only := shapes.pop()) is not None:
        return only
    return "number" if shapes and shapes <= {"integer", "number", "amount"} else "text"


def _inset(zone: Rect, size: PageSize) -> Rect:
    by = _INSET_MM * size.scale
    return Rect(left=zone.left + by, top=zone.top + by, right=zone.right - by, bottom=zone.bottom - by)


def _entry(line: TextLine, size: PageSize) -> Rect:
    by = _ENTRY_MARGIN_MM * size.scale
    return Rect(left=line.left - by, top=line.top - by, right=line.right + by, bottom=line.bottom + by)

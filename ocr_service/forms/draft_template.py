"""A proposal as the start of a template: everything that it found, ready to be corrected by an author."""

import re
from itertools import groupby
from typing import Final, Literal

from pydantic import TypeAdapter

from ocr_service.forms.content import AnyContent, ColumnContent, LocalText, TextContent
from ocr_service.forms.proposal import FormProposal, ProposedField, ProposedTable
from ocr_service.forms.template import Column, Field, Page, Table, Template

REFERENCE_PICTURE: Final = "page-1.png"
# What a code may look like where none was seen.
ANY_CODE: Final = "[A-Za-z0-9/-]{2,30}"
_COUNTED: Final = re.compile(r"(?:field|choice|barcode|column|option)_\d+")
_NO_LETTERS: Final = re.compile(r"[^a-z0-9]+")
_CONTENT: Final[TypeAdapter[AnyContent]] = TypeAdapter(AnyContent)
_COLUMN: Final[TypeAdapter[ColumnContent]] = TypeAdapter(ColumnContent)


def draft_template(proposal: FormProposal, *, name: str, blank: bool = False) -> Template:
    """The first version of a template `name` with the proposal's zones; `blank`: nothing was filled in on the page."""
    taken = {field.name for field in proposal.fields} | {table.name for table in proposal.tables}
    names = [_named_by_label(field.name, field.label, taken) for field in proposal.fields]
    return Template(
        format=1,
        name=name,
        version=1,
        title=_local(proposal.title or name),
        pages=(_page(proposal, blank=blank),),
        fields=tuple(
            _field(field, name, proposal.date_order) for field, name in zip(proposal.fields, names, strict=True)
        ),
        tables=tuple(_table(table, proposal.date_order) for table in proposal.tables),
    )


def _page(proposal: FormProposal, *, blank: bool) -> Page:
    """What was found filled in is out of the picture; that nothing else was filled in only a person can say."""
    if blank:
        return Page(size_mm=proposal.size_mm, image=REFERENCE_PICTURE, shows="blank")
    cells = (cell for table in proposal.tables for row in table.values for cell in row)
    filled = any(field.value for field in proposal.fields) or any(cells)
    return Page(size_mm=proposal.size_mm, image=REFERENCE_PICTURE, shows="filled" if filled else None)


def code_pattern(example: str) -> str:
    """A regular expression for codes made like the example: HJ25042800 -> [A-Z]{2}\\d{8}."""
    plain = "".join(example.split())
    if not plain or not any(letter.isdigit() for letter in plain):
        return ANY_CODE
    parts = []
    for kind, group in groupby(plain, key=_kind):
        letters = "".join(group)
        parts.append(f"{kind}{{{len(letters)}}}" if kind else re.escape(letters))
    return "".join(parts)[:200]


def _kind(letter: str) -> str:
    if letter.isascii() and letter.isdigit():
        return r"\d"
    if letter.isascii() and letter.isalpha():
        return "[A-Z]" if letter.isupper() else "[a-z]"
    return ""


def _local(text: str) -> LocalText:
    language: Literal["zh-CN", "en"] = "zh-CN" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en"
    return {language: text}


def _read(kind: str, order: str | None) -> dict[str, object]:
    return {"type": kind, "order": order} if kind == "date" and order is not None else {"type": kind}


def _named_by_label(name: str, label: str, taken: set[str]) -> str:
    """A name that is only counted (field_3) gives way to what the label says, where names can say it."""
    wanted = _NO_LETTERS.sub("_", label.lower()).lstrip("_0123456789").rstrip("_")[:63]
    if not _COUNTED.fullmatch(name) or not label.isascii() or not wanted or wanted in taken:
        return name
    taken.add(wanted)
    return wanted


def _field(field: ProposedField, name: str, order: str | None) -> Field:
    read = _read(field.type, order)
    if field.type == "code":
        read["pattern"] = code_pattern(field.value)
    if field.type == "choice":
        taken = {option.name for option in field.options}
        read["options"] = [
            {
                "value": _named_by_label(option.name, option.label, taken),
                "label": _local(option.label or option.name),
                "box": option.box,
            }
            for option in field.options
        ]
    content = _CONTENT.validate_python(read)
    return Field(
        name=name,
        label=_local(field.label or name),
        box=field.box,
        read=content,
        cells=field.cells if isinstance(content, TextContent) else None,
        may_overlap=field.type == "seal",
    )


def _table(table: ProposedTable, order: str | None) -> Table:
    columns = []
    taken = {column.name for column in table.columns}
    for index, column in enumerate(table.columns):
        read = _read(column.type, order)
        if column.type == "code":
            patterns = {code_pattern(row[index]) for row in table.values if row[index]}
            read["pattern"] = patterns.pop() if len(patterns) == 1 else ANY_CODE
        columns.append(
            Column(
                name=_named_by_label(column.name, column.label, taken),
                label=_local(column.label or column.name),
                left=column.left,
                right=column.right,
                read=_COLUMN.validate_python(read),
            )
        )
    return Table(
        name=table.name,
        label=_local(table.name),
        box=table.box,
        rows=table.rows,
        rows_by=table.rows_by,
        columns=tuple(columns),
    )

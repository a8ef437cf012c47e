"""What a person enters for a field -> the value that the field's type promises."""

import re
from collections.abc import Iterator
from typing import Final

from ocr_service.forms.content import Barcode, Choice, Content, Seal, Signature, Tick
from ocr_service.forms.result import Value
from ocr_service.forms.template import Template
from ocr_service.reading.decoding.patterns import matches_whole
from ocr_service.reading.normalise import normalise

_CELL: Final = re.compile(r"(?P<table>[a-z0-9_]+)\[\d+\]\.(?P<column>[a-z0-9_]+)")


class ValueRefused(Exception):
    """It is no value of the field's type. `code` is the reason's: ``not_a_`` and the type, with "_" for "-"."""

    def __init__(self, content_type: str) -> None:
        self.code = f"not_a_{content_type.replace('-', '_')}"
        super().__init__(self.code)


def find_content(template: Template, path: str) -> Content | None:
    """What the template says about a field or a table's cell; None where it has none of that path."""
    cell = _CELL.fullmatch(path)
    if cell is None:
        fields = {field.name: field.read for field in template.fields}
        return fields.get(path) or next((read for name, read in _totals(template) if name == path), None)
    columns = [column for table in template.tables if table.name == cell["table"] for column in table.columns]
    return next((column.read for column in columns if column.name == cell["column"]), None)


def _totals(template: Template) -> Iterator[tuple[str, Content]]:
    """The fields that stand in a table's totals row hold what their column holds."""
    for table in template.tables:
        columns = {column.name: column.read for column in table.columns}
        yield from ((total.name, columns[total.column]) for total in table.totals)


def enter_value(content: Content, entered: Value) -> tuple[Value, str]:
    """The typed value and its text, as reading would have given them for a clear paper. Raises ValueRefused.

    Text, dates, numbers and codes are entered as a person writes them; tick boxes, seals and signatures as true or
    false; a choice as its option's value, or a list of them. None or an empty text means blank.
    """
    match content:
        case Tick() | Seal() | Signature():
            if not isinstance(entered, bool):
                raise ValueRefused(content.type)
            return entered, "✓" if entered else ""
        case Choice():
            return _enter_choice(content, entered)
        case Barcode():
            return _enter_barcode(content, entered)
        case _:
            return _enter_text(content, entered)


def _enter_choice(content: Choice, entered: Value) -> tuple[Value, str]:
    chosen = entered if isinstance(entered, list) else [entered] if isinstance(entered, str) and entered else []
    known = {option.value: option for option in content.options}
    wrong_kind = not isinstance(entered, list | str | None)
    too_many = content.pick != "any" and len(chosen) > 1
    if wrong_kind or too_many or len(set(chosen)) < len(chosen) or not set(chosen) <= known.keys():
        raise ValueRefused(content.type)
    in_order = [value for value in known if value in chosen]
    text = ", ".join(known[value].label.get("zh-CN") or known[value].label["en"] for value in in_order)
    if content.pick == "any":
        return in_order, text
    return (in_order[0] if in_order else None), text


def _enter_barcode(content: Barcode, entered: Value) -> tuple[Value, str]:
    if entered in (None, ""):
        return None, ""
    if not isinstance(entered, str) or (content.pattern is not None and not matches_whole(content.pattern, entered)):
        raise ValueRefused(content.type)
    return entered, entered


def _enter_text(content: Content, entered: Value) -> tuple[Value, str]:
    if isinstance(entered, bool | list):
        raise ValueRefused(getattr(content, "type", "text"))
    normalised = normalise("" if entered is None else str(entered), content)
    if normalised.reasons:
        raise ValueRefused(getattr(content, "type", "text"))
    return normalised.value, normalised.text

"""A form whose values are checked against master data, and lists held in memory."""

from collections.abc import Mapping, Sequence
from typing import Any

from ocr_service.forms.result import Value
from ocr_service.forms.rules import split_list_name
from ocr_service.forms.template import Template
from ocr_service.reading.masterdata.check_masterdata import Findings, check_masterdata
from ocr_service.reading.masterdata.source import Listed, ListRow


class Lists:
    """A `MasterdataSource` of a few rows; what begins alike is near."""

    def __init__(self, **lists: Sequence[Mapping[str, str]]) -> None:
        self._lists = lists

    def find(self, name: str, value: str) -> str | None:
        list_name, column = split_list_name(name)
        rows = self.rows_where(list_name, column, value)
        return rows[0][column] if rows else None

    def nearest(self, name: str, value: str, count: int) -> list[Listed]:
        list_name, column = split_list_name(name)
        near = [row[column] for row in self._lists[list_name] if row[column][:2] == value[:2]]
        return [Listed(text=text, alike=0.8) for text in near][:count]

    def rows_where(self, name: str, column: str, value: str) -> list[ListRow]:
        wanted = value.replace(" ", "")
        return [row for row in self._lists[name] if row[column].replace(" ", "") == wanted]


def form(*rules: dict[str, Any], lexicon: str | None = None, lexicon_open: bool = False) -> Template:
    """A slip with an order number, a customer, and lines of material, quantity and price."""

    def zone(name: str, row: int, read: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "label": {"en": name}, "box": [10, 10 * row, 40, 8], "read": read}

    text = {"type": "text"}
    columns = [("material", text), ("quantity", {"type": "number"}), ("price", {"type": "amount"})]
    return Template.model_validate(
        {
            "format": 1,
            "name": "slip",
            "version": 1,
            "title": {"en": "Slip"},
            "pages": [{"size_mm": [210, 297], "image": "page-1.png"}],
            "fields": [
                zone("order_no", 1, text),
                zone("customer_no", 2, {**text, "lexicon": lexicon, "lexicon_open": lexicon_open}),
                zone("customer", 3, text),
            ],
            "tables": [
                {
                    "name": "items",
                    "label": {"en": "Items"},
                    "box": [10, 100, 90, 60],
                    "rows": 4,
                    "columns": [
                        {"name": name, "label": {"en": name}, "left": 10 + 30 * at, "right": 40 + 30 * at, "read": read}
                        for at, (name, read) in enumerate(columns)
                    ],
                }
            ],
            "rules": list(rules),
        }
    )


def values(*lines: tuple[Value, Value, Value], **fields: Value) -> dict[str, Value]:
    """The values of a slip; a line is its material, quantity and price."""
    found: dict[str, Value] = {"order_no": None, "customer_no": None, "customer": None, **fields}
    for row, line in enumerate(lines):
        for name, value in zip(("material", "quantity", "price"), line, strict=True):
            found[f"items[{row}].{name}"] = value
    return found


def failures(findings: Findings) -> list[tuple[str, tuple[str, ...]]]:
    return [(failure.reason.code, failure.paths) for failure in findings.failures]


def check(template: Template, given: Mapping[str, Value], **lists: Sequence[Mapping[str, str]]) -> Findings:
    return check_masterdata(template, given, Lists(**lists))

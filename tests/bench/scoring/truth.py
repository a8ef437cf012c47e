"""What stands in each text zone of a scan, where the zone truly lies, and under which condition it is counted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ocr_service.forms.content import Barcode, Choice, Content, MultilineText, Seal, Signature, Text, Tick
from ocr_service.forms.expected import ExpectedScan, flatten_values
from ocr_service.forms.geometry import Box
from ocr_service.forms.template import Template
from ocr_service.reading.matching.homography import Matrix

# Forms filled with a pen are counted in three groups: a figure, a word of a list and a free word differ that much.
HANDWRITTEN = ("handwritten-figures", "handwritten-listed", "handwritten-free")


@dataclass(frozen=True, kw_only=True)
class TrueZone:
    """A text zone with its value; `group` is the condition it is counted under, None where it is not counted."""

    path: str
    box: Box
    content: Content
    label: str
    value: Any
    group: str | None


def true_zones(template: Template, expected: ExpectedScan) -> list[TrueZone]:
    """The text zones of the first page: fields, and the cells of the rows that are filled."""
    values = flatten_values(expected.values)
    return [
        TrueZone(path=path, box=box, content=content, label=label, value=values.get(path),
                 group=_group(path, content, expected))
        for path, box, content, label in _text_zones(template, values)
    ]  # fmt: skip


def true_marks(template: Template, expected: ExpectedScan) -> dict[str, tuple[str, Any]]:
    """Type and value of everything that is no text, by path: tick boxes, codes, seals, signatures."""
    values = flatten_values(expected.values)
    kinds = {field.name: field.read.type for field in template.fields if not is_text(field.read)}
    for table in template.tables:
        for column in (column for column in table.columns if not is_text(column.read)):
            kinds |= {
                path: column.read.type for path in values if re.fullmatch(rf"{table.name}\[\d+]\.{column.name}", path)
            }
    return {path: (kind, values.get(path)) for path, kind in kinds.items()}


def true_plane(expected: ExpectedScan) -> Matrix:
    """mm on the form -> pixels of the scan, 3x3."""
    return np.array(expected.recipe["to_pixels"], np.float64)


def is_text(content: Content) -> bool:
    return not isinstance(content, Barcode | Choice | Seal | Signature | Tick)


def _text_zones(template: Template, values: dict[str, Any]) -> Iterator[tuple[str, Box, Content, str]]:
    for field in template.fields:
        if is_text(field.read):
            yield field.name, field.box, field.read, field.label.get("zh-CN", "")
    for table in template.tables:
        rows = {path.partition("]")[0] for path in values if path.startswith(f"{table.name}[")}
        for row in range(len(rows)):
            for column in table.columns:
                if is_text(column.read):
                    yield f"{table.name}[{row}].{column.name}", table.cell(row, column), column.read, ""


def _group(path: str, content: Content, expected: ExpectedScan) -> str | None:
    condition = expected.conditions[0]
    if condition == "under-seal":
        return condition if path in expected.recipe["under_seal"] else None
    if condition != "handwriting":
        return condition
    if not isinstance(content, Text | MultilineText) and getattr(content, "type", "") != "capital-amount":
        return HANDWRITTEN[0]
    return HANDWRITTEN[1] if getattr(content, "lexicon", None) else HANDWRITTEN[2]

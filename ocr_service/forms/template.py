"""What a form is: its pages, the zones on them, and the rules between their values.

All positions are in millimetres on the reference page (the picture of a blank or sample form that
lies beside the template file), measured from its top left corner.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal

from pydantic import Field as Option
from pydantic import model_validator

from ocr_service.forms.content import AnyContent, Choice, ColumnContent, Content, LocalText, Name
from ocr_service.forms.geometry import Box
from ocr_service.forms.rules import AnyRule

FORMAT_VERSION: Final = 1

Millimetres = Annotated[float, Option(gt=0, le=2000)]
Probability = Annotated[float, Option(ge=0, le=1)]


class Label(Content):
    """A printed text that tells this form from those that look like it (a supplier's name, a form number)."""

    text: str = Option(min_length=1, max_length=200)
    box: Box


class Page(Content):
    """One page of the form: its paper size and the picture that positions are measured on."""

    size_mm: tuple[Millimetres, Millimetres] = Option(description="width and height of the picture in millimetres")
    image: str = Option(pattern=r"^[A-Za-z0-9._-]+\.(png|jpg)$", description="the reference picture's file name")
    labels: tuple[Label, ...] = Option(default=(), max_length=50)


class Field(Content):
    """A zone with one value."""

    name: Name
    label: LocalText
    page: int = Option(default=1, ge=1)
    box: Box
    read: AnyContent
    required: bool = False
    handwritten: bool = False
    may_overlap: bool = Option(default=False, description="the zone is meant to overlap others (a seal over text)")
    accept_confidence: Probability | None = Option(default=None, description="overrides the template's")


class Column(Content):
    """A column of a table: its left and right edges in millimetres on the page."""

    name: Name
    label: LocalText
    left: float
    right: float
    read: ColumnContent
    required: bool = Option(default=False, description="must be filled in every row that is not blank")
    handwritten: bool = False
    accept_confidence: Probability | None = None

    @model_validator(mode="after")
    def _has_width(self) -> "Column":
        if self.right <= self.left:
            raise ValueError("right must be greater than left")
        return self


class Table(Content):
    """Repeating rows under a column grid. The box holds the body only: no header row, no totals row."""

    name: Name
    label: LocalText
    page: int = Option(default=1, ge=1)
    box: Box
    rows: int = Option(ge=1, le=500, description="printed rows in the box, all of the same height")
    columns: tuple[Column, ...] = Option(min_length=1, max_length=50)
    minimum_rows: int = Option(default=0, ge=0, description="at least so many rows must be filled")

    def cell(self, row: int, column: Column) -> Box:
        """The cell's box in mm; `row` counts from 0."""
        height = self.box.height / self.rows
        return Box(x=column.left, y=self.box.y + row * height, width=column.right - column.left, height=height)


class Template(Content):
    """A form's template, one version of it."""

    format: Literal[1] = Option(description="version of the template file's format")
    name: Annotated[str, Option(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
    version: int = Option(ge=1, le=1_000_000)
    title: LocalText
    pages: tuple[Page, ...] = Option(min_length=1, max_length=50)
    fields: tuple[Field, ...] = Option(default=(), max_length=500)
    tables: tuple[Table, ...] = Option(default=(), max_length=20)
    rules: tuple[AnyRule, ...] = Option(default=(), max_length=200)
    accept_confidence: Probability = Option(
        default=0.95, description="a field at or above this confidence needs no person, if no rule speaks against it"
    )

    @model_validator(mode="after")
    def _holds_together(self) -> "Template":
        problems = list(find_contradictions(self))
        if problems:
            raise ValueError("; ".join(problems))
        return self


@dataclass(frozen=True, kw_only=True)
class TemplatePackage:
    """A template with what lies beside it: reference pictures and look-up lists.

    `page_images` holds the encoded picture (PNG or JPEG bytes) of each page, in order;
    `lookups` the entries of each look-up list by its name.
    """

    template: Template
    page_images: tuple[bytes, ...]
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def find_contradictions(template: Template) -> Iterator[str]:
    """What cannot be right about a template although each part alone is valid, a sentence each."""
    yield from _repeated_names(template)
    yield from _zones_off_page(template)
    yield from _overlapping_zones(template)
    yield from _unknown_paths(template)


def _repeated_names(template: Template) -> Iterator[str]:
    seen: set[str] = set()
    for part in (*template.fields, *template.tables):
        if part.name in seen:
            yield f"the name {part.name} is given twice"
        seen.add(part.name)
    for table in template.tables:
        columns = [column.name for column in table.columns]
        if len(set(columns)) < len(columns):
            yield f"table {table.name}: a column's name is given twice"


def _zones(template: Template) -> Iterator[tuple[str, int, Box]]:
    for part in template.fields:
        yield part.name, part.page, part.box
        if isinstance(part.read, Choice):
            for option in part.read.options:
                yield f"{part.name}={option.value}", part.page, option.box
    for table in template.tables:
        yield table.name, table.page, table.box
        for column in table.columns:
            yield f"{table.name}.{column.name}", table.page, table.cell(0, column)


def _zones_off_page(template: Template) -> Iterator[str]:
    for name, number, box in _zones(template):
        if number > len(template.pages):
            yield f"{name}: the form has no page {number}"
            continue
        width, height = template.pages[number - 1].size_mm
        if box.x < 0 or box.y < 0 or box.right > width + 0.01 or box.bottom > height + 0.01:
            yield f"{name}: the zone lies outside the page ({width} x {height} mm)"


def _overlapping_zones(template: Template) -> Iterator[str]:
    parts: list[Field | Table] = [f for f in template.fields if not f.may_overlap]
    parts += template.tables
    for index, one in enumerate(parts):
        for other in parts[index + 1 :]:
            smaller = min(one.box.width * one.box.height, other.box.width * other.box.height)
            # Zones drawn by hand touch; a tenth of the smaller one is more than touching.
            if one.page == other.page and one.box.shared_area(other.box) > 0.1 * smaller:
                yield f"{one.name} and {other.name} overlap (set may_overlap where that is meant)"


def _unknown_paths(template: Template) -> Iterator[str]:
    known = {f.name for f in template.fields}
    known |= {f"{t.name}.{c.name}" for t in template.tables for c in t.columns}
    for number, rule in enumerate(template.rules, start=1):
        for path in rule_paths(rule):
            if path not in known:
                yield f"rule {number} ({rule.rule}) names {path}, which the form does not have"


def rule_paths(rule: Any) -> tuple[str, ...]:
    """The paths that a rule speaks of, in the order in which it names them."""
    paths: list[str] = []
    for key in ("of", "fields", "first", "then", "field", "when", "equals"):
        given = getattr(rule, key, ())
        paths += [given] if isinstance(given, str) else list(given)
    return tuple(paths)

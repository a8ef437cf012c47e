"""What a form is: its pages, the zones on them, and the rules between their values.

All positions are in millimetres on the reference page (the picture of a blank or sample form that
lies beside the template file), measured from its top left corner.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from pydantic import Field as Option
from pydantic import model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from ocr_service.forms.content import (
    AnyContent,
    ColumnContent,
    Content,
    LocalText,
    MultilineText,
    Name,
    SealText,
    TextContent,
)
from ocr_service.forms.geometry import Box
from ocr_service.forms.rules import AnyRule

FORMAT_VERSION: Final = 1

# What a name names: editors offer those there are.
NAMES_FIELD: Final[JsonDict] = {"names": "field"}
NAMES_COLUMN: Final[JsonDict] = {"names": "column"}
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
    shows: Literal["blank", "filled"] | None = Option(
        default=None,
        description="a copy that nothing was filled in on, or a filled one: from that no blanks are printed; left out, "
        "a picture without ink in its zones is taken for blank",
    )
    labels: tuple[Label, ...] = Option(default=(), max_length=50)
    repeats: bool = Option(
        default=False, description="a scan has any number of this page, one after another, for a table that goes on"
    )


CELLS = "so many equal boxes, side by side over the whole width, with one character in each"
DOUBLE_KEYED = "two people type it without seeing the reading or each other's value; where they differ a third decides"


def _check_cells(cells: int | None, read: Content) -> None:
    """Raises PydanticCustomError where boxes for characters are given to what is not one line of text."""
    if cells is not None and (not isinstance(read, TextContent) or isinstance(read, MultilineText | SealText)):
        raise PydanticCustomError("template_cells_wrong", "cells are for one line of text or figures")


class Field(Content):
    """A zone with one value."""

    name: Name
    label: LocalText
    page: int = Option(default=1, ge=1)
    box: Box
    read: AnyContent
    cells: int | None = Option(default=None, ge=1, le=100, description=CELLS)
    required: bool = False
    handwritten: bool = False
    double_keyed: bool = Option(default=False, description=DOUBLE_KEYED)
    may_overlap: bool = Option(default=False, description="the zone is meant to overlap others (a seal over text)")
    accept_confidence: Probability | None = Option(default=None, description="overrides the template's")

    @model_validator(mode="after")
    def _cells_hold_text(self) -> "Field":
        _check_cells(self.cells, self.read)
        return self


class Column(Content):
    """A column of a table: its left and right edges in millimetres on the page."""

    name: Name
    label: LocalText
    left: float
    right: float
    read: ColumnContent
    cells: int | None = Option(default=None, ge=1, le=100, description=CELLS)
    required: bool = Option(default=False, description="must be filled in every row that is not blank")
    handwritten: bool = False
    double_keyed: bool = Option(default=False, description=DOUBLE_KEYED)
    accept_confidence: Probability | None = None

    @model_validator(mode="after")
    def _has_width(self) -> "Column":
        if self.right <= self.left:
            raise PydanticCustomError("template_column_wrong", "right must be greater than left")
        _check_cells(self.cells, self.read)
        return self


class Continuation(Content):
    """Where a table goes on: the same columns in the same distances, in a box on a further page."""

    page: int = Option(ge=2)
    box: Box
    rows: int = Option(ge=1, le=500)


class Total(Content):
    """A field whose value stands in the totals row inside a table, in the table's column `column`."""

    name: Name
    label: LocalText
    column: Name = Option(json_schema_extra=NAMES_COLUMN)
    required: bool = False


class Table(Content):
    """Repeating rows under a column grid. The box holds the body only: no header row.

    A totals row lies outside the box where the rows are a grid; where rows are found on each copy it may lie inside.
    """

    name: Name
    label: LocalText
    page: int = Option(default=1, ge=1)
    box: Box
    rows: int = Option(ge=1, le=500, description="printed rows in the box; the most there can be where not a grid")
    rows_by: Literal["grid", "rulings", "text"] = Option(
        default="grid", description="rows of one height, or found on each copy by its level rulings or by its text"
    )
    columns: tuple[Column, ...] = Option(min_length=1, max_length=50)
    minimum_rows: int = Option(default=0, ge=0, description="at least so many rows must be filled")
    continues: tuple[Continuation, ...] = Option(default=(), max_length=20)
    totals: tuple[Total, ...] = Option(default=(), max_length=50)

    def cell(self, row: int, column: Column) -> Box:
        """The cell's box in mm in a grid of rows; `row` counts from 0."""
        height = self.box.height / self.rows
        return Box(x=column.left, y=self.box.y + row * height, width=column.right - column.left, height=height)

    def part_on(self, page: int) -> "Table | None":
        """The table as page `page` (from 1) has it: its box, rows and columns there; None where it has no part."""
        if page == self.page:
            return self
        for part in self.continues:
            if part.page == page:
                aside = part.box.x - self.box.x
                moved = tuple(
                    column.model_copy(update={"left": column.left + aside, "right": column.right + aside})
                    for column in self.columns
                )
                return self.model_copy(
                    update={"page": page, "box": part.box, "rows": part.rows, "columns": moved, "continues": ()}
                )
        return None


class Template(Content):
    """A form's template, one version of it."""

    format: Literal[1] = Option(description="version of the template file's format")
    name: Annotated[str, Option(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
    version: int = Option(ge=1, le=1_000_000)
    title: LocalText
    help: LocalText | None = Option(
        default=None, description="what the form is for and how to fill it in, for those who do"
    )
    pages: tuple[Page, ...] = Option(min_length=1, max_length=50)
    fields: tuple[Field, ...] = Option(default=(), max_length=500)
    tables: tuple[Table, ...] = Option(default=(), max_length=20)
    rules: tuple[AnyRule, ...] = Option(default=(), max_length=200)
    error_budget: float = Option(
        default=0.001,
        gt=0,
        lt=1,
        description="the share of wrong fields among those accepted without a person: 0.001 is one in a thousand",
    )
    promise_minutes: int | None = Option(
        default=None,
        ge=1,
        le=100_000,
        description="promised time from handing in to accepted; what is about to break it is reviewed first",
    )
    case_by: Name | None = Option(
        default=None,
        description="the field by whose value papers, of whatever form names the same, belong together",
        json_schema_extra=NAMES_FIELD,
    )
    unique_by: tuple[Name, ...] = Option(
        default=(),
        max_length=5,
        description="the fields whose values together make one certain paper: another with the same was given before",
        json_schema_extra=NAMES_FIELD,
    )
    accept_confidence: Probability | None = Option(
        default=None,
        description="instead of the budget: a field at or above this confidence needs no person, if no rule speaks "
        "against it",
    )
    supplier: str | None = Option(
        default=None,
        max_length=63,
        description="name of the field that says whose paper this is: figures of quality are told apart by its value",
        json_schema_extra=NAMES_FIELD,
    )
    audit_share: Probability = Option(
        default=0.0,
        description="this share of the accepted forms is drawn at random and typed again by somebody who does not see "
        "the accepted values",
    )


@dataclass(frozen=True, kw_only=True)
class ListVersion:
    """A version of a list of the master data: the identifier of its rows, and how it is told (``12.3``)."""

    id: int
    label: str


@dataclass(frozen=True, kw_only=True)
class TemplatePackage:
    """A template with what lies beside it: reference pictures and look-up lists, and what reviewers taught.

    `page_images` holds the encoded picture (PNG or JPEG bytes) of each page, in order;
    `lookups` the entries of each look-up list by its name; `shifts` the log-odds by which readings of a field
    (see `result.field_name`) are likelier to be right than the general model says. `lists` are the master data's lists
    that the template names, with their version: those short enough to be read along with stand in `lookups` as well.
    """

    template: Template
    page_images: tuple[bytes, ...]
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shifts: Mapping[str, float] = field(default_factory=dict)
    lists: Mapping[str, ListVersion] = field(default_factory=dict)

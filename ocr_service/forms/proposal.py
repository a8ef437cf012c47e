"""What a page of an unknown form seems to hold: a proposal that a person finishes. Values only."""

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from ocr_service.forms.geometry import Box

# Labels that are known or framed, and places that are drawn, reach it; guesses from white paper alone do not.
SURE: Final = 0.7
_FROZEN = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ProposedOption(BaseModel):
    """One tick box of a choice: its printed words and where the box itself lies (mm)."""

    model_config = _FROZEN
    name: str
    label: str
    box: Box


class ProposedField(BaseModel):
    """A zone that seems to hold one value.

    `label` are the printed words that name it ("" where none do), `type` a content type of templates. `value` is what
    was read there ("" on a blank form), `value_box` where that stands; `cells` is how many boxes for one
    character each are printed there, if any; `confidence` says how sure label, place and type are, 0 to 1.
    """

    model_config = _FROZEN
    name: str
    label: str
    type: str
    box: Box
    value: str = ""
    value_boxes: tuple[Box, ...] = ()
    cells: int | None = None
    options: tuple[ProposedOption, ...] = ()
    confidence: float = Field(ge=0, le=1)


class ProposedColumn(BaseModel):
    """A column of a table: the header's words, its edges in mm."""

    model_config = _FROZEN
    name: str
    label: str
    type: str
    left: float
    right: float


class ProposedTable(BaseModel):
    """A header row with rows below it. `box` (mm) holds the rows, `values` what was read in them."""

    model_config = _FROZEN
    name: str
    box: Box
    rows: int
    rows_by: Literal["grid", "rulings", "text"]
    columns: tuple[ProposedColumn, ...]
    values: tuple[tuple[str, ...], ...] = ()
    value_boxes: tuple[Box, ...] = ()
    confidence: float = Field(ge=0, le=1)


class FormProposal(BaseModel):
    """One page. `size_mm` is the paper's size, a guess where `size_known` is false; `title` the largest print.

    `date_order` is the order of figures in the dates on it, None where none is there. Fields stand in reading order.
    """

    model_config = _FROZEN
    size_mm: tuple[float, float]
    size_known: bool
    title: str
    fields: tuple[ProposedField, ...]
    tables: tuple[ProposedTable, ...]
    date_order: Literal["year-month-day", "day-month-year", "month-day-year"] | None = None

"""What was read: values with their confidence, their place and the reasons for each decision."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Value = str | int | bool | list[str] | None
Decision = Literal["accept", "review"]
FormDecision = Literal["accept", "review", "reject", "needs-template", "split"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reason(_Frozen):
    """Why something was decided: a stable code and the figures that its sentence names.

    The sentence itself stands in ``web/locales/<language>.json`` under ``reason.<code>``.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    params: dict[str, Any] = Field(default_factory=dict)


class ResultBox(_Frozen):
    """A rectangle in pixels on the page's picture (see `PageResult`)."""

    x: int
    y: int
    width: int
    height: int


class Alternative(_Frozen):
    """Another possible reading of the same zone."""

    text: str
    confidence: float


class FieldResult(_Frozen):
    """One value. `path` is the field's name, or ``table[row].column`` with rows counted from 0.

    `value` is typed as the content type says (see `forms.content`); None means blank.
    `text` is the value as a person writes it, `raw_text` what the recogniser saw before any rule.
    `confidence` is the probability, 0 to 1, that the value is right; `shift` the part of its log-odds that reviewers'
    corrections of this field taught. `weighed` says that the decision followed the probability: no rule and nothing
    else settled it. `residual_mm` is how far, in mm, the print around the zone lies from where the template has it,
    after the zone was moved to fit.
    """

    path: str
    type: str
    value: Value
    text: str = ""
    raw_text: str = ""
    confidence: float = Field(ge=0, le=1)
    page: int = Field(ge=1, description="page of the scan, from 1")
    box: ResultBox
    decision: Decision
    reasons: tuple[Reason, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    residual_mm: float | None = None
    weighed: bool = True
    shift: float = 0.0


class PageResult(_Frozen):
    """A page of the scan. `picture` is a JPEG, upright, and rectified where the page was aligned.

    `template_page` is the template's page that it is (from 1), None where it is of no known form;
    `residual_mm` how far, in mm, matched points lie from where the template has them (95th percentile).
    """

    number: int = Field(ge=1)
    picture: bytes = Field(exclude=True, repr=False)
    width: int
    height: int
    dpi: float
    template_page: int | None = None
    residual_mm: float | None = None
    reasons: tuple[Reason, ...] = ()


class DocumentPages(_Frozen):
    """Pages of a file that make up one document: their numbers in the file, from 1, and the form, where it is known."""

    pages: tuple[int, ...] = Field(min_length=1)
    template: str | None = None


class FormResult(_Frozen):
    """Everything that was read from one scan. `seconds` is the time each step of `reading` took.

    A file that holds several forms has the decision "split" and no fields: `documents` says which pages belong
    together, each to be read by itself (`only_pages` of `reading.read_form.read_form`). `serial` is the number of the
    paper, where it is a blank that this service printed. `device` is the scanner, camera or program that the
    file says made it (`reading.find_device`). `masterdata` names the versions of the lists that the values were checked
    with.
    """

    template: str | None
    template_version: int | None
    decision: FormDecision
    reasons: tuple[Reason, ...] = ()
    pages: tuple[PageResult, ...]
    fields: tuple[FieldResult, ...] = ()
    documents: tuple[DocumentPages, ...] = ()
    serial: str | None = None
    device: str | None = None
    seconds: dict[str, float] = Field(default_factory=dict)
    masterdata: dict[str, str] = Field(default_factory=dict)

    def values(self) -> dict[str, Any]:
        """The values as nested data: fields by name, tables as lists of rows."""
        return nest_values({field.path: field.value for field in self.fields})


def field_name(path: str) -> str:
    """What a template calls the place of a value: ``items[3].qty`` is a cell of ``items.qty``."""
    table, bracket, rest = path.partition("[")
    return f"{table}.{rest.partition('].')[2]}" if bracket else path


def nest_values(by_path: dict[str, Any]) -> dict[str, Any]:
    """``{"no": 1, "items[0].qty": 2}`` becomes ``{"no": 1, "items": [{"qty": 2}]}``; rows must be in order."""
    nested: dict[str, Any] = {}
    for path, value in by_path.items():
        table, bracket, rest = path.partition("[")
        if not bracket:
            nested[path] = value
            continue
        row, _, column = rest.partition("].")
        rows = nested.setdefault(table, [])
        while len(rows) <= int(row):
            rows.append({})
        rows[int(row)][column] = value
    return nested

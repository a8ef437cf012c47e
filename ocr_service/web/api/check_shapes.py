"""Single fields of many forms as the API shows them: where each lies, what it is called, what it can hold."""

from typing import Annotated, Any, Protocol

from fastapi import Depends, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ocr_service.forms.result import Value
from ocr_service.usecases.checking.group_cells import Cell, CountedGroup
from ocr_service.usecases.checking.key_fields import FieldToKey
from ocr_service.web.api.scan_shapes import Box
from ocr_service.web.api.shown_reasons import ShownReason, show_reasons
from ocr_service.web.field_labels import FieldNames, Pick, ShownOption, in_language
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import parts_of


class FieldPlace(BaseModel):
    """A field of a form, and where it stands; its picture is at ``/scans/{scan}/fields/{path}/crop``."""

    scan: str
    path: str = Field(examples=["items[0].quantity"])
    form: str = Field(description="the form's title, in the request's language")
    label: str
    type: str
    options: list[ShownOption] = Field(description="the tick boxes of a choice")
    pick: Pick | None = Field(description="how many of them may be ticked")
    page: int
    box: Box


class ShownCell(FieldPlace):
    """A doubtful reading."""

    value: Value
    text: str
    reasons: list[ShownReason]


class TypedValue(BaseModel):
    """What one person made of a field."""

    value: Value
    text: str


class FieldToType(FieldPlace):
    """A field to be typed from its picture alone."""

    between: list[TypedValue] = Field(description="what a third person decides between; empty for the first two")


class Returned(BaseModel):
    """What goes back. `until` is when the claim ends, as it was told: what was claimed for longer since stays."""

    model_config = ConfigDict(extra="forbid")
    until: AwareDatetime | None = None


class Group(BaseModel):
    """What the cells of a group share: a form's field, the value that was read, or the character in doubt."""

    template: str | None
    form: str | None = Field(description="the form's title")
    field: str | None = Field(description="the field's name, or table.column")
    label: str | None
    text: str | None
    character: str | None
    cells: int
    forms: int


class _Placed(Protocol):
    """A field of the use cases with its place."""

    @property
    def scan_id(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def template(self) -> str | None: ...
    @property
    def template_version(self) -> int | None: ...
    @property
    def type(self) -> str: ...
    @property
    def page(self) -> int: ...
    @property
    def box(self) -> dict[str, int]: ...


class FieldShower:
    """Turns what the use cases answer into what the API shows, in the language of one request."""

    def __init__(self, request: Request) -> None:
        self._parts = parts_of(request)
        self._language = choose_language(request.headers.get("accept-language"))

    def cell(self, cell: Cell) -> ShownCell:
        reasons = show_reasons(self._parts.texts, self._language, cell.reasons)
        return ShownCell(**self.place(cell), value=cell.value, text=cell.text, reasons=reasons)

    def to_type(self, field: FieldToKey) -> FieldToType:
        between = [TypedValue(value=one.value, text=one.text) for one in field.between]
        return FieldToType(**self.place(field), between=between)

    def group(self, counted: CountedGroup) -> Group:
        group = counted.group
        version = counted.template_version
        return Group(
            template=group.template,
            form=self.title(group.template, version) if group.template else None,
            field=group.field,
            label=self.label(group.template, version, group.field) if group.template and group.field else None,
            text=group.text,
            character=group.character,
            cells=counted.cells,
            forms=counted.forms,
        )

    def title(self, template: str, version: int | None) -> str:
        """The form's title."""
        return in_language(self._names(template, version).title, self._language) or template

    def label(self, template: str, version: int | None, field: str) -> str:
        """What a field, or a column (``table.column``), is called."""
        return in_language(self._names(template, version).labels.get(field, {}), self._language) or field

    def path_label(self, template: str, version: int | None, path: str) -> str:
        """Like `label`, of a single cell too."""
        return self._names(template, version).label(path, self._parts.texts, self._language)

    def place(self, one: _Placed) -> dict[str, Any]:
        names = self._names(one.template, one.template_version)
        return {
            "scan": one.scan_id,
            "path": one.path,
            "form": self.title(one.template or "", one.template_version),
            "label": names.label(one.path, self._parts.texts, self._language),
            "type": one.type,
            "options": names.options(one.path, self._language),
            "pick": names.pick(one.path),
            "page": one.page,
            "box": one.box,
        }

    def _names(self, template: str | None, version: int | None) -> FieldNames:
        return self._parts.labels.of(self._parts.services, template, version)


ShowFields = Annotated[FieldShower, Depends(FieldShower)]

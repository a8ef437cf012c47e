"""What the fields of a form are called, and which options they offer, in the language of whoever looks."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import BaseModel

from ocr_service.forms.content import AnyContent, Choice, ColumnContent, LocalText
from ocr_service.usecases.errors import TemplateNotFound
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.publish_template import show_template
from ocr_service.web.i18n import Texts

_MOST_KEPT: Final = 200
# How reading/marks names several options in one reason.
_BETWEEN_TICKED: Final = ", "
Pick = Literal["exactly-one", "at-most-one", "any"]


class ShownOption(BaseModel):
    """One tick box of a choice."""

    value: str
    label: str


class ShownColumn(BaseModel):
    """A column of a table; `type` is its cells'."""

    name: str
    label: str
    type: str


class ShownTable(BaseModel):
    """A table of the form."""

    name: str
    label: str
    columns: list[ShownColumn]


@dataclass(frozen=True, kw_only=True)
class FieldNames:
    """A version's title, labels and contents: of fields and tables by name, of columns by ``table.column``; and which
    columns each table has.
    """

    title: LocalText
    labels: dict[str, LocalText]
    contents: dict[str, AnyContent | ColumnContent]
    columns: dict[str, tuple[str, ...]]

    def tables(self, language: str) -> list[ShownTable]:
        """The form's tables with their columns, whether or not the paper has rows in them."""
        return [
            ShownTable(
                name=table,
                label=in_language(self.labels[table], language),
                columns=[self._column(f"{table}.{column}", column, language) for column in columns],
            )
            for table, columns in self.columns.items()
        ]

    def _column(self, path: str, name: str, language: str) -> ShownColumn:
        return ShownColumn(name=name, label=in_language(self.labels[path], language), type=self.contents[path].type)

    def label(self, path: str, texts: Texts, language: str) -> str:
        """The field's label; a cell's column and its row, counted from 1 as on paper."""
        name, row = _name_and_row(path)
        label = in_language(self.labels.get(name, {}), language) or path
        return label if row is None else texts.text(language, "api.cell_label", label=label, row=row + 1)

    def options(self, path: str, language: str) -> list[ShownOption]:
        content = self.contents.get(path)
        if not isinstance(content, Choice):
            return []
        return [ShownOption(value=one.value, label=in_language(one.label, language)) for one in content.options]

    def ticked(self, values: str, path: str, language: str) -> list[str]:
        """What the options that a reason on the field `path` speaks of are called; a tick box alone is its field."""
        called = {option.value: option.label for option in self.options(path, language)}
        called[path] = in_language(self.labels.get(path, {}), language) or path
        return [called.get(value, value) for value in values.split(_BETWEEN_TICKED)]

    def pick(self, path: str) -> Pick | None:
        content = self.contents.get(path)
        return content.pick if isinstance(content, Choice) else None


NO_NAMES: Final = FieldNames(title={}, labels={}, contents={}, columns={})


class FieldLabels:
    """Remembers the names of the versions last asked for: a published version never changes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int], FieldNames] = OrderedDict()

    def of(self, services: Services, template: str | None, version: int | None) -> FieldNames:
        if template is None or version is None:
            return NO_NAMES
        key = (template, version)
        if key not in self._kept:
            try:
                self._kept[key] = _read_names(services, template, version)
            except TemplateNotFound:
                return NO_NAMES
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]


def in_language(text: LocalText, language: str) -> str:
    """The text in the language, else in the other one."""
    found = {str(key): value for key, value in text.items()}
    return found.get(language) or next(iter(found.values()), "")


def _read_names(services: Services, name: str, version: int) -> FieldNames:
    template = show_template(services, name=name, version=version).template
    labels = {field.name: field.label for field in template.fields}
    contents: dict[str, AnyContent | ColumnContent] = {field.name: field.read for field in template.fields}
    for table in template.tables:
        labels[table.name] = table.label
        for column in table.columns:
            labels[f"{table.name}.{column.name}"] = column.label
            contents[f"{table.name}.{column.name}"] = column.read
        for total in table.totals:
            labels[total.name] = total.label
            contents[total.name] = contents[f"{table.name}.{total.column}"]
    columns = {table.name: tuple(column.name for column in table.columns) for table in template.tables}
    return FieldNames(title=template.title, labels=labels, contents=contents, columns=columns)


def _name_and_row(path: str) -> tuple[str, int | None]:
    table, bracket, rest = path.partition("[")
    if not bracket:
        return path, None
    row, _, column = rest.partition("].")
    return f"{table}.{column}", int(row)

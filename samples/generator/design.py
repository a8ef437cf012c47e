"""What a sample form is: printed marks at millimetre positions, the template over them, its fonts and lists."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ocr_service.forms.geometry import Box
from ocr_service.forms.template import Column, Field, Label, Page, Table, Template

Role = Literal["title", "heading", "label", "small"]
Anchor = Literal["left", "centre", "right"]


@dataclass(frozen=True, kw_only=True)
class PrintedText:
    """Text on its baseline at (x, y) mm; `size` is the em in mm, `tracking` extra mm between characters."""

    x: float
    y: float
    text: str
    size: float
    role: Role = "label"
    anchor: Anchor = "left"
    tracking: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """An upright or level line from (x1, y1) to (x2, y2), `width` mm thick, dotted where `dash` mm is given."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.2
    dash: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Shade:
    """A grey area; `darkness` 0 (paper) to 1 (black)."""

    box: Box
    darkness: float


@dataclass(frozen=True, kw_only=True)
class PrintedCode:
    """A QR code or bar code that every copy carries."""

    box: Box
    format: Literal["qr", "code-128"]
    text: str


Mark = PrintedText | Ruling | Shade | PrintedCode


@dataclass(frozen=True, kw_only=True)
class Typography:
    """Font families and styles (fontconfig names) by the role that a text plays."""

    families: Mapping[Role, tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class FormDesign:
    """A whole form. `marks` has one tuple for each page; `lookups` the entries of each list by its name."""

    template: Template
    marks: tuple[tuple[Mark, ...], ...]
    typography: Typography
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    about: str = ""


def box(x: float, y: float, width: float, height: float) -> Box:
    """A box in mm, rounded to hundredths so that template files stay readable."""
    return Box(x=round(x, 2), y=round(y, 2), width=round(width, 2), height=round(height, 2))


@dataclass
class Draft:
    """Collects marks and zones while a form is laid out, then becomes a FormDesign."""

    size: tuple[float, float]
    marks: list[list[Mark]] = field(default_factory=lambda: [[]])
    labels: list[list[Label]] = field(default_factory=lambda: [[]])
    fields: list[Field] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    @property
    def page(self) -> int:
        return len(self.marks)

    def next_page(self) -> None:
        self.marks.append([])
        self.labels.append([])

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 3.2,
        *,
        role: Role = "label",
        anchor: Anchor = "left",
        tracking: float = 0.0,
        tells_apart: bool = False,
    ) -> None:
        """Print text; with `tells_apart` it also becomes one of the page's labels."""
        self.marks[-1].append(PrintedText(x=x, y=y, text=text, size=size, role=role, anchor=anchor, tracking=tracking))
        if tells_apart:
            width = text_width(text, size) + tracking * len(text)
            left = x - {"left": 0.0, "centre": width / 2, "right": width}[anchor]
            self.labels[-1].append(Label(text=text, box=box(left - 1, y - size, width + 2, size * 1.3)))

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float = 0.2, dash: float = 0.0) -> None:
        self.marks[-1].append(Ruling(x1=x1, y1=y1, x2=x2, y2=y2, width=width, dash=dash))

    def frame(self, x: float, y: float, width: float, height: float, line: float = 0.2) -> None:
        right, bottom = x + width, y + height
        for x1, y1, x2, y2 in (
            (x, y, right, y),
            (x, bottom, right, bottom),
            (x, y, x, bottom),
            (right, y, right, bottom),
        ):
            self.line(x1, y1, x2, y2, line)

    def shade(self, x: float, y: float, width: float, height: float, darkness: float = 0.12) -> None:
        self.marks[-1].append(Shade(box=box(x, y, width, height), darkness=darkness))

    def code(self, at: Box, text: str, format: Literal["qr", "code-128"]) -> None:
        self.marks[-1].append(PrintedCode(box=at, format=format, text=text))

    def zone(self, name: str, zh: str, en: str, at: Box, read: Mapping[str, Any], **more: Any) -> None:
        """A field of the template on the page in hand."""
        given = {"name": name, "label": {"zh-CN": zh, "en": en}, "page": self.page, "box": at, "read": read, **more}
        self.fields.append(Field.model_validate(given))

    def table(self, name: str, zh: str, en: str, at: Box, rows: int, columns: Iterable[Column], **more: Any) -> None:
        given = {"name": name, "label": {"zh-CN": zh, "en": en}, "page": self.page, "box": at, "rows": rows}
        self.tables.append(Table.model_validate({**given, "columns": tuple(columns), **more}))

    def finish(
        self,
        *,
        name: str,
        title: Mapping[str, str],
        rules: Iterable[Mapping[str, Any]],
        typography: Typography,
        lookups: Mapping[str, tuple[str, ...]],
        about: str,
        purpose: Mapping[str, str] | None = None,
        repeating: Collection[int] = (),
        version: int = 1,
    ) -> FormDesign:
        """The finished form, of whose pages `repeating` come any number of times; `purpose` is its help.

        Whoever changes a form that comes with the service raises its `version`: published ones never change.

        Raises pydantic.ValidationError where its template does not hold together.
        """
        pages = [
            Page(
                size_mm=self.size,
                image=f"page-{number}.png",
                shows="blank",
                labels=tuple(labels),
                repeats=number in repeating,
            )
            for number, labels in enumerate(self.labels, start=1)
        ]
        template = Template.model_validate(
            {
                "format": 1,
                "name": name,
                "version": version,
                "title": dict(title),
                "help": purpose,
                "pages": pages,
                "fields": self.fields,
                "tables": self.tables,
                "rules": tuple(rules),
            }
        )
        marks = tuple(tuple(page) for page in self.marks)
        return FormDesign(template=template, marks=marks, typography=typography, lookups=dict(lookups), about=about)


def text_width(text: str, size: float) -> float:
    """A generous estimate of a text's width in mm: full-width characters an em, others 0.62 of one."""
    return sum(size if ord(character) > 0x2E7F else size * 0.62 for character in text)

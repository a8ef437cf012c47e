"""A reader that knows a sample's values beforehand and doubts what it is told to doubt: no recogniser is needed."""

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from PIL import Image

from ocr_service.forms.content import Content
from ocr_service.forms.geometry import Box
from ocr_service.forms.result import Alternative, FieldResult, FormResult, PageResult, Reason, ResultBox
from ocr_service.forms.template import Template, TemplatePackage

ROOT: Final = Path(__file__).parents[2]
FORMS: Final = ROOT / "templates_forms"
DEVICE: Final = "Canon iR-ADV C3520 (SN 2AB12345)"
SAMPLE: Final = ROOT / "samples" / "delivery-slip-huajin" / "01-laser-flatbed.png"


@dataclass(frozen=True, kw_only=True)
class Script:
    """What is on the paper: which form it is, its values, and a picture of each page."""

    form: str
    expected: Path
    pictures: tuple[Path, ...]


SLIP: Final = Script(form="delivery-slip-huajin", expected=SAMPLE.with_suffix(".expected.json"), pictures=(SAMPLE,))
APPLICATION: Final = Script(
    form="application-car-advance",
    expected=ROOT / "samples" / "application-car-advance" / "01-laser.expected.json",
    pictures=tuple(FORMS / "application-car-advance" / f"page-{number}.png" for number in (1, 2)),
)

NOT_SURE: Final = Reason(code="not_sure_enough", params={"confidence": 0.62})


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What the reader took a value for, what else it may be, and why it is not sure. Ticks have a `value` besides."""

    text: str
    value: Any = None
    others: tuple[str, ...] = ()
    reason: Reason = NOT_SURE


@dataclass
class ScriptedReader:
    """Reads every scan as its script; `doubts` are by path."""

    doubts: Mapping[str, Doubt] = field(default_factory=dict)
    script: Script = SLIP
    known: bool = True
    engine_name: str = "scripted/1"

    def read(
        self,
        data: bytes,
        packages: tuple[TemplatePackage, ...],
        *,
        only_template: str | None,
        only_pages: tuple[int, ...] | None = None,
        while_waiting: Callable[[], None],
    ) -> FormResult:
        pictures = [Image.open(path).convert("RGB") for path in self.script.pictures]
        pages = tuple(page_result(picture, number, known=self.known) for number, picture in enumerate(pictures, 1))
        if not self.known:
            unknown = {"template": None, "template_version": None, "reasons": (Reason(code="page_unknown"),)}
            return FormResult(**unknown, decision="needs-template", pages=pages)
        template = next(package.template for package in packages if package.template.name == self.script.form)
        values = json.loads(self.script.expected.read_text(encoding="utf-8"))["values"]
        fields = tuple(self._fields(template, values, pictures[0].width / template.pages[0].size_mm[0]))
        return FormResult(
            template=template.name,
            template_version=template.version,
            decision="review" if self.doubts else "accept",
            reasons=(Reason(code="fields_to_review", params={"count": len(self.doubts)}),) if self.doubts else (),
            pages=pages,
            fields=fields,
            device=DEVICE,
        )

    def _fields(self, template: Template, values: Mapping[str, Any], scale: float) -> Iterator[FieldResult]:
        for one in template.fields:
            yield self._field(one.name, one.read, values[one.name], one.page, one.box, scale)
        for table in template.tables:
            for row, cells in enumerate(values[table.name]):
                for column in table.columns:
                    path = f"{table.name}[{row}].{column.name}"
                    box = table.cell(row, column)
                    yield self._field(path, column.read, cells[column.name], table.page, box, scale)

    def _field(self, path: str, content: Content, value: Any, page: int, box: Box, scale: float) -> FieldResult:
        doubt = self.doubts.get(path)
        if doubt:
            value, text = doubt.text if doubt.value is None else doubt.value, doubt.text
        else:
            text = "" if value is None or isinstance(value, bool | list) else str(value)
        return FieldResult(
            path=path,
            type=getattr(content, "type", "text"),
            value=value,
            text=text,
            raw_text=text,
            confidence=0.62 if doubt else 0.993,
            page=page,
            box=ResultBox(
                x=round(box.x * scale), y=round(box.y * scale),
                width=round(box.width * scale), height=round(box.height * scale),
            ),
            decision="review" if doubt else "accept",
            reasons=(doubt.reason,) if doubt else (),
            alternatives=tuple(Alternative(text=other, confidence=0.2) for other in doubt.others) if doubt else (),
        )  # fmt: skip


def page_result(picture: Image.Image, number: int, *, known: bool) -> PageResult:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return PageResult(
        number=number,
        picture=out.getvalue(),
        width=picture.width,
        height=picture.height,
        dpi=200,
        template_page=number if known else None,
        residual_mm=0.1 if known else None,
    )

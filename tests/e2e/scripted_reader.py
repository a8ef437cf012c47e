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
SAMPLE: Final = ROOT / "samples" / "delivery-slip-huajin" / "01-laser-flatbed.png"
FORM: Final = "delivery-slip-huajin"


NOT_SURE: Final = Reason(code="not_sure_enough", params={"confidence": 0.62})


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """What the reader took a value for, what else it may be, and why it is not sure."""

    text: str
    others: tuple[str, ...] = ()
    reason: Reason = NOT_SURE


@dataclass
class ScriptedReader:
    """Reads every scan as the sample; `doubts` are by path."""

    doubts: Mapping[str, Doubt] = field(default_factory=dict)
    known: bool = True
    engine_name: str = "scripted/1"

    def read(
        self,
        data: bytes,
        packages: tuple[TemplatePackage, ...],
        *,
        only_template: str | None,
        while_waiting: Callable[[], None],
    ) -> FormResult:
        picture = Image.open(SAMPLE).convert("RGB")
        template = next(package.template for package in packages if package.template.name == FORM)
        page = _page(picture, template if self.known else None)
        if not self.known:
            unknown = {"template": None, "template_version": None, "reasons": (Reason(code="page_unknown"),)}
            return FormResult(**unknown, decision="needs-template", pages=(page,))
        values = json.loads(SAMPLE.with_suffix(".expected.json").read_text(encoding="utf-8"))["values"]
        fields = tuple(self._fields(template, values, picture.width / template.pages[0].size_mm[0]))
        return FormResult(
            template=template.name,
            template_version=template.version,
            decision="review" if self.doubts else "accept",
            reasons=(Reason(code="fields_to_review", params={"count": len(self.doubts)}),) if self.doubts else (),
            pages=(page,),
            fields=fields,
        )

    def _fields(self, template: Template, values: Mapping[str, Any], scale: float) -> Iterator[FieldResult]:
        for one in template.fields:
            yield self._field(one.name, one.read, values[one.name], one.box, scale)
        for table in template.tables:
            for row, cells in enumerate(values[table.name]):
                for column in table.columns:
                    path = f"{table.name}[{row}].{column.name}"
                    yield self._field(path, column.read, cells[column.name], table.cell(row, column), scale)

    def _field(self, path: str, content: Content, value: Any, box: Box, scale: float) -> FieldResult:
        doubt = self.doubts.get(path)
        text = doubt.text if doubt else "" if value is None or isinstance(value, bool) else str(value)
        return FieldResult(
            path=path,
            type=getattr(content, "type", "text"),
            value=text if doubt else value,
            text=text,
            raw_text=text,
            confidence=0.62 if doubt else 0.993,
            page=1,
            box=ResultBox(
                x=round(box.x * scale), y=round(box.y * scale),
                width=round(box.width * scale), height=round(box.height * scale),
            ),
            decision="review" if doubt else "accept",
            reasons=(doubt.reason,) if doubt else (),
            alternatives=tuple(Alternative(text=other, confidence=0.2) for other in doubt.others) if doubt else (),
        )  # fmt: skip


def _page(picture: Image.Image, template: Template | None) -> PageResult:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return PageResult(
        number=1,
        picture=out.getvalue(),
        width=picture.width,
        height=picture.height,
        dpi=200,
        template_page=1 if template else None,
        residual_mm=0.1 if template else None,
    )

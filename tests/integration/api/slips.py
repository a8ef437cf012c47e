"""A small form, and scans of it that were read by a reader that says what it is told to say."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image

from ocr_service.forms.result import FieldResult, FormResult, PageResult, Reason, ResultBox
from ocr_service.forms.template import TemplatePackage
from ocr_service.usecases.processing.process_scan import Worker, process_scan
from ocr_service.usecases.receiving.accept_scan import Upload, accept_scan
from ocr_service.usecases.templates.publish_template import TemplatesInUse, publish_template
from tests.integration.api.api_stage import Stage, picture

SLIP = """\
format: 1
name: slip
version: 1
title: {zh-CN: 送货单, en: Slip}
pages: [{size_mm: [210, 148], image: page-1.png}]
fields:
  - {name: total, label: {zh-CN: 合计, en: Total}, box: [10, 30, 40, 8], read: {type: amount}}
  - {name: paid, label: {en: Paid}, box: [10, 50, 10, 8], read: {type: tick}}
  - name: way
    label: {zh-CN: 方式, en: Way}
    box: [60, 50, 60, 8]
    read:
      type: choice
      options:
        - {value: road, label: {zh-CN: 公路, en: by road}, box: [61, 51, 5, 5]}
        - {value: rail, label: {zh-CN: 铁路, en: by rail}, box: [71, 51, 5, 5]}
tables:
  - name: items
    label: {en: Items}
    box: [10, 70, 100, 20]
    rows: 2
    columns:
      - {name: price, label: {zh-CN: 单价, en: Price}, left: 60, right: 110, read: {type: amount}}
rules:
  - {rule: sum, of: items.price, equals: total}
"""


def page_picture() -> bytes:
    """A JPEG of 200 by 100 pixels, dark where the field `total` lies."""
    image = Image.new("RGB", (200, 100), "white")
    image.paste((0, 0, 0), (20, 10, 60, 30))
    written = io.BytesIO()
    image.save(written, "JPEG", quality=95)
    return written.getvalue()


def _field(path: str, content_type: str, value: Any, **more: Any) -> FieldResult:
    text = "" if value is None else str(value)
    given = {"text": text, "raw_text": text, "confidence": 0.99, "decision": "accept", **more}
    return FieldResult(
        path=path, type=content_type, value=value, page=1, box=ResultBox(x=20, y=10, width=40, height=20), **given
    )


def reading() -> FormResult:
    """The slip, with a doubtful total."""
    doubt = {"decision": "review", "confidence": 0.4, "reasons": (Reason(code="zone_uncertain"),)}
    page = PageResult(
        number=1, picture=page_picture(), width=200, height=100, dpi=24.2, template_page=1, residual_mm=0.1
    )
    fields = (
        _field("total", "amount", "31.00", **doubt),
        _field("paid", "tick", True),
        _field("way", "choice", "road"),
        _field("items[0].price", "amount", "30.00"),
    )
    return FormResult(template="slip", template_version=1, decision="review", pages=(page,), fields=fields)


@dataclass
class TellingReader:
    """Says what it is told to say, whatever the file."""

    answer: FormResult
    engine_name: str = "telling/1"

    def read(
        self,
        data: bytes,
        packages: tuple[TemplatePackage, ...],
        *,
        only_template: str | None,
        only_pages: tuple[int, ...] | None = None,
        while_waiting: Callable[[], None],
    ) -> FormResult:
        return self.answer


def publish_slip(stage: Stage) -> None:
    publish_template(stage.services, actor="system", yaml=SLIP, files={"page-1.png": picture()})


def slip_accepted(stage: Stage) -> str:
    """A scan that needed no person; its identifier."""
    sure = reading()
    fields = tuple(field.model_copy(update={"decision": "accept", "reasons": ()}) for field in sure.fields)
    return _read_slip(stage, sure.model_copy(update={"decision": "accept", "fields": fields}), 254, "sure.png")


def slip_to_review(stage: Stage, shade: int = 255, name: str = "slip.png") -> str:
    """A scan that waits for a person; its identifier."""
    return _read_slip(stage, reading(), shade, name)


def _read_slip(stage: Stage, result: FormResult, shade: int, name: str) -> str:
    publish_slip(stage)
    services = stage.services
    upload = Upload(file_name=name, stream=io.BytesIO(picture(shade)))
    scan_id = accept_scan(services, actor="system", upload=upload, source="api", limit_bytes=10**6).scan_id
    worker = Worker(
        name="w", reader=TellingReader(result), templates=TemplatesInUse(services), lease_seconds=60, max_attempts=3
    )
    expected = "accepted" if result.decision == "accept" else "needs_review"
    assert process_scan(services, scan_id, worker=worker) == expected
    return scan_id

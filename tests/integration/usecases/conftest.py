"""A small form, readers that do as they are told, and scans brought to the state that a test begins with."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from ocr_service.forms.result import FieldResult, FormDecision, FormResult, PageResult, Reason, ResultBox
from ocr_service.forms.template import TemplatePackage
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.people import AuditEntry
from ocr_service.records.scans import Scan
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.process_scan import Worker, process_scan
from ocr_service.usecases.receiving.accept_scan import AcceptedScan, ScanWishes, Upload, accept_scan
from ocr_service.usecases.templates.publish_template import TemplatesInUse, publish_template
from tests.doubles.open_picture import small_picture

PNG = b"\x89PNG\r\n\x1a\n"
PICTURE = small_picture()
SLIP = """\
format: 1
name: slip
version: 1
title: {en: Slip}
pages: [{size_mm: [210, 148], image: page-1.png}]
fields:
  - {name: number, label: {en: Number}, box: [10, 10, 40, 8], read: {type: code, pattern: "S[0-9]{3}"}, required: true}
  - {name: total, label: {en: Total}, box: [10, 30, 40, 8], read: {type: amount}}
  - {name: note, label: {en: Note}, box: [10, 50, 40, 8], read: {type: text}}
tables:
  - name: items
    label: {en: Items}
    box: [10, 70, 100, 20]
    rows: 2
    columns:
      - {name: goods, label: {en: Goods}, left: 10, right: 60, read: {type: text}}
      - {name: price, label: {en: Price}, left: 60, right: 110, read: {type: amount}}
rules:
  - {rule: sum, of: items.price, equals: total}
"""


@dataclass
class FakeReader:
    """Gives the answer it was set to: a result, an error to raise, or a function to call."""

    answer: FormResult | BaseException | Callable[[], FormResult]
    engine_name: str = "fake/1"
    asked_for: list[str | None] = field(default_factory=list)
    pages_asked_for: list[tuple[int, ...] | None] = field(default_factory=list)

    def read(
        self,
        data: bytes,
        packages: tuple[TemplatePackage, ...],
        *,
        only_template: str | None,
        only_pages: tuple[int, ...] | None = None,
        while_waiting: Callable[[], None],
    ) -> FormResult:
        self.asked_for.append(only_template)
        self.pages_asked_for.append(only_pages)
        while_waiting()
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer if isinstance(self.answer, FormResult) else self.answer()


def field_result(path: str, content_type: str, value: Any, **more: Any) -> FieldResult:
    text = "" if value is None else str(value)
    given = {"text": text, "raw_text": text, "confidence": 0.99, "decision": "accept", **more}
    box = ResultBox(x=1, y=2, width=30, height=10)
    return FieldResult(path=path, type=content_type, value=value, page=1, box=box, **given)


def slip_result(decision: FormDecision = "accept", *, picture: bytes = b"jpeg", **values: Any) -> FormResult:
    """A reading of the slip. With the decision "review" the field `total` is the doubtful one."""
    doubt = {"decision": "review", "confidence": 0.4, "reasons": (Reason(code="confidence_low"),)}
    known = {"number": "S001", "total": "30.00", "note": None, **values}
    fields = (
        field_result("number", "code", known["number"]),
        field_result("total", "amount", known["total"], **(doubt if decision == "review" else {})),
        field_result("note", "text", known["note"]),
        field_result("items[0].goods", "text", "纸箱"),
        field_result("items[0].price", "amount", "10.00"),
        field_result("items[1].goods", "text", "胶带"),
        field_result("items[1].price", "amount", "20.00"),
    )
    page = PageResult(number=1, picture=picture, width=800, height=600, dpi=100, template_page=1, residual_mm=0.1)
    if decision in ("needs-template", "reject"):
        unknown = page.model_copy(update={"template_page": None})
        return FormResult(template=None, template_version=None, decision=decision, pages=(unknown,))
    return FormResult(
        template="slip", template_version=1, decision=decision, pages=(page,), fields=fields, seconds={"align": 0.1}
    )


@dataclass
class Desk:
    """What most tests do: take in a scan, have it read, look at the rows."""

    services: Services

    def __post_init__(self) -> None:
        self.templates = TemplatesInUse(self.services)

    def publish(self, yaml: str = SLIP) -> None:
        publish_template(self.services, actor="system", yaml=yaml, files={"page-1.png": PICTURE})

    def take_in(self, content: bytes = b"one", *, actor: str = "user:1", **wishes: Any) -> AcceptedScan:
        upload = Upload(file_name="slip.png", stream=io.BytesIO(PNG + content))
        return accept_scan(
            self.services,
            actor=actor,
            upload=upload,
            source="api",
            limit_bytes=1_000_000,
            wishes=ScanWishes(**wishes),
        )

    def worker(self, answer: FormResult | BaseException | Callable[[], FormResult], *, name: str = "w1") -> Worker:
        return Worker(name=name, reader=FakeReader(answer), templates=self.templates, lease_seconds=60, max_attempts=3)

    def read(self, scan_id: str, answer: FormResult | BaseException | Callable[[], FormResult]) -> str | None:
        return process_scan(self.services, scan_id, worker=self.worker(answer))

    def in_review(self, **values: Any) -> str:
        """The identifier of a scan whose field `total` a person must look at."""
        scan_id = self.take_in(repr(values).encode()).scan_id
        assert self.read(scan_id, slip_result("review", **values)) == "needs_review"
        return scan_id

    def accepted(self, content: bytes = b"one") -> str:
        scan_id = self.take_in(content).scan_id
        assert self.read(scan_id, slip_result()) == "accepted"
        return scan_id

    def add_receiver(self, *templates: str, active: bool = True) -> str:
        with self.services.database.begin() as session:
            endpoint = WebhookEndpoint(
                url="https://erp.example/hook",
                templates=list(templates),
                secrets=[],
                active=active,
                created_at=self.services.now(),
                created_by="system",
            )
            session.add(endpoint)
            session.flush()
            return endpoint.id

    def scan(self, scan_id: str) -> Scan:
        with self.services.database() as session:
            scan = session.get_one(Scan, scan_id)
            scan.pages, scan.fields  # noqa: B018 - loads them while the session is open
            return scan

    def deliveries(self, scan_id: str) -> list[Delivery]:
        with self.services.database() as session:
            return list(session.query(Delivery).filter_by(scan_id=scan_id).order_by(Delivery.id))

    def audit(self, subject: str) -> list[AuditEntry]:
        with self.services.database() as session:
            return list(session.query(AuditEntry).filter_by(subject=subject).order_by(AuditEntry.id))


@pytest.fixture
def desk(services: Services) -> Desk:
    return Desk(services)

"""The real web service on a port of its own, over SQLite, with scans that went through the real use cases."""

import io
import itertools
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import uvicorn
from prometheus_client import CollectorRegistry
from sqlalchemy import select

from ocr_service.access.roles import Role
from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender
from ocr_service.engines.upload_judge import UploadJudge
from ocr_service.files.local import LocalFileStore
from ocr_service.queue import Lane
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.records.migrations import migrate
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.settings import Settings
from ocr_service.usecases.delivering.deliver_results import deliver_due
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint, switch_endpoint
from ocr_service.usecases.errors import ScanStateConflict
from ocr_service.usecases.following.filter_scans import ScanFilter
from ocr_service.usecases.following.find_scans import ScanDetail, list_scans, show_scan
from ocr_service.usecases.people.manage_users import create_user
from ocr_service.usecases.people.sign_in import LockoutRule, sign_in
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.change_scan import cancel_scan
from ocr_service.usecases.processing.process_scan import Worker, process_scan
from ocr_service.usecases.receiving.accept_scan import ScanWishes, Upload, accept_scan
from ocr_service.usecases.templates.publish_template import TemplatesInUse, publish_template
from ocr_service.web.app import create_app
from tests.doubles.open_picture import OPEN_PICTURE
from tests.doubles.quick import open_quickly
from tests.e2e.scripted_author import ScriptedProposer, ScriptedTrial
from tests.e2e.scripted_reader import APPLICATION, FORMS, SAMPLE, SLIP, Doubt, Script, ScriptedReader

PASSWORD: Final = "right horse, wrong stable"


class SilentQueue:
    """A queue that nobody listens to: the tests themselves say when a scan is read."""

    def enqueue_scan(self, scan_id: str, lane: Lane) -> None:
        """Nothing to do."""

    def waiting(self) -> dict[Lane, int]:
        return {"urgent": 0, "normal": 0, "bulk": 0}


@dataclass
class RunningService:
    """What tests do beside the browser."""

    url: str
    services: Services
    sender: WebhookSender
    templates: TemplatesInUse
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def add_person(self, role: Role, *, language: str = "zh-CN") -> str:
        """A new person's name."""
        name = f"{role.value}{next(self.numbers)}"
        create_user(self.services, actor="system", name=name, password=PASSWORD, role=role, language=language)
        return name

    def start_session(self, name: str) -> str:
        """The token of a session of that person's, as the browser would get it."""
        rule = LockoutRule(failures=3, locked_for=timedelta(minutes=1))
        given = {"name": name, "password": PASSWORD}
        return sign_in(self.services, rule=rule, idle=timedelta(hours=1), **given).token

    def hand_in(self, *, file_name: str = "HJ25042800.png", actor: str = "system") -> str:
        """A scan that no other test has, as a file of its own."""
        upload = Upload(file_name=file_name, stream=io.BytesIO(self.fresh_file()))
        wishes = ScanWishes()
        return accept_scan(
            self.services, actor=actor, upload=upload, source="upload", limit_bytes=10**8, wishes=wishes
        ).scan_id

    def fresh_file(self) -> bytes:
        # What follows the end of a PNG is ignored by whoever shows it.
        return SAMPLE.read_bytes() + str(next(self.numbers)).encode()

    def doubtful_file(self) -> bytes:
        """A picture of the sample that nobody can read."""
        slip = cv2.imdecode(np.frombuffer(SAMPLE.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
        picture = cv2.imencode(".jpg", cv2.GaussianBlur(slip, (0, 0), 9))[1].tobytes()
        # What follows the end of a JPEG is ignored by whoever shows it.
        return picture + str(next(self.numbers)).encode()

    def read(
        self,
        scan_id: str,
        doubts: Mapping[str, Doubt] | None = None,
        *,
        script: Script = SLIP,
        known: bool = True,
    ) -> None:
        """The worker's part."""
        reader = ScriptedReader(doubts=doubts or {}, script=script, known=known)
        worker = Worker(name="test", reader=reader, templates=self.templates, lease_seconds=60, max_attempts=1)
        assert process_scan(self.services, scan_id, worker=worker)

    def to_review(self, doubts: Mapping[str, Doubt], *, script: Script = SLIP) -> str:
        scan_id = self.hand_in()
        self.read(scan_id, doubts, script=script)
        return scan_id

    def clear_the_desk(self) -> None:
        """Takes out what other tests left waiting; what is accepted in the same moment leaves by itself."""
        waiting = Scan.state.in_((ScanState.NEEDS_REVIEW.value, ScanState.NEEDS_TEMPLATE.value))
        with self.services.database() as session:
            left = session.scalars(select(Scan.id).where(waiting)).all()
        for scan_id in left:
            with suppress(ScanStateConflict):
                cancel_scan(self.services, actor="system", scan_id=scan_id)

    @contextmanager
    def erp(self, **manners: Any) -> Iterator[VerifyingReceiver]:
        """An ERP that is sent every result of the slip for as long as the block lasts."""
        with VerifyingReceiver(**manners) as receiver:
            made = create_endpoint(self.services, self.sender, actor="system", url=receiver.url, templates=[SLIP.form])
            receiver.secrets = (made.secret,)
            try:
                yield receiver
            finally:
                switch_endpoint(self.services, actor="system", endpoint_id=made.endpoint.id, active=False)

    def send(self) -> None:
        """The timer's part: everything that is due goes out."""
        deliver_due(self.services, self.sender, days=3, attempt_seconds=5)

    def scan(self, scan_id: str) -> ScanDetail:
        return show_scan(self.services, scan_id=scan_id)

    def newest(self) -> ScanDetail:
        return self.scan(list_scans(self.services, only=ScanFilter(), limit=1).scans[0].id)


@contextmanager
def run_service(folder: Path) -> Iterator[RunningService]:
    """Serves on a free port until the block ends."""
    settings = Settings(data_folder=folder, lockout_failures=3)
    migrate(settings.database_url)
    database = open_quickly(settings.database_url)
    services = Services(
        database=database.sessions,
        files=LocalFileStore(folder / "files"),
        queue=SilentQueue(),
        check_picture=OPEN_PICTURE,
        now=lambda: datetime.now(UTC),
    )
    for script in (SLIP, APPLICATION):
        _publish(services, script.form)
    sender = WebhookSender(allow=("127.0.0.1",), seconds=5)
    judge = UploadJudge(ScanLimits())
    app = create_app(
        services,
        settings,
        sender=sender,
        judge=judge,
        proposer=ScriptedProposer(),
        trial=ScriptedTrial(),
        registry=CollectorRegistry(),
    )
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="on"))
    started = threading.Event()
    startup = server.startup

    async def startup_and_tell(sockets: list[object] | None = None) -> None:
        await startup(sockets)  # type: ignore[arg-type]
        started.set()

    server.startup = startup_and_tell  # type: ignore[method-assign, assignment]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert started.wait(30), "the service did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        url, templates = f"http://127.0.0.1:{port}", TemplatesInUse(services)
        yield RunningService(url=url, services=services, sender=sender, templates=templates)
    finally:
        server.should_exit = True
        thread.join(10)
        judge.close()
        database.engine.dispose()


def _publish(services: Services, form: str) -> None:
    folder = FORMS / form
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
    yaml = files.pop("template.yaml").decode()
    publish_template(services, actor="system", yaml=yaml, files=files)

"""What the queue costs a scan beside the reading: enqueue, take out, bookkeeping."""

import statistics
import tempfile
import time
from pathlib import Path

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from ocr_service import wiring
from ocr_service.forms.result import FormResult
from ocr_service.queue.connection import connect
from ocr_service.queue.rq_queue import LANES, RqQueue, open_lane
from ocr_service.settings import Settings
from ocr_service.stack.valkey import EmbeddedValkey
from ocr_service.usecases.ports import Services
from ocr_service.usecases.process_scan import Worker
from ocr_service.usecases.publish_template import TemplatesInUse
from workers import jobs

_SCANS = 300


class _NobodyReads:
    """A reader that is never asked."""

    engine_name = "none"

    def read(self, *given: object, **more: object) -> FormResult:
        raise NotImplementedError


def report() -> None:
    """Hints for scans that are not there: everything but the reading and the writing down of its result."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedValkey(Path(folder)) as valkey:
        redis = connect(valkey.url, answer_seconds=10)
        queue = RqQueue(redis)
        enqueue = []
        for number in range(_SCANS):
            start = time.perf_counter()
            queue.enqueue_scan(f"scan_{number}", "normal")
            enqueue.append(time.perf_counter() - start)
        jobs.equip(*_desk(Path(folder)))
        worker = SimpleWorker([open_lane(lane, redis) for lane in LANES], connection=redis, serializer=JSONSerializer)
        start = time.perf_counter()
        worker.work(burst=True, logging_level="ERROR")
        work = (time.perf_counter() - start) / _SCANS
    total = statistics.median(enqueue) + work
    print(
        f"Queue: {total * 1000:.1f} ms a scan, with a look at the database "
        f"(enqueue {statistics.median(enqueue) * 1000:.2f} ms; aim: under 10 ms)"
    )


def _desk(folder: Path) -> tuple[Services, Worker]:
    services = wiring.open_services(Settings(data_folder=folder))
    templates = TemplatesInUse(services)
    return services, Worker(name="bench", reader=_NobodyReads(), templates=templates, lease_seconds=60, max_attempts=1)

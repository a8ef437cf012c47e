"""What the queue costs a scan beside the reading: enqueue, take out, bookkeeping."""

import statistics
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from ocr_service.queue.connection import connect
from ocr_service.queue.rq_queue import LANES, READ_SCAN, RqQueue, open_lane
from ocr_service.stack.valkey import EmbeddedValkey

_SCANS = 300


def measure() -> dict[str, float]:
    """Milliseconds a scan, of jobs that do nothing through an embedded Valkey with its append-only file."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedValkey(Path(folder)) as valkey:
        redis = connect(valkey.url, answer_seconds=10)
        queue = RqQueue(redis)
        enqueue = []
        for number in range(_SCANS):
            start = time.perf_counter()
            queue.enqueue_scan(f"scan_{number}", "normal")
            enqueue.append(time.perf_counter() - start)
        worker = SimpleWorker([open_lane(lane, redis) for lane in LANES], connection=redis, serializer=JSONSerializer)
        with patch(READ_SCAN, _read_nothing):
            start = time.perf_counter()
            worker.work(burst=True, logging_level="ERROR")
            work = (time.perf_counter() - start) / _SCANS
    return {"enqueue_ms": statistics.median(enqueue) * 1000, "work_ms": work * 1000}


def _read_nothing(scan_id: str) -> None:
    """Stands in for the reading."""

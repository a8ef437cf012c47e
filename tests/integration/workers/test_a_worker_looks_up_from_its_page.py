import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from ocr_service.engines.errors import ModelMissing
from ocr_service.forms.result import FormResult
from ocr_service.queue.connection import connect
from ocr_service.queue.rq_queue import RqQueue
from ocr_service.records.scans import Scan
from ocr_service.stack.valkey import EmbeddedValkey
from ocr_service.usecases.board.watch_machines import list_workers
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.process_scan import Worker
from ocr_service.usecases.templates.publish_template import TemplatesInUse
from tests.integration.workers.conftest import Inbox
from workers import jobs, scan_worker, stop_signals, worker_process
from workers.heartbeat import Heartbeat
from workers.scan_worker import ScanWorker
from workers.stop_signals import StopSignals


@pytest.fixture
def stop() -> Iterator[StopSignals]:
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM)}
    yield StopSignals()
    for sign, handler in before.items():
        signal.signal(sign, handler)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    with EmbeddedValkey(tmp_path / "queue") as valkey:
        yield connect(valkey.url, answer_seconds=15)


@pytest.fixture
def heartbeat(services: Services) -> Heartbeat:
    return Heartbeat(services=services, name="host.1", reader_pid=os.getpid)


def test_heartbeats_go_on_during_a_page(
    redis: Redis, stop: StopSignals, heartbeat: Heartbeat, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = ScanWorker(redis, stop, heartbeat)
    worker.register_birth()
    left: list[object] = []

    def read_scan(scan_id: str) -> None:
        redis.expire(worker.key, 5)
        worker.keep_alive()
        left.append(redis.ttl(worker.key))

    monkeypatch.setattr(jobs, "read_scan", read_scan)
    monkeypatch.setattr(scan_worker, "_HEARTBEAT_SECONDS", 0)
    RqQueue(redis).enqueue_scan("scan_1", "normal")
    worker._work_once()
    assert isinstance(left[0], int)
    assert left[0] > 5
    with services.database() as session:
        (told,) = list_workers(session, services.now())
    assert (told.name, told.alive, told.reads, told.scans) == ("host.1", True, True, 0)
    assert told.memory_mb > 0


def test_a_database_that_is_away_stops_no_worker(heartbeat: Heartbeat, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("", None, Exception())

    monkeypatch.setattr("workers.heartbeat.tell_of_worker", away)
    monkeypatch.setattr("workers.heartbeat.take_leave", away)
    heartbeat.tell(1, reads=False)
    heartbeat.end()


def test_a_page_goes_on_while_the_queue_is_away(
    redis: Redis, stop: StopSignals, heartbeat: Heartbeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = ScanWorker(redis, stop, heartbeat)
    read: list[str] = []

    def read_scan(scan_id: str) -> None:
        redis.shutdown(nosave=True)
        worker.keep_alive()
        read.append(scan_id)

    monkeypatch.setattr(jobs, "read_scan", read_scan)
    monkeypatch.setattr(scan_worker, "_HEARTBEAT_SECONDS", 0)
    RqQueue(redis).enqueue_scan("scan_1", "normal")
    with pytest.raises(RedisError):
        worker._work_once()
    assert read == ["scan_1"]


class Reader:
    """A reader that calls `while_waiting` and then raises or waits for ever."""

    engine_name = "double"

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def read(self, *_: object, while_waiting: Callable[[], None], **__: object) -> FormResult:
        if self.error is not None:
            raise self.error
        while True:
            while_waiting()


@pytest.fixture
def scan_id(services: Services, inbox: Inbox) -> str:
    inbox.put("scan.jpg")
    inbox.look_after(0)
    inbox.look_after(5)
    return inbox.names("done")[0].partition("-")[0]


def read_with(reader: Reader, services: Services, stop: StopSignals, scan_id: str) -> Scan:
    attentive = jobs.AttentiveReader(
        reader=reader,
        look_up=partial(worker_process._put_down_if, stop),
        give_up=partial(worker_process._give_up, stop),
    )
    worker = Worker(name="w", reader=attentive, templates=TemplatesInUse(services), lease_seconds=60, max_attempts=1)
    jobs.equip(services, worker)
    jobs.read_scan(scan_id)
    with services.database() as session:
        return session.get_one(Scan, scan_id)


def test_a_page_that_does_not_end_in_time_is_put_back(
    services: Services, stop: StopSignals, scan_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stop_signals, "FINISH_SECONDS", 0.05)
    os.kill(os.getpid(), signal.SIGTERM)
    scan = read_with(Reader(), services, stop, scan_id)
    assert (scan.state, scan.attempts) == ("queued", 0)


def test_a_scan_does_not_pay_for_a_model_that_is_gone(services: Services, stop: StopSignals, scan_id: str) -> None:
    scan = read_with(Reader(ModelMissing(model="m", folder="f")), services, stop, scan_id)
    assert (scan.state, scan.attempts) == ("queued", 0)
    assert stop.requested
    assert stop.exit_status == os.EX_CONFIG

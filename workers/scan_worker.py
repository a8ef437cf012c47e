"""An RQ worker that runs its jobs in this process and has its own way of stopping."""

import contextlib
import os
import socket
import time
from typing import Any, Final
from uuid import uuid4

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DequeueTimeout
from rq.executions import Execution
from rq.job import Job
from rq.timeouts import BaseDeathPenalty
from rq.worker import SimpleWorker, WorkerStatus

from ocr_service.queue.rq_queue import LANES, open_lane
from ocr_service.usecases.board.watch_machines import BEAT_SECONDS
from workers.heartbeat import Heartbeat
from workers.stop_signals import StopSignals

log = structlog.get_logger()

# How long one look at the lanes waits: after so long at the latest an idle worker notices that it is to stop.
_LOOK_SECONDS: Final = 1
_HEARTBEAT_SECONDS: Final = float(BEAT_SECONDS)
# A worker that was killed is gone from RQ's lists after this.
_WORKER_TTL_SECONDS: Final = 60


class _NoAlarm(BaseDeathPenalty):
    """RQ's alarm signal cannot end native code; the reading host keeps the time of a page instead."""

    def setup_death_penalty(self) -> None:
        pass

    def cancel_death_penalty(self) -> None:
        pass


class ScanWorker(SimpleWorker):
    """Takes hints from the three lanes in their order. What could crash runs in the reading host's child, not here.

    Unlike `SimpleWorker` it sends heartbeats during a job (`keep_alive`) and is stopped by a flag, between jobs, so
    that no hint is taken and then dropped. It has no command channel.
    """

    death_penalty_class = _NoAlarm

    def __init__(self, redis: Redis, stop: StopSignals, heartbeat: Heartbeat) -> None:
        name = f"{socket.gethostname()}.{os.getpid()}.{uuid4().hex[:6]}"
        lanes = [open_lane(lane, redis) for lane in LANES]
        super().__init__(lanes, name, connection=redis, worker_ttl=_WORKER_TTL_SECONDS, serializer=lanes[0].serializer)
        self._stop = stop
        self._heartbeat = heartbeat
        self._scans = 0
        self._in_hand: tuple[Job, Execution] | None = None
        self._beat_at = 0.0

    def run(self) -> None:
        """Works until it is told to stop. Raises RedisError where Redis is lost."""
        self.bootstrap(logging_level=None)
        try:
            while not self._stop.requested:
                if self.should_run_maintenance_tasks:
                    self.run_maintenance_tasks()  # type: ignore[no-untyped-call]  # RQ types only parts of itself
                self._beat_if_due()
                with contextlib.suppress(DequeueTimeout):
                    self._work_once()
        finally:
            self._heartbeat.end()
            # Where Redis is gone, so is what it knew of this worker.
            with contextlib.suppress(RedisError):
                self.teardown()  # type: ignore[no-untyped-call]

    def _work_once(self) -> None:
        found = self.queue_class.dequeue_any(
            self.queues,
            _LOOK_SECONDS,
            connection=self.connection,
            job_class=self.job_class,
            serializer=self.serializer,
            death_penalty_class=self.death_penalty_class,
        )
        if found is not None:
            job, queue = found
            job.redis_server_version = self.get_redis_server_version()  # type: ignore[no-untyped-call]
            self.execute_job(job, queue)

    def execute_job(self, job: Job, queue: Queue) -> None:
        execution = self.prepare_execution(job)
        self._in_hand = job, execution
        try:
            self.perform_job(job, queue, execution)
        finally:
            self._in_hand = None
            self._scans += 1
        self.set_state(WorkerStatus.IDLE)

    def keep_alive(self) -> None:
        """Sends the heartbeats that are due; called about every second while a page is read. Never raises."""
        if self._in_hand is None or time.monotonic() - self._beat_at < _HEARTBEAT_SECONDS:
            return
        self._beat_at = time.monotonic()
        self._heartbeat.tell(self._scans, reads=True)
        try:
            self.maintain_heartbeats(*self._in_hand)
        except RedisError as error:
            # The page goes on: the database holds the claim, not Redis.
            log.warning("heartbeat_not_sent", detail=str(error))

    def _beat_if_due(self) -> None:
        if time.monotonic() - self._beat_at >= _HEARTBEAT_SECONDS:
            self._beat_at = time.monotonic()
            self._heartbeat.tell(self._scans, reads=False)
            self.heartbeat()

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        return _WORKER_TTL_SECONDS

    def _install_signal_handlers(self) -> None:
        """`StopSignals` has the signals."""

    def subscribe(self) -> None:
        """No command channel: a thread and a connection for commands that nobody sends."""

    def procline(self, message: Any) -> None:
        """The process keeps its name."""

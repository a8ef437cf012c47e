"""The job queue on RQ: one RQ queue for each lane, JSON in Redis, never pickle."""

from typing import Final

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer

from ocr_service.queue import Lane, QueueUnavailable
from ocr_service.queue.connection import connect

# In the order in which workers look at them.
LANES: Final[tuple[Lane, ...]] = ("urgent", "normal", "bulk")
READ_SCAN: Final = "workers.jobs.read_scan"

# RQ's own limit is off (-1): its alarm signal cannot stop native code. The reading host stops pages that take too long.
_JOB_TIMEOUT: Final = -1
# The result is the scan's row; a job leaves nothing behind, so that the next hint for the scan finds no trace of it.
_RESULT_TTL: Final = 0
# A job fails only where the database failed or the program is wrong: kept a week for whoever looks into it.
_FAILURE_TTL: Final = 7 * 24 * 3600
# A hint that has waited a day is dropped; a timer repeats it for as long as the scan's row says "queued".
_WAITING_TTL: Final = 24 * 3600
# Uploads wait for this answer; where it does not come they go on without.
_ANSWER_SECONDS: Final = 2.0


class RqQueue:
    """Implements `usecases.ports.JobQueue`. The job's id is the scan's, so that repeated hints collapse into one."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._queues = {lane: open_lane(lane, redis) for lane in LANES}

    @classmethod
    def at(cls, url: str) -> "RqQueue":
        """The queue behind `url`. Nothing is sent yet."""
        return cls(connect(url, answer_seconds=_ANSWER_SECONDS))

    def enqueue_scan(self, scan_id: str, lane: Lane) -> None:
        """Hints that `scan_id` waits to be read; nothing happens where such a hint waits already.

        Raises QueueUnavailable.
        """
        try:
            try:
                self._enqueue(scan_id, lane, unique=True)
            except DuplicateJobError:
                # The job may wait, run, or be the remains of a lost worker. Where one still runs, its end takes the
                # new hint away with it; a timer repeats it.
                if not self._waits(scan_id):
                    self._enqueue(scan_id, lane, unique=False)
        except RedisError as error:
            raise QueueUnavailable from error

    def waiting(self) -> dict[Lane, int]:
        """How many hints wait in each lane; raises QueueUnavailable."""
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                for queue in self._queues.values():
                    pipeline.llen(queue.key)
                counts = pipeline.execute()
        except RedisError as error:
            raise QueueUnavailable from error
        return dict(zip(LANES, counts, strict=True))

    def _enqueue(self, scan_id: str, lane: Lane, *, unique: bool) -> None:
        self._queues[lane].enqueue_call(
            READ_SCAN,
            args=(scan_id,),
            job_id=scan_id,
            description=scan_id,
            timeout=_JOB_TIMEOUT,
            result_ttl=_RESULT_TTL,
            failure_ttl=_FAILURE_TTL,
            ttl=_WAITING_TTL,
            unique=unique,
        )

    def _waits(self, scan_id: str) -> bool:
        return any(self._redis.lpos(queue.key, scan_id) is not None for queue in self._queues.values())


def open_lane(lane: Lane, redis: Redis) -> Queue:
    """The RQ queue of one lane, the same for those who put in and those who take out."""
    return Queue(lane, connection=redis, serializer=JSONSerializer)

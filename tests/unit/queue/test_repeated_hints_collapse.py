import pytest
from redis import Redis
from rq import SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer

from ocr_service.queue.rq_queue import LANES, RqQueue, open_lane


def test_a_hint_that_waits_is_not_repeated(redis: Redis) -> None:
    queue = RqQueue(redis)
    for _ in range(3):
        queue.enqueue_scan("scan_1", "normal")
    assert queue.waiting() == {"urgent": 0, "normal": 1, "bulk": 0}


def test_a_hint_that_waits_in_another_lane_is_not_repeated(redis: Redis) -> None:
    queue = RqQueue(redis)
    queue.enqueue_scan("scan_1", "urgent")
    queue.enqueue_scan("scan_1", "bulk")
    assert queue.waiting() == {"urgent": 1, "normal": 0, "bulk": 0}


def test_a_hint_whose_worker_was_lost_is_repeated(redis: Redis) -> None:
    queue = RqQueue(redis)
    queue.enqueue_scan("scan_1", "normal")
    redis.lpop(open_lane("normal", redis).key)  # a worker took it and died
    queue.enqueue_scan("scan_1", "normal")
    assert queue.waiting()["normal"] == 1


@pytest.mark.parametrize("outcome", ["print", "no.such.function"])
def test_a_hint_may_follow_a_job_that_ended(redis: Redis, monkeypatch: pytest.MonkeyPatch, outcome: str) -> None:
    monkeypatch.setattr("ocr_service.queue.rq_queue.READ_SCAN", "builtins.print" if outcome == "print" else outcome)
    queue = RqQueue(redis)
    queue.enqueue_scan("scan_1", "normal")
    lanes = [open_lane(lane, redis) for lane in LANES]
    SimpleWorker(lanes, connection=redis, serializer=JSONSerializer).work(burst=True)
    assert queue.waiting()["normal"] == 0
    queue.enqueue_scan("scan_1", "normal")
    assert queue.waiting()["normal"] == 1


def test_the_job_lies_in_redis_as_json_with_its_limits_set(redis: Redis) -> None:
    RqQueue(redis).enqueue_scan("scan_1", "bulk")
    job = Job.fetch("scan_1", connection=redis, serializer=JSONSerializer)
    assert (job.func_name, job.args) == ("workers.jobs.read_scan", ["scan_1"])
    assert (job.timeout, job.result_ttl, job.failure_ttl, job.ttl) == (-1, 0, 604800, 86400)

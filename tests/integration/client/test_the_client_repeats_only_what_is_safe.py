"""Troubles that a test can only have with a service that is played."""

from collections.abc import Callable

import httpx2
import pytest

from ocr_service.client import ApiError, ConnectionFailed, RequestRefused, ServiceFailed, steps
from tests.integration.client.conftest import Driver

SCAN = {
    **{"id": "scan_1", "state": "queued", "reasons": [], "file_name": "a.png", "client_reference": None},
    **{"created_at": "2026-03-02T08:00:00Z", "changed_at": "2026-03-02T08:00:00Z", "template": None},
    **{"template_version": None, "result_version": 0, "duplicate_of": None, "parent_id": None},
    **{"erp_answer": None, "erp_reference": None, "erp_reason": None, "new_in_version_9": {"a": 1}},
}
UPLOADED = {"items": [{"file_name": "a.png", "scan": SCAN, "duplicate": False, "quality": None}]}


class Played:
    """Answers one after the other; what is an exception is raised. Remembers the requests."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self._answers = list(answers)
        self.requests: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_FIRST_PAUSE_SECONDS", 0.0)


def busy(status: int, **headers: str) -> httpx2.Response:
    return httpx2.Response(status, json={"code": "busy", "detail": "later"}, headers=headers)


def test_an_upload_is_repeated_under_one_key(connect: Callable[..., Driver]) -> None:
    under_way = httpx2.Response(409, json={"code": "request_under_way"})
    service = Played(
        httpx2.ReadTimeout("late"), busy(503), under_way, httpx2.Response(201, json=UPLOADED), busy(503), busy(400)
    )
    ocr = connect("k", service)
    assert ocr.upload(b"x", name="a.png").scan.raw["new_in_version_9"] == {"a": 1}
    keys = [request.headers["idempotency-key"] for request in service.requests]
    assert (len(keys), len(set(keys))) == (4, 1)
    with pytest.raises(RequestRefused):
        ocr.upload(b"x", name="a.png")
    assert service.requests[-1].headers["idempotency-key"] != keys[0], "another call is another request"


def test_it_gives_up_in_the_end(connect: Callable[..., Driver]) -> None:
    service = Played(*[httpx2.ConnectError("nobody")] * 5)
    with pytest.raises(ConnectionFailed):
        connect("k", service).scan("scan_1")
    assert len(service.requests) == 5
    with pytest.raises(ServiceFailed):
        connect("k", Played(*[busy(504)] * 5)).scan("scan_1")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 500, 507])
def test_what_would_not_help_is_not_repeated(connect: Callable[..., Driver], status: int) -> None:
    service = Played(busy(status))
    with pytest.raises(ApiError) as refused:
        connect("k", service).scan("scan_1")
    assert (refused.value.status, refused.value.code, len(service.requests)) == (status, "busy", 1)


def test_a_proxys_page_is_an_error_too(connect: Callable[..., Driver]) -> None:
    with pytest.raises(ApiError) as refused:
        connect("k", Played(httpx2.Response(400, text="<html>"))).scan("scan_1")
    assert refused.value.code == "no_problem_document"


def test_it_waits_as_long_as_it_is_asked_to() -> None:
    wanted = steps.scan("scan_1")
    next(wanted)
    assert wanted.send(httpx2.Response(429, headers={"retry-after": "7"})) == steps.Pause(7.0)

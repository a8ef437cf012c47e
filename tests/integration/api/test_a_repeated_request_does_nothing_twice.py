"""Idempotency-Key on uploads."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission
from ocr_service.usecases.receiving.idempotency import RequestUnderWay, begin_request
from ocr_service.web.api import upload
from tests.integration.api.api_stage import Stage, picture

UPLOAD = "/api/v1/scans"


@pytest.fixture
def erp(stage: Stage) -> TestClient:
    return stage.machine(Permission.SCANS_WRITE, Permission.SCANS_READ)


def send(client: TestClient, key: str, data: bytes | None = None, **fields: str) -> Any:
    files = [("files", ("slip.png", picture() if data is None else data))]
    return client.post(UPLOAD, files=files, data=fields, headers={"Idempotency-Key": key})


def count(client: TestClient) -> int:
    return len(client.get(UPLOAD).json()["items"])


def test_the_same_request_gets_the_same_answer(erp: TestClient) -> None:
    first = send(erp, "k1", allow_duplicate="true")
    again = send(erp, "k1", allow_duplicate="true")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert count(erp) == 1


def test_another_request_with_the_key_is_refused(erp: TestClient) -> None:
    send(erp, "k1")

    for other in (send(erp, "k1", picture(7)), send(erp, "k1", lane="urgent")):
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert count(erp) == 1


def test_a_refusal_is_repeated_too(erp: TestClient) -> None:
    assert [send(erp, "k1", b"").json()["code"] for _ in range(2)] == ["file_empty", "file_empty"]


def test_two_callers_may_use_the_same_key(stage: Stage, erp: TestClient) -> None:
    send(erp, "k1")
    other = send(stage.machine(Permission.SCANS_WRITE), "k1", picture(7))

    assert other.status_code == 201
    assert count(erp) == 2


def test_a_request_under_way_is_not_begun_twice(stage: Stage) -> None:
    begin_request(stage.services, actor="key:a", key="k1", request_sha256="1" * 64)

    with pytest.raises(RequestUnderWay):
        begin_request(stage.services, actor="key:a", key="k1", request_sha256="1" * 64)


def test_one_whose_process_died_can_be_begun_again_after_a_while(stage: Stage) -> None:
    begin_request(stage.services, actor="key:a", key="k1", request_sha256="1" * 64)
    stage.clock.advance(minutes=11)

    assert begin_request(stage.services, actor="key:a", key="k1", request_sha256="1" * 64) is None


def test_after_a_day_a_key_is_free_again(stage: Stage, erp: TestClient) -> None:
    send(erp, "k1")
    stage.clock.advance(hours=25)

    assert send(erp, "k1", picture(7)).status_code == 201


def test_a_fault_of_ours_frees_the_key(stage: Stage, erp: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(upload, "accept_scan", breaks)
        assert send(erp, "k1").json()["code"] == "internal_error"

    assert send(erp, "k1").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "a\x01b"])
def test_a_key_that_is_none_is_refused(erp: TestClient, key: str) -> None:
    files = [("files", ("slip.png", picture()))]
    answer = erp.post(UPLOAD, files=files, headers=[(b"Idempotency-Key", key.encode())])

    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "Idempotency-Key")

"""Whatever goes wrong is told as RFC 9457 says, in the language asked for, and without anything from inside."""

import errno
import sqlite3
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.testclient import TestClient
from structlog.testing import CapturingLogger

from ocr_service.access.roles import Permission, Role
from ocr_service.queue import QueueUnavailable
from ocr_service.web import requests_log
from ocr_service.web.api import scans
from tests.integration.api.api_stage import Stage

MEMBERS = {"type", "title", "status", "detail", "code", "instance", "request_id"}


@pytest.fixture
def erp(stage: Stage) -> TestClient:
    return stage.machine(*(Permission.SCANS_READ, Permission.SCANS_WRITE))


def check(answer: Any, status: int, code: str) -> dict[str, Any]:
    document: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, document["status"], document["code"]) == (status, status, code)
    assert document.keys() >= MEMBERS
    assert document["type"] == f"urn:ocr-service:problem:{code}"
    assert document["detail"] not in ("", f"error.{code}")
    assert not document["title"].startswith("title.")
    return document


def test_each_kind_of_error_is_one(stage: Stage, erp: TestClient) -> None:
    check(stage.stranger().get("/api/v1/me"), 401, "not_signed_in")
    check(erp.get("/api/v1/users"), 403, "not_allowed")
    check(erp.get("/api/v1/scans/scan_0"), 404, "scan_not_found")
    check(erp.get("/nowhere"), 404, "not_found")
    check(erp.put("/api/v1/scans"), 405, "method_not_allowed")
    check(erp.get("/api/v1/scans?limit=x"), 422, "request_invalid")


def test_the_sentence_is_in_the_language_asked_for_chinese_by_default(erp: TestClient) -> None:
    chinese = erp.get("/nowhere")
    english = erp.get("/nowhere", headers={"Accept-Language": "en-GB,zh;q=0.5"})

    assert (chinese.json()["title"], english.json()["title"]) == ("找不到", "Not found")
    assert (chinese.headers["content-language"], english.headers["content-language"]) == ("zh-CN", "en")


@pytest.mark.parametrize("junk", ["\x01", "en;q=", ",,,;;;", "x" * 60_000, "en;q=0.0000000000001"])
def test_a_junk_language_is_no_further_error(erp: TestClient, junk: str) -> None:
    assert erp.get("/nowhere", headers=[(b"Accept-Language", junk.encode())]).status_code == 404


def test_a_fault_of_ours_tells_nothing_from_inside(erp: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret of the house")

    log = CapturingLogger()
    monkeypatch.setattr(requests_log, "log", log)
    monkeypatch.setattr(scans, "list_scans", breaks)
    answer = erp.get("/api/v1/scans")

    document = check(answer, 500, "internal_error")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    logged = str(log.calls)
    assert "secret of the house" in logged
    assert document["request_id"] == answer.headers["x-request-id"]
    assert erp.headers["Authorization"].split()[1] not in logged


def test_an_unreachable_queue_says_when_to_come_back(erp: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise QueueUnavailable

    monkeypatch.setattr(scans, "list_scans", breaks)
    answer = erp.get("/api/v1/scans")

    check(answer, 503, "queue_unavailable")
    assert answer.headers["retry-after"] == "10"


def test_what_was_wrong_is_named_but_never_repeated(stage: Stage) -> None:
    secret = "s3cret-" + "x" * 300
    answer = stage.person(Role.ADMINISTRATOR).post(
        "/api/v1/users", json={"name": "a", "password": secret, "role": "king", "a/b~c": 1}
    )

    document = check(answer, 422, "request_invalid")
    pointers = {error["pointer"]: error["code"] for error in document["errors"]}
    assert pointers == {
        "#/password": "string_too_long",
        "#/role": "enum",
        "#/a~1b~0c": "extra_forbidden",
    }
    assert "s3cret" not in answer.text
    assert "clerk、operator、author、supervisor、integrator、administrator" in answer.text


def test_a_request_keeps_its_number_if_it_is_one(erp: TestClient) -> None:
    def number(given: str) -> str:
        answer = erp.get("/nowhere", headers=[(b"X-Request-Id", given.encode())])
        assert answer.headers["x-request-id"] == answer.json()["request_id"]
        return str(answer.json()["request_id"])

    assert number("erp-00000001") == "erp-00000001"
    assert number("a b") != "a b"
    assert number("x" * 65) != "x" * 65


@pytest.mark.parametrize(
    "full",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
    ],
)
def test_a_full_disk_is_told_as_such(erp: TestClient, monkeypatch: pytest.MonkeyPatch, full: OSError) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise full

    monkeypatch.setattr(scans, "list_scans", breaks)

    check(erp.get("/api/v1/scans"), 507, "storage_full")


def test_a_full_database_is_told_as_such_and_those_who_only_look_still_can(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        cause = sqlite3.OperationalError("database or disk is full")
        cause.sqlite_errorname = "SQLITE_FULL"
        raise OperationalError("UPDATE", {}, cause)

    operator = stage.person(Role.OPERATOR)
    monkeypatch.setattr(stage.services.database, "begin", full)
    stage.clock.advance(hours=1)

    assert operator.get("/api/v1/scans").status_code == 200
    check(operator.post("/api/v1/scans", files={"files": ("a.pdf", b"%PDF-1.7")}), 507, "storage_full")


def _sqlite(name: str) -> OperationalError:
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorname = name
    return OperationalError("BEGIN IMMEDIATE", {}, cause)


@pytest.mark.parametrize(
    "busy",
    [
        _sqlite("SQLITE_BUSY"),
        _sqlite("SQLITE_BUSY_SNAPSHOT"),
        OperationalError("UPDATE", {}, psycopg.errors.LockNotAvailable()),
        OperationalError("UPDATE", {}, psycopg.errors.AdminShutdown()),
        OperationalError("connect", {}, psycopg.OperationalError("connection refused")),
        NoConnectionFree(),
    ],
    ids=["locked", "overtaken", "lock not had in time", "shutting down", "out of reach", "no connection free"],
)
def test_a_database_that_does_not_answer_is_told_as_such_and_when_to_come_again(
    erp: TestClient, monkeypatch: pytest.MonkeyPatch, busy: Exception
) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise busy

    monkeypatch.setattr(scans, "list_scans", breaks)
    answer = erp.get("/api/v1/scans")

    check(answer, 503, "database_unavailable")
    assert answer.headers["retry-after"] == "5"


def test_a_fault_in_a_query_is_no_database_out_of_reach(erp: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise _sqlite("SQLITE_ERROR")

    monkeypatch.setattr(scans, "list_scans", breaks)
    check(erp.get("/api/v1/scans"), 500, "internal_error")


def test_a_state_is_named_as_on_the_pages(stage: Stage) -> None:
    operator = stage.person(Role.OPERATOR)
    scan = operator.post("/api/v1/scans", files={"files": ("a.pdf", b"%PDF-1.7")}).json()["items"][0]["scan"]["id"]
    answer = operator.post(f"/api/v1/scans/{scan}/review/undo", headers={"Accept-Language": "zh-CN"})

    document = check(answer, 409, "scan_state_conflict")
    assert "排队中" in document["detail"]
    assert document["params"]["state"] == "queued"

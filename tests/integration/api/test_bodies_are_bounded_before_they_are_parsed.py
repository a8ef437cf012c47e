"""200 MB are refused by their length alone; without a length as soon as too much has come; cut off, nothing stays."""

import asyncio
import json
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ocr_service.access.roles import Permission, Role
from tests.integration.api.api_stage import Stage, picture

FORM = "multipart/form-data; boundary=X"
HEAD = b'--X\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'


class Conversation:
    """Talks ASGI to the service by hand: counts what it reads, and can hang up."""

    def __init__(self, stage: Stage, messages: Iterable[dict[str, Any]], **headers: str) -> None:
        self.stage, self.messages, self.headers = stage, iter(messages), headers
        self.read, self.answer, self.status = 0, b"", 0

    async def receive(self) -> dict[str, Any]:
        message = next(self.messages, {"type": "http.disconnect"})
        self.read += len(message.get("body", b""))
        return message

    async def send(self, message: dict[str, Any]) -> None:
        self.status = message.get("status", self.status)
        self.answer += message.get("body", b"")

    def hold(self, path: str = "/api/v1/scans") -> "Conversation":
        headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in self.headers.items()]
        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"host", b"ocr"), *headers],
            "client": ("10.0.0.7", 4711),
            "server": ("ocr", 80),
            "scheme": "http",
            "http_version": "1.1",
            "root_path": "",
        }
        # In a thread of its own: a browser test of the same session keeps an event loop in this one.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, self.stage.app(scope, self.receive, self.send)).result()  # type: ignore[arg-type]
        return self

    @property
    def code(self) -> str:
        return str(json.loads(self.answer)["code"])


def pieces(megabytes: int) -> Iterable[dict[str, Any]]:
    yield {"type": "http.request", "body": HEAD + picture(), "more_body": True}
    for _ in range(megabytes):
        yield {"type": "http.request", "body": bytes(1_000_000), "more_body": True}


@pytest.fixture
def key(stage: Stage) -> str:
    return stage.machine(Permission.SCANS_WRITE).headers["Authorization"]


def kept(stage: Stage) -> list[str]:
    return [str(path) for path in (stage.folder / "files").rglob("*") if path.is_file()]


def test_200_mb_are_refused_by_their_length_without_reading_any(stage: Stage, key: str) -> None:
    talk = Conversation(stage, pieces(200), authorization=key, content_type=FORM, content_length="200000000").hold()

    assert (talk.status, talk.code, talk.read) == (413, "request_too_large", 0)
    assert json.loads(talk.answer)["params"] == {"limit_mb": 150}


def test_200_mb_without_a_length_are_refused_as_soon_as_one_file_is_too_large(stage: Stage, key: str) -> None:
    talk = Conversation(stage, pieces(200), authorization=key, content_type=FORM).hold()

    assert (talk.status, talk.code) == (413, "file_too_large")
    assert talk.read < 52_000_000
    assert kept(stage) == []


def test_strangers_are_turned_away_before_anything_is_read(stage: Stage) -> None:
    talk = Conversation(stage, pieces(200), content_type=FORM).hold()

    assert (talk.status, talk.code, talk.read) == (401, "not_signed_in", 0)


def test_whoever_may_not_upload_is_told_before_anything_is_read(stage: Stage) -> None:
    key = stage.machine(Permission.SCANS_READ).headers["Authorization"]

    talk = Conversation(stage, pieces(200), authorization=key, content_type=FORM).hold()

    assert (talk.status, talk.code, talk.read) == (403, "not_allowed", 0)


def test_an_upload_that_is_cut_off_leaves_nothing(
    stage: Stage, key: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))

    talk = Conversation(stage, pieces(5), authorization=key, content_type=FORM).hold()

    assert (talk.status, talk.answer) == (0, b"")
    assert kept(stage) == []
    assert list(scratch.iterdir()) == []
    assert stage.queue.hints == []


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "9" * 40])
def test_a_length_that_lies_changes_nothing(stage: Stage, key: str, length: str) -> None:
    talk = Conversation(stage, pieces(200), authorization=key, content_type=FORM, content_length=length).hold()

    assert talk.status == 413
    assert talk.read < 52_000_000


def test_a_json_body_may_be_small_only(stage: Stage) -> None:
    body = [{"type": "http.request", "body": b"[" * 500_000, "more_body": True}] * 40

    talk = Conversation(stage, body, content_type="application/json").hold("/api/v1/session")

    assert (talk.status, talk.code) == (413, "request_too_large")
    assert talk.read <= 1_500_000


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 50_000, b"{", b"\xff\xfe", b'"\\ud800"', b"null", b"1" * 10_000, b"NaN"]
)
def test_deep_and_broken_json_is_only_a_bad_request(stage: Stage, body: bytes) -> None:
    client = stage.person(Role.ADMINISTRATOR)

    answer = client.post("/api/v1/users", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code in (400, 422)
    assert answer.json()["code"] in ("request_broken", "request_invalid")

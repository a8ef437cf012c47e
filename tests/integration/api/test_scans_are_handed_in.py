"""Uploads: one and many, known and new, refused and hostile."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission, Role
from tests.integration.api.api_stage import Stage, picture

UPLOAD = "/api/v1/scans"


@pytest.fixture
def clerk(stage: Stage) -> TestClient:
    return stage.person(Role.CLERK)


def send(client: TestClient, *files: tuple[str, bytes], headers: dict[str, str] | None = None, **fields: str) -> Any:
    return client.post(UPLOAD, files=[("files", file) for file in files], data=fields, headers=headers)


def stored(stage: Stage) -> list[Path]:
    return [path for path in (stage.folder / "files").rglob("*") if path.is_file()]


def test_a_scan_is_kept_and_put_in_the_queue(stage: Stage, clerk: TestClient) -> None:
    answer = send(clerk, ("slip.png", picture()), lane="urgent", client_reference="PO-4711")

    scan = answer.json()["items"][0]["scan"]
    assert answer.status_code == 201
    assert (scan["state"], scan["lane"], scan["client_reference"], scan["source"]) == (
        "queued",
        "urgent",
        "PO-4711",
        "upload",
    )
    assert stage.queue.hints == [(scan["id"], "urgent")]
    assert clerk.get(f"{UPLOAD}/{scan['id']}").json()["file_name"] == "slip.png"


def test_the_queue_may_be_away(stage: Stage, clerk: TestClient) -> None:
    stage.queue.available = False

    answer = send(clerk, ("slip.png", picture()))

    assert (answer.status_code, answer.json()["items"][0]["scan"]["state"]) == (201, "received")


def test_the_same_bytes_are_answered_with_the_first_scan_unless_told_otherwise(clerk: TestClient) -> None:
    first = send(clerk, ("a.png", picture())).json()["items"][0]
    again = send(clerk, ("b.png", picture()))
    another = send(clerk, ("c.png", picture()), allow_duplicate="true")

    assert (again.status_code, again.json()["items"][0]["duplicate"]) == (200, True)
    assert again.json()["items"][0]["scan"]["id"] == first["scan"]["id"]
    assert another.status_code == 201
    assert another.json()["items"][0]["scan"]["duplicate_of"] == first["scan"]["id"]


def test_a_bad_file_does_not_stop_the_others(clerk: TestClient) -> None:
    answer = send(clerk, ("a.png", picture()), ("b.png", b""), ("c.jpg", b"no picture"))

    outcomes = [item["problem"]["code"] if item["problem"] else "taken" for item in answer.json()["items"]]
    assert (answer.status_code, outcomes) == (201, ["taken", "file_empty", "file_type_unknown"])


def test_where_all_are_refused_the_answer_is_the_problem(clerk: TestClient) -> None:
    answer = send(clerk, ("empty.pdf", b""))

    assert (answer.status_code, answer.json()["code"]) == (422, "file_empty")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["items"][0]["problem"]["code"] == "file_empty"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\scans\\slip.png", "slip.png"),
        ("送货单 0117 😀.png", "送货单 0117 😀.png"),
        ("evil\r\nSet-Cookie: x=1.png", "evil"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a" * 3000 + ".png", None),
        ("", None),
    ],
)
def test_names_are_made_safe(clerk: TestClient, given: str, kept: str | None) -> None:
    # By hand, since no honest client sends such names.
    head = b'--X\r\nContent-Disposition: form-data; name="files"; filename="' + given.encode() + b'"\r\n\r\n'
    body = head.replace(b"\r\nSet-Cookie", b"%0D%0ASet-Cookie") + picture() + b"\r\n--X--\r\n"

    answer = clerk.post(UPLOAD, content=body, headers={"Content-Type": "multipart/form-data; boundary=X"})

    name = answer.json()["items"][0]["file_name"]
    assert answer.status_code == 201
    assert len(name) <= 200
    assert not set(name) & set("/\\\r\n\u202e")
    assert kept is None or name.startswith(kept)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"lane": "fast"}, "#/lane"),
        ({"template": "../x"}, "#/template"),
        ({"client_reference": "a\x00b"}, "#/client_reference"),
        ({"client_reference": "x" * 201}, "#/client_reference"),
        ({"allow_duplicate": "perhaps"}, "#/allow_duplicate"),
        ({"unknown": "x"}, "#/unknown"),
    ],
)
def test_wrong_fields_are_named_and_nothing_is_kept(
    stage: Stage, clerk: TestClient, fields: dict[str, str], field: str
) -> None:
    answer = send(clerk, ("slip.png", picture()), **fields)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, field)
    assert stored(stage) == []


def test_an_unknown_form_is_refused(clerk: TestClient) -> None:
    assert send(clerk, ("slip.png", picture()), template="no-such-form").json()["code"] == "template_not_found"


@pytest.mark.parametrize(
    ("content_type", "body", "status", "code"),
    [
        ("application/json", b"{}", 415, "multipart_wanted"),
        ("text/plain", b"x", 415, "multipart_wanted"),
        ("multipart/form-data", b"x", 400, "form_broken"),
        ("multipart/form-data; boundary=X", b"garbage", 400, "form_broken"),
        ("multipart/form-data; boundary=X", b"--X\r\n\r\nno disposition\r\n--X--\r\n", 400, "form_broken"),
        ("multipart/form-data; boundary=X", b"--X--\r\n", 422, "no_files"),
        (
            "multipart/form-data; boundary=X",
            b'--X\r\nContent-Disposition: form-data; name="files"\r\n\r\nno file\r\n--X--\r\n',
            400,
            "form_broken",
        ),
        (
            "multipart/form-data; boundary=X; charset=\x01nonsense",
            b"--X--\r\n",
            422,
            "no_files",
        ),
    ],
)
def test_what_is_no_form_is_refused(clerk: TestClient, content_type: str, body: bytes, status: int, code: str) -> None:
    answer = clerk.post(UPLOAD, content=body, headers={"Content-Type": content_type})

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_ten_thousand_files_are_refused_before_they_are_all_read(stage: Stage, clerk: TestClient) -> None:
    part = b'--X\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\nx\r\n'
    sent = 0

    def body() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield part * 100
        yield b"--X--\r\n"

    answer = clerk.post(UPLOAD, content=body(), headers={"Content-Type": "multipart/form-data; boundary=X"})

    assert (answer.status_code, answer.json()["code"]) == (413, "too_many_files")
    assert stored(stage) == []


def test_ten_thousand_fields_are_refused(clerk: TestClient) -> None:
    part = b'--X\r\nContent-Disposition: form-data; name="lane"\r\n\r\nnormal\r\n'

    answer = clerk.post(
        UPLOAD, content=part * 10_000 + b"--X--\r\n", headers={"Content-Type": "multipart/form-data; boundary=X"}
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "too_many_form_fields")


def test_a_machine_hands_in_with_its_key(stage: Stage) -> None:
    answer = send(stage.machine(Permission.SCANS_WRITE), ("slip.png", picture()))

    assert answer.json()["items"][0]["scan"]["source"] == "api"


@pytest.fixture
def small(make_stage: Callable[..., Stage]) -> Stage:
    return make_stage(max_upload_mb=1)


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(small: Stage) -> None:
    answer = send(small.person(Role.CLERK), ("big.png", picture() + bytes(1_000_001)))

    assert (answer.status_code, answer.json()["code"], answer.json()["params"]) == (
        413,
        "file_too_large",
        {"limit_mb": 1},
    )
    assert stored(small) == []


def test_a_file_at_the_limit_is_taken(small: Stage) -> None:
    begin = picture()

    assert send(small.person(Role.CLERK), ("big.png", begin + bytes(1_000_000 - len(begin)))).status_code == 201

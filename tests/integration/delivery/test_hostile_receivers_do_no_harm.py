"""Answers that want to be read as something else, cost memory or time, or speak another encoding."""

import gzip
import json
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.read_answer import read_answer
from ocr_service.delivery.sender import WebhookSender

REJECTED = {"status": "rejected", "reason": "订单已关闭"}
OK = b"HTTP/1.1 200 OK\r\n"
Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A server that sends these bytes to whoever asks, the last of them without end if wished; its URL."""
    doors: list[socket.socket] = []
    over = threading.Event()

    def answer(door: socket.socket, said: bytes, endless: bytes) -> None:
        with suppress(OSError):
            while True:
                caller, _ = door.accept()
                with caller, suppress(OSError):
                    caller.recv(65536)
                    caller.sendall(said)
                    while endless and not over.is_set():
                        caller.sendall(endless)

    def start(said: bytes, *, endless: bytes = b"") -> str:
        door = socket.create_server(("127.0.0.1", 0))
        doors.append(door)
        threading.Thread(target=answer, args=(door, said, endless), daemon=True).start()
        return f"http://127.0.0.1:{door.getsockname()[1]}/"

    yield start
    over.set()
    for door in doors:
        door.shutdown(socket.SHUT_RDWR)
        door.close()


@pytest.fixture
def send(serve: Serve, message: Callable[..., Message], sender: WebhookSender) -> Callable[..., Attempt]:
    return lambda said, **more: sender.send(message(serve(said, **more)))


def text(body: bytes, *headers: str) -> bytes:
    lines = [*headers, f"content-length: {len(body)}"]
    return OK + "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("gbk", "application/json; charset=GBK"),
        ("gb18030", "application/json"),
        ("gbk", "application/json; charset=utf-8"),
        ("big5", "application/json; charset=big5"),
        ("utf-8", "application/json; charset=klingon"),
        ("utf-8", "application/json; charset=ISO-8859-1"),
        ("utf-8", "application/json; charset=zlib"),
        ("utf-8", 'application/json; charset="base64"; charset=gbk'),
    ],
)
def test_an_answer_is_read_in_whatever_encoding_it_came(
    send: Callable[..., Attempt], encoding: str, content_type: str
) -> None:
    reason = "訂單" if encoding == "big5" else REJECTED["reason"]
    body = json.dumps({**REJECTED, "reason": reason}, ensure_ascii=False).encode(encoding)
    said = read_answer(send(text(body, f"content-type: {content_type}")), None)
    assert said.answer is not None
    assert (said.answer.status, said.answer.reason) == ("rejected", reason)


def test_a_western_answer_is_read_as_it_says(send: Callable[..., Attempt]) -> None:
    body = json.dumps({**REJECTED, "reason": "Café"}, ensure_ascii=False).encode("latin-1")
    said = read_answer(send(text(body, "content-type: application/json; charset=iso-8859-1")), None)
    assert said.answer is not None
    assert said.answer.reason == "Café"


def test_an_answer_that_is_cut_off_within_a_character_is_shown(send: Callable[..., Attempt]) -> None:
    assert send(OK + b"\r\n" + "好".encode("gbk") * 40_000).answer == "好" * 2000


def test_no_encoding_is_an_unpacker(send: Callable[..., Attempt]) -> None:
    bomb = zlib.compress(b"\0" * 20_000_000)
    attempt = send(text(bomb, "content-type: text/plain; charset=zlib"))
    assert len(attempt.body) <= 2 * len(bomb)


def test_a_bomb_is_not_unpacked(send: Callable[..., Attempt]) -> None:
    bomb = gzip.compress(b"\0" * 20_000_000)
    attempt = send(text(bomb, "content-encoding: gzip", "content-type: application/json"))
    assert (attempt.error, len(attempt.body)) == (None, len(bomb))
    assert read_answer(attempt, None).answer is None
    assert read_answer(attempt, "{status: status}").error == "delivery_answer_unclear"


LOGIN = b"""<!doctype html><title>Sign in</title><form method=post>
<input name=user><input class="box" TYPE='password' name=p></form>"""


@pytest.mark.parametrize("body", [LOGIN, b"\xef\xbb\xbf\r\n " + LOGIN, LOGIN + b" " * 100_000])
def test_a_sign_in_page_is_no_yes(send: Callable[..., Attempt], body: bytes) -> None:
    attempt = send(text(body, "content-type: text/html"))
    assert (attempt.status, attempt.error, attempt.asks_for_rest) == (200, "delivery_login_page", True)


@pytest.mark.parametrize(
    "body",
    [b"OK", b"<html><body>thank you</body></html>", json.dumps({"note": LOGIN.decode()}).encode(), b"<input " * 9000],
)
def test_other_pages_are_as_the_status_says(send: Callable[..., Attempt], body: bytes) -> None:
    assert send(text(body, "content-type: text/html")).error is None


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(OK + b"content-length: 2\r\ncontent-length: 30\r\n\r\n{}", id="two lengths"),
        pytest.param(OK + b"content-length: -1\r\n\r\n{}", id="a negative length"),
        pytest.param(OK + b"content-length: 0x10\r\n\r\n{}", id="a length in hexadecimal"),
        pytest.param(OK + b"transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n", id="chunked and something else"),
        pytest.param(OK + b"bad header: yes\r\n\r\n", id="a space in a header's name"),
        pytest.param(OK + b"x: a\0b\r\n\r\n", id="a NUL in a header"),
        pytest.param(b"HTTP/1.1 200\x0b OK\r\n\r\n", id="a control character in the status line"),
        pytest.param(b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n", id="another protocol"),
        pytest.param(OK + b"x: " + b"a" * 200_000, id="a header without end"),
    ],
)
def test_an_answer_with_two_meanings_is_none(send: Callable[..., Attempt], said: bytes) -> None:
    assert send(said).error == "delivery_broken_answer"


def test_what_follows_an_answer_is_no_second_one(send: Callable[..., Attempt]) -> None:
    rejected = json.dumps(REJECTED).encode()
    attempt = send(text(b"{}", "connection: keep-alive") + text(rejected))
    assert (attempt.body, attempt.complete) == (b"{}", True)


def test_a_header_cannot_smuggle_a_retry(send: Callable[..., Attempt]) -> None:
    attempt = send(b"HTTP/1.1 503 Busy\r\nretry-after: 5\r\n folded\r\ncontent-length: 0\r\n\r\n")
    assert (attempt.error, attempt.retry_after) == ("delivery_status_5xx", None)


def test_interim_answers_without_end_are_cut_at_the_deadline(
    serve: Serve, message: Callable[..., Message], hasty_sender: WebhookSender
) -> None:
    url = serve(b"", endless=b"HTTP/1.1 100 Continue\r\n\r\n" * 50)
    assert hasty_sender.send(message(url)).error == "delivery_timeout"

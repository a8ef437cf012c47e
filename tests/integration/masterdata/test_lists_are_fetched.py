"""Lists are fetched from a real HTTP server, which behaves well and badly; the old data outlives every failure."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from ocr_service.delivery.connectors.auth import AuthSettings
from ocr_service.delivery.download import Downloader
from ocr_service.delivery.misbehaviour import Kind, misbehave
from ocr_service.records.masterdata import MasterdataSource
from ocr_service.usecases.endpoints.endpoint_errors import EndpointUrlRefused
from ocr_service.usecases.masterdata.fetch_lists import fetch_due
from ocr_service.usecases.masterdata.manage_sources import (
    MASK,
    SourceWishes,
    end_source,
    fetch_now,
    set_source,
    show_source,
)
from tests.integration.api.api_stage import RecordingSender
from tests.integration.conftest import Clock
from tests.integration.masterdata.conftest import Ledger

CSV = b"no,name\nC1,a\nC2,b\n"


class Erp:
    """Serves one file, as it is told."""

    def __init__(self) -> None:
        self.content = CSV
        self.status = 200
        self.validators: set[str] = {"etag"}
        self.fails: Kind | None = None
        self.headers: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.answered: list[int] = []
        stopping = threading.Event()
        erp = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                erp.asked.append({name.lower(): value for name, value in self.headers.items()})
                if erp.fails is not None:
                    self.close_connection = True
                    misbehave(erp.fails, self.wfile, stopping.wait)
                    return
                etag = f'"{hashlib.md5(erp.content).hexdigest()}"'
                status = 304 if "etag" in erp.validators and self.headers["If-None-Match"] == etag else erp.status
                erp.answered.append(status)
                self.send_response(status)
                if "etag" in erp.validators:
                    self.send_header("ETag", etag)
                for name, value in erp.headers.items():
                    self.send_header(name, value)
                body = erp.content if status == 200 else b""
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._stopping = stopping
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/customers.csv"

    def close(self) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class LenientSender(RecordingSender):
    def check(self, url: str, kind: str = "webhook") -> None:
        pass


@pytest.fixture
def erp() -> Iterator[Erp]:
    server = Erp()
    yield server
    server.close()


@pytest.fixture
def fetch(ledger: Ledger) -> Callable[..., int]:
    def fetch(*, allow: str = "127.0.0.1", seconds: float = 10, limit_bytes: int = 1000) -> int:
        downloader = Downloader(allow=[allow], seconds=seconds)
        return fetch_due(ledger.services, downloader, limit_bytes=limit_bytes, wait=ledger.work)

    return fetch


def have_fetched(ledger: Ledger, url: str, **wishes: Any) -> None:
    given = {"sign_in": AuthSettings(), "key": "no", **wishes}
    set_source(
        ledger.services, LenientSender(), actor="user:1", name="customers", wishes=SourceWishes(url=url, **given)
    )


def error(ledger: Ledger) -> str | None:
    told = show_source(ledger.services, name="customers").error
    return None if told is None else str(told["code"])


def test_a_list_is_fetched_when_it_is_due(ledger: Ledger, erp: Erp, fetch: Callable[..., int], clock: Clock) -> None:
    have_fetched(ledger, erp.url, minutes=30)

    assert (fetch(), fetch()) == (1, 0)
    assert ledger.row("C2") is not None
    clock.advance(minutes=30)
    erp.content = CSV + b"C3,c\n"
    assert fetch() == 1
    assert ledger.row("C3") is not None
    assert show_source(ledger.services, name="customers").fetched_at == clock()


def test_what_has_not_changed_is_neither_sent_nor_loaded(
    ledger: Ledger, erp: Erp, fetch: Callable[..., int], clock: Clock
) -> None:
    have_fetched(ledger, erp.url)
    fetch()
    clock.advance(minutes=60)

    assert fetch() == 0
    assert erp.answered == [200, 304]
    assert show_source(ledger.services, name="customers").fetched_at == clock()


def test_the_same_file_from_a_server_that_says_nothing_about_it_is_not_loaded_again(
    ledger: Ledger, erp: Erp, fetch: Callable[..., int], clock: Clock
) -> None:
    erp.validators = set()
    have_fetched(ledger, erp.url)
    fetch()
    clock.advance(minutes=60)

    assert fetch() == 0
    assert "if-none-match" not in erp.asked[1]
    assert ledger.left_over()[0] == 1


def test_a_list_can_be_fetched_at_once_and_no_more(ledger: Ledger, erp: Erp, fetch: Callable[..., int]) -> None:
    have_fetched(ledger, erp.url)
    fetch()
    fetch_now(ledger.services, actor="user:1", name="customers")
    fetch()
    assert len(erp.asked) == 2

    end_source(ledger.services, actor="user:1", name="customers")
    assert fetch() == 0
    assert ledger.row("C1") is not None


def test_it_signs_in_and_shows_its_secrets_to_nobody(ledger: Ledger, erp: Erp, fetch: Callable[..., int]) -> None:
    have_fetched(ledger, erp.url, sign_in=AuthSettings(auth="bearer", token="s3cret"))
    fetch()

    assert erp.asked[0]["authorization"] == "Bearer s3cret"
    assert show_source(ledger.services, name="customers").settings == {"auth": "bearer", "token": MASK}


@pytest.mark.parametrize(
    ("fails", "code"),
    [
        ("garbage", "masterdata_fetch_broken_answer"),
        ("cut", "masterdata_fetch_broken_answer"),
        ("cut_within", "masterdata_fetch_broken_answer"),
        ("endless", "masterdata_fetch_too_large"),
        ("large", "masterdata_fetch_too_large"),
        ("drip", "masterdata_fetch_timeout"),
        ("silent", "masterdata_fetch_timeout"),
        ("error_body", "masterdata_refused"),
    ],
)
def test_a_server_that_misbehaves_leaves_the_old_data(
    ledger: Ledger, erp: Erp, fetch: Callable[..., int], clock: Clock, fails: Kind, code: str
) -> None:
    have_fetched(ledger, erp.url)
    fetch()
    clock.advance(minutes=60)
    erp.fails = fails

    assert fetch(seconds=0.3 if code.endswith("timeout") else 10) == 0
    assert error(ledger) == code
    assert ledger.row("C1") is not None

    erp.fails = None
    clock.advance(minutes=1)  # sooner than its next turn
    fetch()
    assert error(ledger) is None


@pytest.mark.parametrize(
    ("status", "headers", "code"),
    [
        (302, {"Location": "http://127.0.0.1/"}, "masterdata_fetch_redirect"),
        (404, {}, "masterdata_fetch_status_4xx"),
        (503, {}, "masterdata_fetch_status_5xx"),
        (304, {}, "masterdata_fetch_broken_answer"),  # nobody asked whether it had changed
        (200, {"Content-Encoding": "gzip"}, "masterdata_fetch_broken_answer"),
    ],
)
def test_a_no_is_told(
    ledger: Ledger, erp: Erp, fetch: Callable[..., int], status: int, headers: dict[str, str], code: str
) -> None:
    erp.status, erp.headers = status, headers
    have_fetched(ledger, erp.url)

    assert (fetch(), error(ledger)) == (0, code)


def test_a_file_that_is_not_sound_is_told_line_by_line(ledger: Ledger, erp: Erp, fetch: Callable[..., int]) -> None:
    erp.content = b"no,name\nC1,a\nC1,b\n"
    have_fetched(ledger, erp.url)
    fetch()
    told = show_source(ledger.services, name="customers").error

    assert told is not None
    assert told["params"]["problems"][0]["params"] == {"key": "C1", "first": 2, "line": 3}


def test_an_address_that_is_not_allowed_is_neither_set_nor_asked(
    ledger: Ledger, erp: Erp, fetch: Callable[..., int]
) -> None:
    wishes = SourceWishes(url=erp.url, sign_in=AuthSettings())
    with pytest.raises(EndpointUrlRefused):
        set_source(ledger.services, RecordingSender(), actor="user:1", name="customers", wishes=wishes)

    have_fetched(ledger, erp.url)
    assert (fetch(allow="10.0.0.0/8"), error(ledger), erp.asked) == (0, "masterdata_fetch_not_allowed", [])


def test_of_two_hosts_one_fetches(ledger: Ledger, erp: Erp, fetch: Callable[..., int]) -> None:
    have_fetched(ledger, erp.url)
    start = threading.Barrier(2)
    found: list[int] = []

    def run() -> None:
        start.wait()
        found.append(fetch())

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (sorted(found), len(erp.asked)) == ([0, 1], 1)


def test_failures_are_tried_again_later_and_later(
    ledger: Ledger, erp: Erp, fetch: Callable[..., int], clock: Clock
) -> None:
    erp.status = 500
    have_fetched(ledger, erp.url, minutes=5)
    waits = []
    for _ in range(4):
        fetch()
        with ledger.services.database() as session:
            source = session.get_one(MasterdataSource, "customers")
            waits.append((source.next_at - clock()).total_seconds() / 60)
            clock.time = source.next_at

    assert waits == [1, 2, 4, 5]

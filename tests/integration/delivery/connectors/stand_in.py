"""A local HTTP server in the place of a vendor's system: a test tells it what to answer and sees what came."""

import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    json: Any = None
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""

    @property
    def body(self) -> bytes:
        return self.text.encode() if self.json is None else json.dumps(self.json, ensure_ascii=False).encode()


Vendor = Callable[[Request], Reply | None]


@dataclass
class StandIn:
    """`vendor` answers each request; None cuts the line without an answer."""

    vendor: Vendor
    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)

    def __enter__(self) -> Self:
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                owner._serve(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_HEAD = do_OPTIONS = handle_any  # noqa: N815  # http.server's names

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.handle_error = lambda *args: None  # type: ignore[method-assign]  # a refused handshake is expected
        if self.tls is not None:
            self._server.socket = self.tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        scheme = "http" if self.tls is None else "https"
        return f"{scheme}://127.0.0.1:{self._server.server_port}"

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        body = handler.rfile.read(int(handler.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        request = Request(handler.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
        self.requests.append(request)
        reply = self.vendor(request)
        if reply is None:
            handler.close_connection = True
            return
        handler.send_response(reply.status)
        for name, value in (("content-length", str(len(reply.body))), *reply.headers):
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(reply.body)

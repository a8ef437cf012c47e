"""The HTTP side of the receiver for demos, sandboxes and tests: reads requests, answers or misbehaves."""

import contextlib
import json
import socket
import ssl
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Protocol

from ocr_service.delivery.misbehaviour import Misbehaviour, misbehave
from ocr_service.delivery.signing import SignatureInvalid

_MAX_BODY_BYTES: Final = 10_000_000
_TLS_HANDSHAKE: Final = b"\x16"
_FIRST_BYTE_SECONDS: Final = 30.0


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer with its body."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


class Owner(Protocol):
    """What the server asks its receiver. Names of headers are in lower case."""

    def side_page(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply | None:
        """An answer that has nothing to do with webhooks; None where the request is one."""

    def next_misbehaviour(self) -> Misbehaviour | None: ...

    def serve(self, headers: dict[str, str], body: bytes, wrong: Misbehaviour | None) -> Reply:
        """Takes a message. Raises SignatureInvalid."""

    def left_out(self, headers: dict[str, str], body: bytes, wrong: Misbehaviour) -> None:
        """A message was not even looked at, because of `wrong`."""

    def handshake_failed(self) -> None:
        """A sender hung up when it saw the certificate."""

    def pause(self, seconds: float) -> bool: ...


class ReceiverServer(ThreadingHTTPServer):
    """Listens on 127.0.0.1. With `beside`, the same port speaks TLS, too: to whoever begins with a handshake."""

    daemon_threads = True

    def __init__(self, owner: Owner, *, port: int, beside: ssl.SSLContext | None = None) -> None:
        self._owner = owner
        self._beside = beside

        class Handler(_Handler):
            pass

        Handler.owner = owner
        super().__init__(("127.0.0.1", port), Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Runs in the connection's own thread, so that a silent client holds up nobody."""
        if self._beside is None:
            return super().finish_request(request, client_address)
        with contextlib.suppress(OSError):
            request.settimeout(_FIRST_BYTE_SECONDS)
            first = request.recv(1, socket.MSG_PEEK)
            if first == _TLS_HANDSHAKE:
                return self._finish_secured(self._beside, request, client_address)
            request.settimeout(None)
            super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that hangs up is nothing to complain about here."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def _finish_secured(self, context: ssl.SSLContext, request: socket.socket, client_address: Any) -> None:
        try:
            with context.wrap_socket(request, server_side=True) as secured:
                super().finish_request(secured, client_address)
        except ssl.SSLError:
            self._owner.handshake_failed()


class _Handler(BaseHTTPRequestHandler):
    owner: Owner

    def do_GET(self) -> None:
        self.do_POST()

    def do_PUT(self) -> None:
        self.do_POST()

    def do_DELETE(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        # A sender that gives up in the middle is nothing to complain about here.
        with contextlib.suppress(OSError):
            self._serve()

    def _serve(self) -> None:
        length = self.headers.get("content-length", "0" if self.command in ("GET", "DELETE") else "")
        if not length.isdecimal() or int(length) > _MAX_BODY_BYTES:
            return self._reply(Reply(status=413 if length.isdecimal() else 411))
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        side = self.owner.side_page(self.command, self.path, headers, body)
        if side is not None:
            return self._reply(side)
        if self.command != "POST":
            return self._reply(Reply(status=405))
        return self._take(headers, body)

    def _take(self, headers: dict[str, str], body: bytes) -> None:
        wrong = self.owner.next_misbehaviour()
        if wrong is not None and not wrong.takes:
            self.owner.left_out(headers, body, wrong)
            return self._misbehave(wrong)
        try:
            reply = self.owner.serve(headers, body, wrong)
        except SignatureInvalid as error:
            return self._reply(Reply(status=401, body=json.dumps({"error": error.code}).encode()))
        if wrong is not None:
            return self._misbehave(wrong)
        return self._reply(reply)

    def _misbehave(self, wrong: Misbehaviour) -> None:
        self.close_connection = True
        if wrong.kind == "status":
            self._reply(Reply(status=wrong.status, body=b'{"error": "told to"}', headers=wrong.headers))
        else:
            misbehave(wrong.kind, self.wfile, self.owner.pause)

    def _reply(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("content-type", reply.content_type)
        self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: whoever runs the receiver asks it what it got."""

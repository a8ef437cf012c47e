"""A network that leads to checked addresses only, and lets go of them when the time is over."""

import socket
import ssl
import time
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore2

from ocr_service.delivery.web_address import Address


class TlsFailed(httpcore2.ConnectError):
    """The receiver's certificate is not trusted, or it speaks no TLS that we do."""


class Deadline:
    """A moment after which nothing is waited for, however lively the other side drips."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then; raises httpcore2.ReadTimeout where it is over."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time for this try is over")
        return left


class PinnedNetwork(httpcore2.NetworkBackend):
    """Connects to the given addresses, in their order, whatever name it is asked for; looks nothing up."""

    def __init__(self, addresses: Sequence[Address], deadline: Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        failure: OSError | None = None
        for position, address in enumerate(self._addresses):
            # An address that swallows packets must leave time for the ones behind it.
            share = self._deadline.left() / (len(self._addresses) - position)
            try:
                connection = socket.create_connection((str(address), port), share)
            except OSError as error:
                failure = error
                continue
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return _DeadlineStream(connection, self._deadline)
        if isinstance(failure, TimeoutError):
            raise httpcore2.ConnectTimeout(str(failure)) from failure
        raise httpcore2.ConnectError(str(failure)) from failure


class _DeadlineStream(httpcore2.NetworkStream):
    # httpcore2's own streams start their time-out afresh at each read: a receiver that drips a byte now and then
    # could hold them for ever. Here each wait gets only what is left of the whole.
    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection = connection
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._connection.settimeout(self._deadline.left())
        try:
            return self._connection.recv(max_bytes)
        except TimeoutError as error:
            raise httpcore2.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpcore2.ReadError(str(error)) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        rest = memoryview(buffer)
        while rest:
            self._connection.settimeout(self._deadline.left())
            try:
                rest = rest[self._connection.send(rest) :]
            except TimeoutError as error:
                raise httpcore2.WriteTimeout(str(error)) from error
            except OSError as error:
                raise httpcore2.WriteError(str(error)) from error

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        self._connection.settimeout(self._deadline.left())
        try:
            secured = ssl_context.wrap_socket(self._connection, server_hostname=server_hostname)
        except TimeoutError as error:
            self.close()
            raise httpcore2.ConnectTimeout(str(error)) from error
        except OSError as error:  # ssl.SSLError among them
            self.close()
            raise TlsFailed(str(error)) from error
        return _DeadlineStream(secured, self._deadline)

    def close(self) -> None:
        self._connection.close()

    def get_extra_info(self, info: str) -> Any:
        if info == "ssl_object" and isinstance(self._connection, ssl.SSLSocket):
            return self._connection
        return None

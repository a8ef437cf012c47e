"""HTTP/1.1 with allowed and pinned addresses, within one deadline, following nothing: for everything that is sent."""

import ssl
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

import httpcore2

from ocr_service.delivery.allow_list import AllowList, Resolve
from ocr_service.delivery.attempt import DestinationRefused
from ocr_service.delivery.certificate_ends import CertificateEnd
from ocr_service.delivery.http_answer import BROKEN, Headers, HttpAnswer, headers_of, read_response
from ocr_service.delivery.pinned_network import Deadline, PinnedNetwork, TlsFailed
from ocr_service.delivery.tls_contexts import TlsContexts, UnreadableFile
from ocr_service.delivery.web_address import WebAddress, parse_url

# A download may take minutes; whether a name is known shows sooner.
_LOOK_UP_SECONDS: Final = 15.0
_USER_AGENT: Final = "ocr-service/1"


class ExchangeFailed(Exception):
    """There was no answer.

    `code` is one of ``delivery_timeout``, ``delivery_refused``, ``delivery_tls``, ``delivery_broken_answer`` or one of
    `DestinationRefused`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Http:
    """One conversation with a receiver: any number of requests that share a deadline."""

    def __init__(self, allow_list: AllowList, tls: ssl.SSLContext, seconds: float) -> None:
        self._allow_list = allow_list
        self._tls = tls
        self._seconds = seconds
        self._deadline = Deadline(seconds)

    @property
    def seconds_left(self) -> float:
        """Until the conversation must be over. Raises ExchangeFailed ``delivery_timeout`` where it is."""
        try:
            return self._deadline.left()
        except httpcore2.ReadTimeout:
            raise ExchangeFailed("delivery_timeout") from None

    def admit_url(self, url: str) -> None:
        """Raises DestinationRefused where nothing may be or can be sent to `url`."""
        self._allow_list.admit(parse_url(url), seconds=self._seconds)

    def admit_host(self, authority: str) -> tuple[str, int, tuple[str, ...]]:
        """For receivers that speak no HTTP: the host, the port and the addresses of ``host:port`` that may be used.

        Raises DestinationRefused. Whoever connects must use one of the addresses and look nothing up.
        """
        address = parse_url(f"https://{authority}/")
        admitted = self._allow_list.admit(address, seconds=self._seconds)
        return address.host, address.port, tuple(str(one) for one in admitted)

    def request(
        self, method: str, url: str, *, headers: Iterable[tuple[str, str]] = (), body: bytes = b""
    ) -> HttpAnswer:
        """Sends one request on a connection of its own. Raises ExchangeFailed; any status is an answer."""
        try:
            destination = parse_url(url)
            addresses = self._allow_list.admit(destination, seconds=self._seconds)
            origin = httpcore2.Origin(destination.scheme.encode(), destination.host.encode(), destination.port)
            network = PinnedNetwork(addresses, self._deadline)
            with httpcore2.HTTPConnection(origin, ssl_context=self._tls, network_backend=network) as connection:
                return read_response(connection.handle_request(_request(method, destination, tuple(headers), body)))
        except DestinationRefused as error:
            raise ExchangeFailed(error.code) from None
        except BROKEN as error:
            raise ExchangeFailed(_error_code(error)) from error

    def download(
        self, url: str, into: BinaryIO, *, headers: Iterable[tuple[str, str]] = (), limit_bytes: int
    ) -> HttpAnswer:
        """Gets what lies at `url`: the body of a yes (status 200) goes to `into`, as it comes, and has to be whole.

        Raises ExchangeFailed, also ``too_large``; any status is an answer.
        """
        try:
            destination = parse_url(url)
            addresses = self._allow_list.admit(destination, seconds=min(self._seconds, _LOOK_UP_SECONDS))
            origin = httpcore2.Origin(destination.scheme.encode(), destination.host.encode(), destination.port)
            network = PinnedNetwork(addresses, self._deadline)
            with httpcore2.HTTPConnection(origin, ssl_context=self._tls, network_backend=network) as connection:
                response = connection.handle_request(_request("GET", destination, tuple(headers), b""))
                if response.status != 200:
                    return read_response(response)
                _copy_body(response, into, limit_bytes)
                return HttpAnswer(status=200, headers=headers_of(response), body=b"", complete=True)
        except DestinationRefused as error:
            raise ExchangeFailed(error.code) from None
        except BROKEN as error:
            raise ExchangeFailed(_error_code(error)) from error


class HttpExchange:
    """Opens conversations. Proxies and other settings of the process's environment are not looked at.

    `ca_file` and `certificates` are as in `TlsContexts`: what is renewed there counts from the next conversation on.
    """

    def __init__(
        self,
        *,
        allow: Iterable[str],
        seconds: float,
        ca_file: Path | None = None,
        certificates: Path | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        """Raises AllowListInvalid, and OSError or ssl.SSLError where `ca_file` cannot be read."""
        self._allow_list = AllowList(allow, resolve=resolve)
        self._seconds = seconds
        self._tls = TlsContexts(ca_file, certificates)

    def check(self, url: str) -> None:
        """Raises DestinationRefused where nothing may be or can be sent to `url`."""
        self._allow_list.admit(parse_url(url), seconds=self._seconds)

    def open(self, *, certificate: str | None = None) -> Http:
        """A conversation that must be over within the exchange's seconds from now on.

        `certificate` names the one that is shown to receivers that ask who calls (mutual TLS). Raises ExchangeFailed
        ``delivery_certificate`` where it could not be read even once.
        """
        try:
            return Http(self._allow_list, self._tls.get(certificate), self._seconds)
        except OSError as error:
            raise ExchangeFailed("delivery_certificate") from error

    def unreadable_files(self, certificates: Iterable[str]) -> list[UnreadableFile]:
        """The authority's file and these client certificates, as far as they cannot be used by now."""
        return list(self._tls.unreadable(certificates))

    def certificate_ends(self, certificates: Iterable[str]) -> list[CertificateEnd]:
        """Until when the authority's file and these client certificates are good, as far as they can be read."""
        return list(self._tls.ends(certificates))


def _request(method: str, destination: WebAddress, headers: Headers, body: bytes) -> httpcore2.Request:
    own = (
        ("host", destination.authority),
        ("content-length", str(len(body))),
        # Neither kept open nor packed: the answer is short and is kept as it comes.
        ("accept-encoding", "identity"),
        ("connection", "close"),
        ("user-agent", _USER_AGENT),
    )
    url = httpcore2.URL(
        scheme=destination.scheme.encode(),
        host=destination.host.encode(),
        port=destination.port,
        target=destination.target.encode(),
    )
    return httpcore2.Request(method, url, headers=[*own, *headers], content=body)


def _copy_body(response: httpcore2.Response, into: BinaryIO, limit_bytes: int) -> None:
    left = limit_bytes
    for chunk in response.iter_stream():
        left -= len(chunk)
        if left < 0:
            raise ExchangeFailed("too_large")
        into.write(chunk)


def _error_code(error: Exception) -> str:
    match error:
        case httpcore2.TimeoutException():
            return "delivery_timeout"
        case TlsFailed():
            return "delivery_tls"
        case httpcore2.ConnectError():
            return "delivery_refused"
    return "delivery_broken_answer"

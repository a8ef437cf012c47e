"""Sends webhooks over HTTP/1.1: to allowed and pinned addresses, within one deadline, following nothing."""

import ssl
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

import httpcore2

from ocr_service.delivery.allow_list import AllowList, Resolve
from ocr_service.delivery.attempt import MAX_ANSWER_BYTES, Attempt, DestinationRefused, Message
from ocr_service.delivery.pinned_network import Deadline, PinnedNetwork, TlsFailed
from ocr_service.delivery.signing import signed_headers
from ocr_service.delivery.web_address import Address, WebAddress, parse_url

_USER_AGENT: Final = "ocr-service-webhooks/1"
_NO_ANSWER: Final = (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError)


class WebhookSender:
    """A `Sender` for receivers of Standard Webhooks. It may be used by several threads at once.

    Proxies and other settings of the process's environment are not looked at; `ca_file` (PEM) names the authority of
    the company's own certificates and is trusted beside the system's.
    """

    def __init__(
        self,
        *,
        allow: Iterable[str],
        seconds: float,
        ca_file: Path | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        """Raises AllowListInvalid, and OSError or ssl.SSLError where `ca_file` cannot be read."""
        self._allow_list = AllowList(allow, resolve=resolve)
        self._seconds = seconds
        self._tls = ssl.create_default_context()
        if ca_file is not None:
            self._tls.load_verify_locations(ca_file)

    def check(self, url: str) -> None:
        self._allow_list.admit(parse_url(url), seconds=self._seconds)

    def send(self, message: Message) -> Attempt:
        started = time.monotonic()
        deadline = Deadline(self._seconds)
        try:
            destination = parse_url(message.url)
            addresses = self._allow_list.admit(destination, seconds=self._seconds)
            response, body, complete = self._exchange(message, destination, addresses, deadline)
        except DestinationRefused as error:
            return Attempt(status=None, error=error.code, seconds=time.monotonic() - started)
        except _NO_ANSWER as error:
            return Attempt(status=None, error=_error_code(error), seconds=time.monotonic() - started)
        return Attempt(
            status=response.status,
            error=_status_code(response.status),
            seconds=time.monotonic() - started,
            body=body,
            complete=complete,
            retry_after=_retry_after(response, message.at),
        )

    def _exchange(
        self, message: Message, destination: WebAddress, addresses: tuple[Address, ...], deadline: Deadline
    ) -> tuple[httpcore2.Response, bytes, bool]:
        origin = httpcore2.Origin(destination.scheme.encode(), destination.host.encode(), destination.port)
        network = PinnedNetwork(addresses, deadline)
        with httpcore2.HTTPConnection(origin, ssl_context=self._tls, network_backend=network) as connection:
            response = connection.handle_request(_request(message, destination))
            body, complete = _read_answer(response)
            return response, body, complete


def _request(message: Message, destination: WebAddress) -> httpcore2.Request:
    body = message.body.encode()
    headers = {
        "host": destination.authority,
        "content-type": "application/json; charset=utf-8",
        "content-length": str(len(body)),
        "accept": "application/json",
        # Neither kept open nor packed: the answer is short and is kept as it comes.
        "accept-encoding": "identity",
        "connection": "close",
        "user-agent": _USER_AGENT,
        **signed_headers(message.secrets, message.id, int(message.at.timestamp()), body),
    }
    url = httpcore2.URL(
        scheme=destination.scheme.encode(),
        host=destination.host.encode(),
        port=destination.port,
        target=destination.target.encode(),
    )
    return httpcore2.Request("POST", url, headers=list(headers.items()), content=body)


def _read_answer(response: httpcore2.Response) -> tuple[bytes, bool]:
    # The status line is the receiver's yes or no. What may go wrong in the text behind it does not take that back:
    # sending again because of it would only make doubles.
    body = bytearray()
    try:
        for chunk in response.iter_stream():
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                return bytes(body[:MAX_ANSWER_BYTES]), False
    except _NO_ANSWER:
        return bytes(body), False
    return bytes(body), True


def _status_code(status: int) -> str | None:
    if 200 <= status <= 299:
        return None
    if status == 410:
        return "delivery_gone"
    return {3: "delivery_redirect", 4: "delivery_status_4xx", 5: "delivery_status_5xx"}.get(
        status // 100, "delivery_broken_answer"
    )


def _error_code(error: Exception) -> str:
    match error:
        case httpcore2.TimeoutException():
            return "delivery_timeout"
        case TlsFailed():
            return "delivery_tls"
        case httpcore2.ConnectError():
            return "delivery_refused"
    return "delivery_broken_answer"


def _retry_after(response: httpcore2.Response, at: datetime) -> float | None:
    """RFC 9110, section 10.2.3: seconds, or a date. What is neither is passed over."""
    text = next((value for name, value in response.headers if name.lower() == b"retry-after"), b"").decode("latin-1")
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - at).total_seconds())

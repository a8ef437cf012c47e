"""Fetches files from other systems: the same allow-list, pinned addresses and deadline as for what is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from ocr_service.delivery.allow_list import Resolve
from ocr_service.delivery.connectors.auth import AuthSettings
from ocr_service.delivery.exchange import ExchangeFailed, HttpExchange


class DownloadFailed(Exception):
    """There is no file. `code` is one of `ExchangeFailed`, or ``delivery_redirect``, ``delivery_status_4xx``, ...

    `status` is the HTTP status, None where there was no answer.
    """

    def __init__(self, code: str, status: int | None = None) -> None:
        super().__init__(code if status is None else f"{code} {status}")
        self.code = code
        self.status = status


@dataclass(frozen=True, kw_only=True)
class Downloaded:
    """What the sender said: `new` is false where it is what was fetched before. `etag` and `last_modified` for the next
    time."""

    new: bool
    etag: str | None = None
    last_modified: str | None = None


class Fetcher(Protocol):
    """Fetches a file by its URL."""

    def fetch(
        self,
        url: str,
        into: BinaryIO,
        *,
        settings: Mapping[str, Any],
        etag: str | None,
        last_modified: str | None,
        limit_bytes: int,
    ) -> Downloaded:
        """Writes the file to `into`, unless it is still the one of `etag` or `last_modified` (RFC 9110, section 13).

        `settings` say how to sign in (`connectors.auth.AuthSettings`). Raises DownloadFailed.
        """
        ...


class Downloader:
    """A `Fetcher` over HTTP. It may be used by several threads at once."""

    def __init__(
        self,
        *,
        allow: Iterable[str],
        seconds: float,
        ca_file: Path | None = None,
        certificates: Path | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        """As `HttpExchange`; `seconds` is for a whole file."""
        self._exchange = HttpExchange(
            allow=allow, seconds=seconds, ca_file=ca_file, certificates=certificates, resolve=resolve
        )

    def fetch(
        self,
        url: str,
        into: BinaryIO,
        *,
        settings: Mapping[str, Any],
        etag: str | None,
        last_modified: str | None,
        limit_bytes: int,
    ) -> Downloaded:
        sign_in = AuthSettings.model_validate(dict(settings))
        headers = [("accept", "text/csv, application/x-ndjson, */*"), *sign_in.auth_headers()]
        headers += [("if-none-match", etag)] if etag else []
        headers += [("if-modified-since", last_modified)] if last_modified else []
        try:
            http = self._exchange.open(certificate=sign_in.certificate)
            answer = http.download(url, into, headers=headers, limit_bytes=limit_bytes)
        except ExchangeFailed as error:
            raise DownloadFailed(error.code) from error
        if answer.status == 304 and (etag or last_modified):
            return Downloaded(new=False, etag=etag, last_modified=last_modified)
        if answer.status != 200 or answer.header("content-encoding") not in (None, "identity"):
            raise DownloadFailed(_code(answer.status), answer.status)
        return Downloaded(
            new=True, etag=_kept(answer.header("etag"), 500), last_modified=_kept(answer.header("last-modified"), 100)
        )


def _code(status: int) -> str:
    if status == 304:  # nobody asked whether it had changed
        return "delivery_broken_answer"
    kinds = {3: "delivery_redirect", 4: "delivery_status_4xx", 5: "delivery_status_5xx"}
    return kinds.get(status // 100, "delivery_broken_answer")


def _kept(header: str | None, longest: int) -> str | None:
    """A header that goes back as it came; one that no sender means is passed over."""
    return header if header and len(header) <= longest and header.isascii() and header.isprintable() else None

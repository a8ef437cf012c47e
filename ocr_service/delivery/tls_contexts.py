"""What is trusted and shown in TLS, as the files of certificates are by now: other programs renew them."""

import hashlib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import structlog

from ocr_service.delivery.certificate_ends import CertificateEnd, end_of_authorities, end_of_chain

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class UnreadableFile:
    """A file of certificates that cannot be used as it is by now; `detail` is the system's own word for it."""

    name: str
    detail: str


@dataclass(frozen=True)
class _Read:
    fingerprint: bytes
    context: ssl.SSLContext


class TlsContexts:
    """Contexts for clients, read again as soon as their files have other contents; several threads may ask at once.

    `ca_file` (PEM) is trusted beside the system's authorities; `certificates` is the folder of the client certificates,
    each ``<name>.pem`` with its key. A file that is half written, or gone, leaves what was read before in use.
    """

    def __init__(self, ca_file: Path | None, certificates: Path | None) -> None:
        """Raises OSError (ssl.SSLError is one) where `ca_file` cannot be read."""
        self._ca_file = ca_file
        self._certificates = certificates
        self._lock = Lock()
        self._read: dict[str | None, _Read] = {}
        self._told: dict[str | None, list[UnreadableFile]] = {}
        self.get()

    def get(self, certificate: str | None = None) -> ssl.SSLContext:
        """Shows the client certificate of this name, if any. Raises OSError where it could not be read even once."""
        with self._lock:
            known = self._read.get(certificate)
            try:
                # Contents, not times and sizes: two renewals within one tick of the clock may share these. Taken before
                # the files are used, so that what changes in between is seen the next time.
                fingerprint = self._fingerprint(certificate)
                if known is None or known.fingerprint != fingerprint:
                    known = self._read[certificate] = _Read(fingerprint, self._load(certificate))
            except OSError:
                if known is None:
                    raise
                self._tell(certificate)
            else:
                self._told.pop(certificate, None)
            return known.context

    def unreadable(self, names: Iterable[str]) -> Iterator[UnreadableFile]:
        """The authority's file and the client certificates of these names, as far as they cannot be used by now."""
        if self._ca_file is not None:
            try:
                _bare_context().load_verify_locations(self._ca_file)
            except OSError as error:
                yield UnreadableFile(name=self._ca_file.name, detail=str(error))
        for name in names:
            try:
                _show(_bare_context(), self._path(name))
            except OSError as error:
                yield UnreadableFile(name=f"{name}.pem", detail=str(error))

    def ends(self, names: Iterable[str]) -> Iterator[CertificateEnd]:
        """Of the authority's file and the client certificates of these names, as far as they can be read."""
        found = [end_of_authorities(self._ca_file)] if self._ca_file is not None else []
        for name in names:
            with suppress(FileNotFoundError):
                found.append(end_of_chain(self._path(name)))
        return (end for end in found if end is not None)

    def _load(self, certificate: str | None) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._ca_file is not None:
            context.load_verify_locations(self._ca_file)
        if certificate is not None:
            _show(context, self._path(certificate))
        return context

    def _fingerprint(self, certificate: str | None) -> bytes:
        paths = (self._ca_file, None if certificate is None else self._path(certificate))
        return b"".join(hashlib.sha256(path.read_bytes()).digest() for path in paths if path is not None)

    def _path(self, certificate: str) -> Path:
        # A name, never a path: nobody who may only set up receivers chooses which files are read.
        if self._certificates is None or Path(certificate).name != certificate:
            raise FileNotFoundError(certificate)
        return self._certificates / f"{certificate}.pem"

    def _tell(self, certificate: str | None) -> None:
        """Once, until it is sound again."""
        found = list(self.unreadable([] if certificate is None else [certificate]))
        if found != self._told.get(certificate):
            self._told[certificate] = found
            for one in found:
                log.warning("certificate_unreadable", file=one.name, detail=one.detail)


def _show(context: ssl.SSLContext, certificate: Path) -> None:
    # A key under a password would have OpenSSL ask for it at the terminal, and wait.
    context.load_cert_chain(certificate, password="")


def _bare_context() -> ssl.SSLContext:
    """Without the system's authorities, which take a while to read."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

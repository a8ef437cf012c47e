"""Until when the certificates in a file are good."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509


@dataclass(frozen=True, kw_only=True)
class CertificateEnd:
    """The file of this name is good until `ends_at`; its certificate was made out for `lasts`."""

    name: str
    ends_at: datetime
    lasts: timedelta


def end_of_chain(path: Path) -> CertificateEnd | None:
    """Of a client's certificate: it is good as long as all that lie in its file are. None where none can be read."""
    return min(_ends(path), key=lambda one: one.ends_at, default=None)


def end_of_authorities(path: Path) -> CertificateEnd | None:
    """Of a file of authorities: the first one that ends, where no later one of the same name lies beside it."""
    newest: dict[x509.Name, CertificateEnd] = {}
    for certificate in _read(path):
        end = _end(path, certificate)
        known = newest.get(certificate.subject)
        if known is None or known.ends_at < end.ends_at:
            newest[certificate.subject] = end
    return min(newest.values(), key=lambda one: one.ends_at, default=None)


def _ends(path: Path) -> Iterable[CertificateEnd]:
    return (_end(path, certificate) for certificate in _read(path))


def _end(path: Path, certificate: x509.Certificate) -> CertificateEnd:
    ends_at = certificate.not_valid_after_utc
    return CertificateEnd(name=path.name, ends_at=ends_at, lasts=ends_at - certificate.not_valid_before_utc)


def _read(path: Path) -> list[x509.Certificate]:
    """Whatever is wrong with the file is told by whoever has to use it."""
    try:
        return x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError):
        return []

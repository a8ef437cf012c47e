"""A receiver's URL, taken apart so strictly that no two readers can understand it differently."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

import idna

from ocr_service.delivery.attempt import DestinationRefused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

MAX_LENGTH: Final = 2000
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
# Underscores are no part of host names by the book, but are common in the names of machines in a factory.
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# A name whose last part is a number is read as an IPv4 address by many programs, in decimal, octal or hexadecimal.
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
# No zone (fe80::1%eth0): it picks a network card, which is nothing that a URL may decide.
_NETLOC: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:]+)(:[0-9]{1,5})?")
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f\\]|\s")


@dataclass(frozen=True, kw_only=True)
class WebAddress:
    """`host` is lower case and ASCII without a final dot; `literal` is set where it is an address itself.

    `target` is the path with the query, percent-encoded, as the request line has it.
    """

    scheme: str
    host: str
    literal: Address | None
    port: int
    target: str

    @property
    def authority(self) -> str:
        """What the ``Host`` header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def parse_url(url: str) -> WebAddress:
    """Raises DestinationRefused: ``delivery_url_invalid``, or ``delivery_url_credentials`` for a name or password."""
    if len(url) > MAX_LENGTH or _FORBIDDEN.search(url):
        raise DestinationRefused("delivery_url_invalid")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise DestinationRefused("delivery_url_invalid") from None
    if "@" in parts.netloc:
        raise DestinationRefused("delivery_url_credentials")
    sound = parts.scheme in _DEFAULT_PORTS and _NETLOC.fullmatch(parts.netloc) and "#" not in url and port != 0
    if not sound or not parts.hostname:
        raise DestinationRefused("delivery_url_invalid")
    literal = _literal(parts.hostname, bracketed="[" in parts.netloc)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return WebAddress(
        scheme=parts.scheme,
        host=str(literal) if literal else host_name(parts.hostname),
        literal=literal,
        port=port or _DEFAULT_PORTS[parts.scheme],
        target=f"{path}?{query}" if query else path,
    )


def host_name(name: str) -> str:
    """The name in its one form: ASCII (IDNA), lower case, no final dot. Raises DestinationRefused."""
    try:
        plain = name if name.isascii() else idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise DestinationRefused("delivery_url_invalid") from None
    plain = plain.lower().removesuffix(".")
    labels = plain.split(".")
    if len(plain) > 253 or not all(_LABEL.fullmatch(label) for label in labels) or _NUMBER.fullmatch(labels[-1]):
        raise DestinationRefused("delivery_url_invalid")
    return plain


def _literal(host: str, *, bracketed: bool) -> Address | None:
    try:
        if bracketed:
            return unmapped(ipaddress.IPv6Address(host))
        return ipaddress.IPv4Address(host.removesuffix("."))
    except ValueError:
        if bracketed:
            raise DestinationRefused("delivery_url_invalid") from None
        return None


def unmapped(address: Address) -> Address:
    """An IPv4 address in IPv6 clothes (``::ffff:10.0.0.5``) as what it is."""
    return getattr(address, "ipv4_mapped", None) or address

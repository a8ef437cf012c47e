"""Where the administrator lets results be sent: host names and networks. An empty list allows nothing."""

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from ocr_service.delivery.attempt import DestinationRefused
from ocr_service.delivery.web_address import Address, WebAddress, host_name, unmapped

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]

# IPv6 networks that carry an IPv4 address inside: NAT64 (RFC 6052) and 6to4 (RFC 3056), with its first bit.
_CARRIERS: Final = ((ipaddress.IPv6Network("64:ff9b::/96"), 96), (ipaddress.IPv6Network("2002::/16"), 16))


class AllowListInvalid(ValueError):
    """An entry is neither a host name, nor ``*.`` and a domain, nor an address, nor a network (CIDR)."""


class AllowList:
    """Names (``erp.factory.lan``, ``*.factory.lan``) and networks (``10.20.0.0/16``, ``fd00::/8``, ``10.1.2.3``).

    A listed name vouches for the addresses it has, except for those that only make sense on this machine or its own
    wire (loopback, link-local, multicast, unspecified, reserved): such an address must itself be in a listed network,
    so that nobody who can change a name's DNS record reaches what listens behind this machine's own door.
    """

    def __init__(self, entries: Iterable[str], *, resolve: Resolve | None = None) -> None:
        """Raises AllowListInvalid, naming the entry."""
        self._resolve = resolve or _ask_system
        self._names: set[str] = set()
        self._suffixes: list[str] = []
        self._networks: list[Network] = []
        for entry in entries:
            self._add(entry)

    def _add(self, entry: str) -> None:
        try:
            self._networks.append(ipaddress.ip_network(entry))
            return
        except ValueError:
            pass
        try:
            if entry.startswith("*."):
                self._suffixes.append("." + host_name(entry[2:]))
            else:
                self._names.add(host_name(entry))
        except DestinationRefused:
            raise AllowListInvalid(entry) from None

    def admit(self, destination: WebAddress, *, seconds: float) -> tuple[Address, ...]:
        """The addresses, each of them allowed, that a connection may go to; they are looked up this once.

        One address that is not allowed spoils the name: it could be the one the next look-up gives first.
        Raises DestinationRefused: ``delivery_not_allowed``, or ``delivery_dns`` where the name has no address or the
        look-up takes longer than `seconds`.
        """
        named = destination.literal is None and self._is_listed(destination.host)
        if not named and not self._networks:
            raise DestinationRefused("delivery_not_allowed", host=destination.host)
        if destination.literal is not None:
            addresses: tuple[Address, ...] = (destination.literal,)
        else:
            addresses = _look_up(self._resolve, destination.host, destination.port, seconds)
        for address in addresses:
            in_network = any(address in network for network in self._networks)
            if not in_network and not (named and not _is_local_matter(address)):
                raise DestinationRefused("delivery_not_allowed", host=destination.host)
        return addresses

    def _is_listed(self, name: str) -> bool:
        return name in self._names or any(name.endswith(suffix) for suffix in self._suffixes)


def _is_local_matter(address: Address) -> bool:
    for carrier, shift in _CARRIERS:
        if address in carrier:
            inner = int(address) >> (128 - shift - 32) & 0xFFFFFFFF
            return _is_local_matter(ipaddress.IPv4Address(inner))
    return (
        address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        or address.is_reserved
    )


def _look_up(resolve: Resolve, host: str, port: int, seconds: float) -> tuple[Address, ...]:
    # The system's resolver knows no deadline, so it is left to a thread that nobody waits for any longer than that.
    found: list[Sequence[str]] = []

    def ask() -> None:
        with contextlib.suppress(OSError, UnicodeError):
            found.append(resolve(host, port))

    thread = threading.Thread(target=ask, daemon=True, name=f"look-up {host}")
    thread.start()
    thread.join(max(0.0, seconds))
    if not found or not found[0]:
        raise DestinationRefused("delivery_dns", host=host)
    try:
        # dict: each once, in the resolver's order of preference.
        return tuple(dict.fromkeys(unmapped(ipaddress.ip_address(text)) for text in found[0]))
    except ValueError:  # a zone or worse
        raise DestinationRefused("delivery_not_allowed", host=host) from None


def _ask_system(host: str, port: int) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]

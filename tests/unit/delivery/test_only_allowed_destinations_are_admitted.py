import re
import threading
from collections.abc import Sequence

import pytest

from ocr_service.delivery.allow_list import AllowList, AllowListInvalid
from ocr_service.delivery.attempt import DestinationRefused
from ocr_service.delivery.web_address import parse_url


def admit(entries: Sequence[str], url: str, *addresses: str) -> list[str]:
    """The admitted addresses, where the host's name has `addresses`."""
    allow_list = AllowList(entries, resolve=lambda host, port: addresses)
    return [str(address) for address in allow_list.admit(parse_url(url), seconds=5)]


def refusal(entries: Sequence[str], url: str, *addresses: str) -> str:
    with pytest.raises(DestinationRefused) as caught:
        admit(entries, url, *addresses)
    return caught.value.code


@pytest.mark.parametrize("url", ["http://erp.lan/", "http://10.0.0.5/", "http://127.0.0.1/", "http://[::1]/"])
def test_an_empty_list_allows_nothing_and_asks_nobody(url: str) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        raise AssertionError("a name was looked up for nothing")

    with pytest.raises(DestinationRefused) as caught:
        AllowList([], resolve=resolve).admit(parse_url(url), seconds=5)
    assert caught.value.code == "delivery_not_allowed"


@pytest.mark.parametrize(
    ("entry", "url", "address"),
    [
        ("erp.lan", "http://erp.lan/", "10.0.0.5"),
        ("ERP.lan.", "http://erp.LAN./", "10.0.0.5"),
        ("*.factory.lan", "https://erp.hq.factory.lan/", "fd00::5"),
        ("接收.example", "http://xn--gzuu8a.example/", "192.168.1.9"),
        ("10.0.0.0/8", "http://erp.lan/", "10.0.0.5"),
        ("10.0.0.5", "http://erp.lan/", "10.0.0.5"),
        ("fd00::/8", "http://erp.lan/", "fd00::5"),
        ("10.0.0.0/8", "http://erp.lan/", "::ffff:10.0.0.5"),
        ("127.0.0.0/8", "http://localhost:9000/", "127.0.0.1"),
    ],
)
def test_listed_names_and_networks_are_admitted(entry: str, url: str, address: str) -> None:
    assert admit([entry], url, address) == [address.removeprefix("::ffff:")]


def test_an_address_in_the_url_is_judged_by_networks() -> None:
    assert admit(["10.0.0.0/8"], "http://10.0.0.5/") == ["10.0.0.5"]
    assert admit(["10.0.0.0/8"], "http://[::ffff:10.0.0.5]/") == ["10.0.0.5"]
    assert admit(["fd00::/8"], "http://[fd00::5]/") == ["fd00::5"]
    assert refusal(["10.0.0.0/8"], "http://11.0.0.5/") == "delivery_not_allowed"
    assert refusal(["10.0.0.0/8"], "http://[::1]/") == "delivery_not_allowed"


@pytest.mark.parametrize(
    ("entry", "host"),
    [
        ("erp.lan", "erp.lan.evil.example"),
        ("erp.lan", "xerp.lan"),
        ("erp.lan", "a.erp.lan"),
        ("*.factory.lan", "factory.lan"),
        ("*.factory.lan", "evilfactory.lan"),
        ("*.factory.lan", "factory.lan.evil.example"),
        ("erp.lan", "еrp.lan"),  # a Cyrillic letter
    ],
)
def test_a_name_that_only_looks_listed_is_refused(entry: str, host: str) -> None:
    assert refusal([entry], f"http://{host}/", "10.0.0.5") == "delivery_not_allowed"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "::1",
        "::ffff:127.0.0.1",
        "169.254.169.254",
        "fe80::1",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "fe80::1%eth0",
    ],
)
def test_a_listed_name_does_not_open_this_machines_own_doors(address: str) -> None:
    assert refusal(["erp.lan"], "http://erp.lan/", address) == "delivery_not_allowed"


def test_one_forbidden_address_among_several_spoils_the_name() -> None:
    assert refusal(["10.0.0.0/8"], "http://erp.lan/", "10.0.0.5", "192.168.0.1") == "delivery_not_allowed"
    assert refusal(["erp.lan"], "http://erp.lan/", "10.0.0.5", "127.0.0.1") == "delivery_not_allowed"
    assert admit(["erp.lan"], "http://erp.lan/", "fd00::5", "10.0.0.5", "fd00::5") == ["fd00::5", "10.0.0.5"]


def test_a_name_without_an_address_is_told_apart() -> None:
    def fails(host: str, port: int) -> Sequence[str]:
        raise OSError("no such name")

    assert refusal(["erp.lan"], "http://erp.lan/") == "delivery_dns"
    with pytest.raises(DestinationRefused) as caught:
        AllowList(["erp.lan"], resolve=fails).admit(parse_url("http://erp.lan/"), seconds=5)
    assert caught.value.code == "delivery_dns"


def test_a_resolver_that_hangs_is_not_waited_for() -> None:
    release = threading.Event()

    def hangs(host: str, port: int) -> Sequence[str]:
        release.wait(30)
        return ["10.0.0.5"]

    with pytest.raises(DestinationRefused) as caught:
        AllowList(["erp.lan"], resolve=hangs).admit(parse_url("http://erp.lan/"), seconds=0.05)
    release.set()
    assert caught.value.code == "delivery_dns"


@pytest.mark.parametrize(
    "entry",
    ["http://erp.lan", "erp.lan:8080", "10.0.0.5/8", "10.0.0.0/33", "*", "*.", "erp.*", "127.1", "fe80::1%eth0/64", ""],
)
def test_an_entry_that_is_none_is_refused_by_name(entry: str) -> None:
    with pytest.raises(AllowListInvalid, match=r"^" + re.escape(entry) + "$"):
        AllowList(["erp.lan", entry])

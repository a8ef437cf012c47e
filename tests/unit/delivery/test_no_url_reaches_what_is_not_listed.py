"""Whatever is written as a URL, it is refused or leads to a listed network."""

import ipaddress

from hypothesis import example, given
from hypothesis import strategies as st

from ocr_service.delivery.allow_list import AllowList
from ocr_service.delivery.attempt import DestinationRefused
from ocr_service.delivery.web_address import parse_url

LISTED = ipaddress.ip_network("10.20.0.0/16")
HOSTILE = st.text(st.sampled_from("0123456789xXaAfF.:[]%@/\\#?-_:。．０１７ \t\n"), max_size=40)
HOSTS = st.one_of(
    HOSTILE,
    st.text(max_size=20),
    st.ip_addresses().map(str),
    st.ip_addresses(v=6).map(lambda address: f"[{address}]"),
    st.ip_addresses(v=4).map(lambda address: f"[::ffff:{address}]"),
    st.integers(0, 2**32).map(str),
    st.ip_addresses(v=4, network="10.20.0.0/16").map(str),
)


@given(scheme=st.sampled_from(["http://", "https://", "HTTP:", "http:///", "ftp://", ""]), host=HOSTS, rest=HOSTILE)
@example(scheme="http://", host="10.20.0.1", rest="@127.0.0.1/")
@example(scheme="http://", host="127.0.0.1", rest="#@10.20.0.1/")
@example(scheme="http://", host="10.20.0.1\\@127.0.0.1", rest="/")
def test_whatever_is_written(scheme: str, host: str, rest: str) -> None:
    allow_list = AllowList(["10.20.0.0/16"], resolve=lambda name, port: [])
    try:
        destination = parse_url(scheme + host + rest)
        addresses = allow_list.admit(destination, seconds=5)
    except DestinationRefused:
        return
    assert addresses
    assert all(address in LISTED for address in addresses)


@given(url=st.one_of(HOSTS.map(lambda host: f"http://{host}/"), st.text(max_size=60)))
def test_the_one_form_of_a_url_is_its_own_one_form(url: str) -> None:
    try:
        first = parse_url(url)
    except DestinationRefused:
        return
    again = parse_url(f"{first.scheme}://{first.authority}{first.target}")
    assert again == first
    assert again.authority.isascii()
    assert again.target.isascii()
    assert not any(character.isspace() for character in again.authority + again.target)

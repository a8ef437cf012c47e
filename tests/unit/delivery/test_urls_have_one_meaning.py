import pytest

from ocr_service.delivery.attempt import DestinationRefused
from ocr_service.delivery.web_address import parse_url


def refusal(url: str) -> str:
    with pytest.raises(DestinationRefused) as caught:
        parse_url(url)
    return caught.value.code


@pytest.mark.parametrize(
    ("url", "authority", "target"),
    [
        ("http://erp.factory.lan", "erp.factory.lan", "/"),
        ("HTTPS://ERP.Factory.LAN.:443/In?a=b&c", "erp.factory.lan", "/In?a=b&c"),
        ("http://erp_2:8080/x/", "erp_2:8080", "/x/"),
        ("http://10.0.0.5:80/x", "10.0.0.5", "/x"),
        ("http://10.0.0.5./x", "10.0.0.5", "/x"),
        ("https://[FD00::5]:8443/", "[fd00::5]:8443", "/"),
        ("http://[::ffff:10.0.0.5]/", "10.0.0.5", "/"),
        ("http://接收.example/送货单?号=1", "xn--gzuu8a.example", "/%E9%80%81%E8%B4%A7%E5%8D%95?%E5%8F%B7=1"),
        ("http://ｅｒｐ.example/", "erp.example", "/"),
        ("http://erp.lan/%E9%80%81?x=%20", "erp.lan", "/%E9%80%81?x=%20"),
    ],
)
def test_a_url_is_brought_to_one_form(url: str, authority: str, target: str) -> None:
    address = parse_url(url)
    assert (address.authority, address.target) == (authority, target)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "erp.lan/x",
        "//erp.lan/x",
        "ftp://erp.lan/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///x",
        "http://erp.lan:0/",
        "http://erp.lan:65536/",
        "http://erp.lan:/",
        "http://erp.lan:８０/",
        "http://erp.lan:+80/",
        "http://erp..lan/",
        "http://-erp.lan/",
        "http://erp-.lan/",
        "http://erp%2elan/",
        "http://" + "a" * 64 + ".lan/",
        "http://" + ".".join(["a" * 60] * 5) + "/",
        "http://erp.lan/" + "a" * 2000,
        "http://erp.lan/#part",
        "http://erp.lan/#",
        "http://erp.lan\\@evil.example/",
        "http://erp.lan/a b",
        "http://erp.lan/\r\nhost: evil.example",
        " http://erp.lan/",
        "http://erp.lan\t/",
        "http://erp\u3000lan/",
    ],
)
def test_what_could_be_understood_in_two_ways_is_refused(url: str) -> None:
    assert refusal(url) == "delivery_url_invalid"


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "017700000001",
        "0177.0.0.1",
        "127.1",
        "127.0.1",
        "0x7f.0.0.1",
        "127.0.0.0x1",
        "127.0.0.1.1",
        "127.0.0.256",
        "0x",
        "１２７.０.０.１",
        "127。0。0。1",
        "[::1%25eth0]",
        "[fe80::1%eth0]",
        "[::1",
        "[::1]x",
        "[127.0.0.1]",
        "[v1.x]",
        "::1",
    ],
)
def test_an_address_in_disguise_is_refused(host: str) -> None:
    assert refusal(f"http://{host}/") == "delivery_url_invalid"


@pytest.mark.parametrize("url", ["http://user:secret@erp.lan/", "http://user@erp.lan/", "http://@erp.lan/"])
def test_a_password_in_the_url_is_refused(url: str) -> None:
    assert refusal(url) == "delivery_url_credentials"

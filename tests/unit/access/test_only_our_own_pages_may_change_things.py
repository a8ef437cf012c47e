"""Where a request comes from, by what the browser says."""

import pytest

from ocr_service.access.origin import comes_from_own_pages

OWN = frozenset({"ocr.factory.lan:8000"})


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://ocr.factory.lan:8000"}, False),
        ({"sec-fetch-site": ""}, False),
        ({"origin": "http://ocr.factory.lan:8000"}, True),
        ({"origin": "http://OCR.factory.lan:8000"}, True),
        ({"origin": "http://ocr.factory.lan"}, False),
        ({"origin": "http://ocr.factory.lan:8000.evil.example"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "http://["}, False),
        ({}, True),
    ],
)
def test_requests_of_other_sites_are_recognised(headers: dict[str, str], own: bool) -> None:
    assert comes_from_own_pages(headers, OWN) is own

import pytest

from ocr_service.web.compatible.read_now import decode_picture


@pytest.mark.parametrize("text", ["+/+/", " / /", "data:image/png;base64,+/+/", "+/\r\n+/\n"])
def test_base64_is_understood_however_it_was_sent(text: str) -> None:
    assert decode_picture(text) == b"\xfb\xff\xbf"


@pytest.mark.parametrize("text", ["%%%", "abc", "图"])
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Base64|ASCII"):
        decode_picture(text)

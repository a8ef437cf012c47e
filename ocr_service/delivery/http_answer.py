"""What came back over HTTP: a status, headers, and the beginning of a text."""

import codecs
import re
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Final

import httpcore2

from ocr_service.delivery.attempt import MAX_ANSWER_BYTES

Headers = tuple[tuple[str, str], ...]

_PASSWORD_BOX: Final = re.compile(rb"<input\b[^>]{0,500}\btype\s{0,9}=\s{0,9}[\"']?password\b", re.I)
_CHARSET: Final = re.compile(r"charset\s*=\s*\"?([\w.:-]+)", re.I)
# Only these are believed: among the names that Python knows are some that unpack ("zlib"). Many a server says
# ISO-8859-1 of everything.
_DECODED_AS: Final = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), ("gb18030",)),
    **dict.fromkeys(("big5", "big5-hkscs"), ("big5hkscs",)),
    **dict.fromkeys(("iso-8859-1", "windows-1252"), ("utf-8", "latin-1")),
}

# Whatever goes wrong with a connection.
BROKEN: Final = (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError)


@dataclass(frozen=True, kw_only=True)
class HttpAnswer:
    """What came back. `headers` have lower-case names, in the order in which they came; `body` holds at most the
    first 64 KiB, and `complete` says whether that is all of it. Text in another encoding stands in `body` in UTF-8.
    """

    status: int
    headers: Headers
    body: bytes
    complete: bool

    def header(self, name: str) -> str | None:
        """The first header of this (lower-case) name."""
        return next((value for key, value in self.headers if key == name), None)

    @property
    def is_sign_in_page(self) -> bool:
        """Whether it is a page for people that asks for a password, as systems answer who do not know the caller."""
        return self.body.lstrip(b"\xef\xbb\xbf\r\n\t ")[:1] == b"<" and _PASSWORD_BOX.search(self.body) is not None

    def cookies(self) -> dict[str, str]:
        """The cookies that the answer sets, by name; a malformed one is passed over."""
        found: dict[str, str] = {}
        for key, value in self.headers:
            if key == "set-cookie":
                cookie: SimpleCookie = SimpleCookie()
                try:
                    cookie.load(value)
                except CookieError:
                    continue
                found |= {name: morsel.value for name, morsel in cookie.items()}
        return found


def read_response(response: httpcore2.Response) -> HttpAnswer:
    """Reads until the end, or as far as an answer is kept."""
    # The status line is the receiver's yes or no. What may go wrong in the text behind it does not take that back:
    # sending again because of it would only make doubles.
    body, complete = bytearray(), True
    try:
        for chunk in response.iter_stream():
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                complete = False
                break
    except BROKEN:
        complete = False
    headers = headers_of(response)
    text = _in_utf8(bytes(body[:MAX_ANSWER_BYTES]), headers, complete)
    return HttpAnswer(status=response.status, headers=headers, body=text, complete=complete)


def headers_of(response: httpcore2.Response) -> Headers:
    """By lower-case names, in the order in which they came."""
    return tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers)


def _in_utf8(body: bytes, headers: Headers, complete: bool) -> bytes:
    """ERPs in China answer in GBK, some without saying so, some while saying something else."""
    told = dict(reversed(headers))
    if told.get("content-encoding", "identity") != "identity":
        return body
    charset = _CHARSET.search(told.get("content-type", ""))
    for encoding in (*_DECODED_AS.get(charset[1].lower() if charset else "", ()), "utf-8", "gb18030"):
        try:
            # A text that was cut off may end within a character.
            return codecs.getincrementaldecoder(encoding)().decode(body, final=complete).encode()
        except UnicodeError:
            continue
    return body

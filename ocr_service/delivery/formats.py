"""A document in the format that a receiver reads: JSON, form fields, XML, or CSV for a file drop."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlencode
from xml.sax.saxutils import escape

Format = Literal["json", "form", "xml", "csv"]

_NAME: Final = re.compile(r"[^\W\d][\w.-]*")
# XML 1.0 has no place for these, not even as a reference.
_NO_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class FormatUnfit(Exception):
    """The document's shape does not go into the format.

    `code`: ``format_needs_object`` (form fields), ``format_needs_rows`` (CSV), ``format_name`` (XML; params: name).
    """

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(f"{code} {params}")
        self.code = code
        self.params = params


@dataclass(frozen=True, kw_only=True)
class Document:
    """What is sent: the text, and what it is and in which encoding it goes out."""

    content_type: str
    text: str

    @property
    def body(self) -> bytes:
        return to_bytes(self.text, self.content_type)


def to_bytes(text: str, content_type: str) -> bytes:
    """The text in the encoding that the content type names; a character that it has not becomes a question mark."""
    return text.encode(content_type.rpartition("charset=")[2], "replace")


def encode(document: Any, format: Format, *, encoding: str = "utf-8") -> Document:
    """Writes JSON values in the format. Raises FormatUnfit, and LookupError for an encoding that is none."""
    match format:
        case "json":
            text, kind = json.dumps(document, ensure_ascii=False, separators=(",", ":")), "application/json"
        case "form":
            text = urlencode(list(_form_fields(document)), encoding=encoding, errors="replace")
            kind = "application/x-www-form-urlencoded"
        case "xml":
            text, kind = (
                f'<?xml version="1.0" encoding="{encoding}"?>\n' + _element("form", document),
                "application/xml",
            )
        case "csv":
            text, kind = _rows(document), "text/csv"
    return Document(content_type=f"{kind}; charset={encoding}", text=text)


def _form_fields(document: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(document, Mapping):
        raise FormatUnfit("format_needs_object")
    for name, value in document.items():
        yield name, _plain(value)


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() | float():
            return str(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _element(name: str, value: Any) -> str:
    if not _NAME.fullmatch(name):
        raise FormatUnfit("format_name", name=name)
    if isinstance(value, Mapping):
        inside = "".join(_child(key, part) for key, part in value.items())
    elif isinstance(value, list):
        inside = "".join(_element("item", part) for part in value)
    else:
        inside = escape(_NO_XML.sub("\ufffd", _plain(value)))
    return f"<{name}>{inside}</{name}>"


def _child(name: str, value: Any) -> str:
    """A list is one element for each of its parts, as receivers of XML expect repeated rows."""
    return "".join(_element(name, part) for part in value) if isinstance(value, list) else _element(name, value)


def _rows(document: Any) -> str:
    rows = [document] if isinstance(document, Mapping) else document
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise FormatUnfit("format_needs_rows")
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_plain(row.get(name)) for name in columns] for row in rows)
    return text.getvalue()

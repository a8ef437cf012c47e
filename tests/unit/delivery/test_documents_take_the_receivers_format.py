"""One document as JSON, as form fields, as XML and as CSV."""

import csv
import io
import json
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.delivery.formats import FormatUnfit, encode

DOCUMENT = {
    "no": "送-1",
    "sealed": True,
    "remark": None,
    "items": [{"name": "A&B <纸>", "n": 2}, {"name": '"', "n": 1.5}],
}


def test_json_is_itself() -> None:
    sent = encode(DOCUMENT, "json")
    assert sent.content_type == "application/json; charset=utf-8"
    assert json.loads(sent.body) == DOCUMENT


def test_form_fields_hold_what_is_nested_as_json() -> None:
    fields = parse_qs(encode(DOCUMENT, "form").body.decode(), keep_blank_values=True)
    assert fields["no"] == ["送-1"]
    assert fields["remark"] == [""]
    assert fields["sealed"] == ["true"]
    assert json.loads(fields["items"][0]) == DOCUMENT["items"]


def test_xml_repeats_an_element_for_each_row() -> None:
    root = ElementTree.fromstring(encode(DOCUMENT, "xml").body)
    assert root.tag == "form"
    assert [item.findtext("name") for item in root.findall("items")] == ["A&B <纸>", '"']


def test_csv_has_a_line_for_each_row_and_the_old_encoding() -> None:
    sent = encode(DOCUMENT["items"], "csv", encoding="gb18030")
    rows = list(csv.reader(io.StringIO(sent.body.decode("gb18030"), newline="")))
    assert rows == [["name", "n"], ["A&B <纸>", "2"], ['"', "1.5"]]


@pytest.mark.parametrize(
    ("document", "format", "code"),
    [([1], "form", "format_needs_object"), ([1], "csv", "format_needs_rows"), ({"1 a": 2}, "xml", "format_name")],
)
def test_a_shape_that_does_not_fit_is_told(document: object, format: str, code: str) -> None:
    with pytest.raises(FormatUnfit) as unfit:
        encode(document, format)  # type: ignore[arg-type]
    assert unfit.value.code == code


@given(st.text())
def test_any_text_comes_out_of_xml_as_readable_xml(text: str) -> None:
    ElementTree.fromstring(encode({"text": text}, "xml").body)

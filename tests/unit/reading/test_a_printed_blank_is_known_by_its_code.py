"""The code on a printed blank names its form and the paper; other codes are as if they were not there."""

import pypdfium2
import pytest

from ocr_service.forms.blank_code import BlankCode, read_blank_code, write_blank_code
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.identify_form import identify_form
from ocr_service.usecases.blanks.draw_pdf import BlankPage, Marking, draw_blanks
from ocr_service.usecases.blanks.find_place import find_place
from tests.unit.reading.form_pages import SIZE_MM, draw_slip, encode, package, scan_of, slip_template

TWO = BlankCode(template="two", version=1, serial="000042")
BASE = "http://192.168.1.20:8000"


def printed(code: str):
    """A scan of a blank of the form "two", which looks as form "one" does."""
    template, picture = slip_template("two", labels=False), encode(draw_slip())
    page = BlankPage(size_mm=SIZE_MM, picture=picture, place=find_place(template, 1, picture))
    assert page.place is not None
    pdf = pypdfium2.PdfDocument(draw_blanks([page], [Marking(code=code, number="000042")], title="two"))
    picture = pdf[0].render(scale=200 / 72).to_pil()
    pdf.close()
    return PageView(scan_of(picture))


@pytest.fixture(scope="module")
def catalogue():
    names = ("one", "two")
    return Catalogue([package(draw_slip(), slip_template(name, labels=False)) for name in names])


def test_of_two_forms_that_look_the_same_it_is_the_one_that_was_printed(catalogue):
    identity = identify_form(printed(write_blank_code(BASE, TWO)), catalogue)
    assert (identity.reference.template.name, identity.serial) == ("two", "000042")


@pytest.mark.parametrize("code", ["https://erp.example/slip?no=000042", f"{BASE}/blank/unheard-of?v=1&s=000042"])
def test_a_foreign_code_decides_nothing(catalogue, code):
    identity = identify_form(printed(code), catalogue)
    assert (identity.reference, identity.serial) == (None, None)
    assert [reason.code for reason in identity.reasons] == ["template_ambiguous"]


def test_what_a_person_says_counts_more(catalogue):
    identity = identify_form(printed(write_blank_code(BASE, TWO)), catalogue, only_template="one")
    assert (identity.reference.template.name, identity.serial) == ("one", None)


@pytest.mark.parametrize("base", [BASE, "https://ocr.factory.lan/", "https://factory.lan/forms"])
def test_a_code_reads_back_what_was_written(base):
    assert read_blank_code(write_blank_code(base, TWO)) == TWO


@pytest.mark.parametrize(
    "text",
    [
        "",
        "000042",
        "blank/two?v=1&s=000042",
        f"{BASE}/blank/two?v=1",
        f"{BASE}/blank/two?v=1&s=42",
        f"{BASE}/blank/two?v=0&s=000042",
        f"{BASE}/blank/two?v=1&s=000042#x",
        f"javascript:{BASE}/blank/two?v=1&s=000042",
        f"{BASE}/blank/Two?v=1&s=000042",
    ],
)
def test_no_other_text_is_such_a_code(text):
    assert read_blank_code(text) is None

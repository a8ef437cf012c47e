import numpy as np
import pytest

from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.matching.find_features import no_features
from ocr_service.reading.placing.assign_pages import SeenPage
from ocr_service.reading.placing.find_documents import find_documents
from ocr_service.reading.placing.page_picture import PagePicture
from ocr_service.reading.placing.reference_page import ReferencePage
from tests.unit.reading.form_pages import SIZE_MM, slip_template

PICTURE = PagePicture(jpeg=b"", width=1, height=1, dpi=100)


def package_of(name, pages):
    layout = [{"size_mm": SIZE_MM, "image": f"page-{n}.png"} for n in range(1, pages + 1)]
    return TemplatePackage(template=slip_template(name, pages=layout), page_images=(b"",) * pages)


FORMS = {"A": package_of("application", 2), "S": package_of("slip", 1)}


def see(number, sort):
    """`A1` is the first page of the application, `-` a blank page, `?` an unknown one."""
    if sort in "-?":
        return SeenPage(number=number, picture=PICTURE, nothing_on_it=sort == "-")
    features = no_features()
    page = ReferencePage(package=FORMS[sort[0]], number=int(sort[1:]), features=features, from_mm=np.eye(3))
    return SeenPage(number=number, picture=PICTURE, reference=page)


@pytest.mark.parametrize(
    ("pages", "documents"),
    [
        pytest.param("S1 S1 S1", [(1,), (2,), (3,)], id="the same form three times"),
        pytest.param("A1 A2 S1", [(1, 2), (3,)], id="an application and a slip"),
        pytest.param("A2 A1 A1 A2", [(1, 2), (3, 4)], id="two applications, one out of order"),
        pytest.param("A1 S1 A2", [(1, 3), (2,)], id="a slip between the pages of an application"),
        pytest.param("S1 - S1 -", [(1, 2), (3, 4)], id="blank sheets between"),
        pytest.param("- S1 S1", [(1, 2), (3,)], id="a blank sheet in front"),
        pytest.param("S1 ? ? S1", [(1,), (2, 3), (4,)], id="unknown pages are a document of their own"),
        pytest.param("S1 ? - ? S1", [(1,), (2, 3), (4,), (5,)], id="a blank sheet parts unknown pages"),
        pytest.param("A1 ? S1", [(1, 2), (3,)], id="an unknown page may be the one that a form lacks"),
        pytest.param("? A2 S1", [(1, 2), (3,)], id="the page that a form lacks may come before it"),
        pytest.param("A1 A1 A2 A2", [(1, 2, 3, 4)], id="whose second page is whose cannot be known"),
        pytest.param("A1 A2 A1", [(1, 2, 3)], id="a copy that is not whole stays for a person to see"),
        pytest.param("? ?", [(1, 2)], id="nothing known"),
        pytest.param("- -", [(1, 2)], id="nothing on any page"),
    ],
)
def test_which_pages_belong_together(pages, documents):
    seen = [see(number, sort) for number, sort in enumerate(pages.split(), start=1)]
    assert [document.pages for document in find_documents(seen)] == documents


def test_a_document_says_which_form_it_is():
    seen = [see(1, "A1"), see(2, "A2"), see(3, "-"), see(4, "?")]
    assert [document.template for document in find_documents(seen)] == ["application", None]

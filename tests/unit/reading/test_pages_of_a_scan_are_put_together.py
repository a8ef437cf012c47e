import numpy as np
import pytest

from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.matching.find_features import no_features
from ocr_service.reading.placing.assign_pages import SeenPage, assign_pages
from ocr_service.reading.placing.page_picture import PagePicture
from ocr_service.reading.placing.reference_page import ReferencePage
from tests.unit.reading.form_pages import SIZE_MM, slip_template

PICTURE = PagePicture(jpeg=b"", width=1, height=1, dpi=100)


def package_of(name, pages):
    layout = [{"size_mm": SIZE_MM, "image": f"page-{n}.png"} for n in range(1, pages + 1)]
    return TemplatePackage(template=slip_template(name, pages=layout), page_images=(b"",) * pages)


CAR, SLIP = package_of("car", 2), package_of("slip", 1)


def reference(package, number):
    features = no_features()
    return ReferencePage(package=package, number=number, features=features, from_mm=np.eye(3))


def seen(number, package=None, page=1, agreement=0.9, **more):
    known = None if package is None else reference(package, page)
    return SeenPage(number=number, picture=PICTURE, reference=known, agreement=agreement, **more)


def read_numbers(form):
    return [page.number for page in form.read]


def codes(form):
    return [reason.code for reason in form.reasons]


def test_in_any_order():
    form = assign_pages([seen(1, CAR, 2), seen(2, CAR, 1)])
    assert form.package is CAR
    assert read_numbers(form) == [2, 1]
    assert codes(form) == []


def test_blank_backs_do_not_matter():
    form = assign_pages([seen(1, CAR, 1), seen(2, nothing_on_it=True), seen(3, CAR, 2), seen(4, nothing_on_it=True)])
    assert (read_numbers(form), codes(form)) == ([1, 3], [])


def test_a_missing_page():
    form = assign_pages([seen(1, CAR, 2)])
    assert [(reason.code, reason.params) for reason in form.reasons] == [("page_missing", {"pages": "1"})]


@pytest.mark.parametrize(("agreements", "chosen"), [((0.7, 0.95), 2), ((0.95, 0.7), 1), ((0.9, 0.91), 1)])
def test_of_a_page_scanned_twice_the_clearly_better_scan_is_read(agreements, chosen):
    form = assign_pages([seen(n, SLIP, 1, agreement) for n, agreement in enumerate(agreements, start=1)])
    assert read_numbers(form) == [chosen]
    assert codes(form) == ["page_repeated"]
    assert form.reasons[0].params == {"page": 3 - chosen}


def test_a_page_of_another_form():
    form = assign_pages([seen(1, CAR, 1), seen(2, SLIP, 1), seen(3, CAR, 2)])
    assert form.package is CAR
    assert [(reason.code, reason.params) for reason in form.reasons] == [
        ("page_of_other_form", {"page": 2, "template": "slip"})
    ]
    assert [reason.code for reason in form.pages[1].reasons] == ["page_of_other_form"]


def test_a_page_of_no_known_form_among_others():
    form = assign_pages([seen(1, SLIP, 1), seen(2)])
    assert [(reason.code, reason.params) for reason in form.reasons] == [("page_extra", {"page": 2})]


def test_no_page_of_a_known_form():
    form = assign_pages([seen(1), seen(2)])
    assert form.package is None
    assert read_numbers(form) == []


def list_package():
    """A first page and a page that comes as often as the list needs."""
    layout = [
        {"size_mm": SIZE_MM, "image": "page-1.png"},
        {"size_mm": SIZE_MM, "image": "page-2.png", "repeats": True},
    ]
    return TemplatePackage(template=slip_template("list", pages=layout), page_images=(b"",) * 2)


def test_a_page_that_a_form_has_any_number_of_is_read_as_often_as_it_comes():
    package = list_package()
    form = assign_pages([seen(1, package, 2), seen(2, package, 1), seen(3, package, 2), seen(4, package, 2)])
    assert (read_numbers(form), codes(form)) == ([2, 1, 3, 4], [])


def test_a_page_that_a_form_has_any_number_of_may_be_missing():
    form = assign_pages([seen(1, list_package(), 1)])
    assert (read_numbers(form), codes(form)) == ([1], [])

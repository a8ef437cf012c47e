import pytest
from PIL import ImageDraw

from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.identify_form import identify_form
from tests.unit.reading.form_pages import draw_slip, fill_slip, package, px, scan_of, slip_template

SUPPLIERS = ("Red Lantern Packaging Works", "Red Lantern Packing Company", "Blue Bridge Carton Factory")


def identify(page, catalogue, **options):
    return identify_form(PageView(scan_of(page)), catalogue, **options)


@pytest.fixture(scope="module")
def labelled():
    return Catalogue(
        [package(draw_slip(name), slip_template(f"supplier-{n}", name)) for n, name in enumerate(SUPPLIERS)]
    )


@pytest.fixture(scope="module")
def without_labels():
    return Catalogue(
        [
            package(draw_slip(name), slip_template(f"supplier-{n}", name, labels=False))
            for n, name in enumerate(SUPPLIERS)
        ]
    )


@pytest.mark.parametrize("number", range(3))
def test_by_their_labels(labelled, number):
    identity = identify(fill_slip(draw_slip(SUPPLIERS[number]), seed=number), labelled)
    assert identity.reference.template.name == f"supplier-{number}"


@pytest.mark.parametrize("number", range(3))
def test_by_the_print_that_only_one_has(without_labels, number):
    identity = identify(fill_slip(draw_slip(SUPPLIERS[number]), seed=number), without_labels)
    assert identity.reference.template.name == f"supplier-{number}"


def test_another_suppliers_slip_is_not_taken_for_a_known_one(labelled):
    identity = identify(fill_slip(draw_slip("Some Other Works Ltd")), labelled)
    assert identity.reference is None
    assert [reason.code for reason in identity.reasons] == ["label_missing"]


def test_two_templates_of_the_same_paper_are_ambiguous():
    page = draw_slip()
    catalogue = Catalogue([package(page, slip_template("one")), package(page, slip_template("two"))])
    identity = identify(fill_slip(page), catalogue)
    assert identity.reference is None
    assert [reason.code for reason in identity.reasons] == ["template_ambiguous"]


def test_naming_the_template_settles_it():
    page = draw_slip()
    catalogue = Catalogue([package(page, slip_template("one")), package(page, slip_template("two"))])
    assert identify(fill_slip(page), catalogue, only_template="two").reference.template.name == "two"


@pytest.mark.parametrize(("rows", "name"), [(6, "six-rows"), (4, "four-rows")])
def test_versions_that_differ_in_a_few_rulings(rows, name):
    catalogue = Catalogue(
        [
            package(draw_slip(rows=6), slip_template("six-rows")),
            package(draw_slip(rows=4), slip_template("four-rows")),
        ]
    )
    assert identify(fill_slip(draw_slip(rows=rows)), catalogue).reference.template.name == name


@pytest.fixture(scope="module")
def revisions():
    numbers = {"march": "Form DS-2024 rev. 3", "may": "Form DS-2024 rev. 5"}
    pages = {name: draw_slip(number=number) for name, number in numbers.items()}
    return pages, Catalogue([package(page, slip_template(name, labels=False)) for name, page in pages.items()])


@pytest.mark.parametrize("name", ["march", "may"])
def test_revisions_that_differ_in_one_small_figure(revisions, name):
    pages, catalogue = revisions
    assert identify(fill_slip(pages[name]), catalogue).reference.template.name == name


def test_a_revision_whose_small_figure_is_covered_is_left_to_a_person(revisions):
    pages, catalogue = revisions
    page = fill_slip(pages["may"])
    ImageDraw.Draw(page).rectangle((px(118), px(136), px(140), px(144)), fill=(30, 30, 60))
    assert [reason.code for reason in identify(page, catalogue).reasons] == ["template_ambiguous"]


def test_a_form_whose_print_is_known_in_part_only_is_left_to_a_person():
    known = Catalogue([package(draw_slip(), slip_template("known", labels=False))])
    page = fill_slip(draw_slip("Blue Bridge Carton Factory", title="RETURN NOTE"))
    assert [reason.code for reason in identify(page, known).reasons] == ["print_differs"]


def test_a_person_who_names_the_form_is_believed_though_print_differs():
    known = Catalogue([package(draw_slip(), slip_template("known", labels=False))])
    page = fill_slip(draw_slip("Blue Bridge Carton Factory", title="RETURN NOTE"))
    assert identify(page, known, only_template="known").reference.template.name == "known"


def test_print_that_a_reference_has_a_millimetre_off_is_no_difference():
    """Two filled copies of one revision, scanned on other days, must not outvote the figure that tells revisions."""
    page = draw_slip()
    moved = page.copy()
    part = (px(10), px(136), px(60), px(144))
    moved.paste(255, part)
    moved.paste(page.crop(part), (px(11), px(136)))
    catalogue = Catalogue([package(one, slip_template(name)) for name, one in (("one", page), ("two", moved))])
    differences = catalogue.differences_of(*catalogue.pages)
    assert not [each for each in differences if each.centre[0] < 60 and each.centre[1] > 135 and each.one.std() > 60]

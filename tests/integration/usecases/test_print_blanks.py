"""Blanks are printed in true size, each with a number that no other has, and come back as that very paper."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.records.states import ScanState
from ocr_service.usecases.blanks.print_blanks import PictureUnusable, print_blanks, show_blank
from ocr_service.usecases.errors import TemplateNotFound
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.change_scan import cancel_scan
from ocr_service.usecases.templates.publish_template import publish_template
from tests.integration.usecases.conftest import SLIP, Desk, slip_result

FORMS = Path(__file__).parents[3] / "templates_forms"
FORM = "registration-zhuolang"
CROWDED = "delivery-slip-huajin"


def publish(services: Services, form: str = FORM) -> None:
    folder = FORMS / form
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
    publish_template(services, actor="system", yaml=files.pop("template.yaml").decode(), files=files)


def print_some(services: Services, copies: int, form: str = FORM) -> tuple[str, ...]:
    made = print_blanks(services, actor="user:1", template=form, copies=copies, base_url="http://ocr.lan:8000/")
    return made.serials


def test_each_copy_has_a_number_of_its_own(services: Services, desk: Desk) -> None:
    publish(services)
    assert print_some(services, 3) == ("000001", "000002", "000003")
    assert print_some(services, 1) == ("000004",)
    version = show_blank(services, template=FORM).template.version
    assert [entry.new for entry in desk.audit(FORM) if entry.action == "blank.printed"] == [
        {"version": version, "first": 1, "last": 3},
        {"version": version, "first": 4, "last": 4},
    ]


def test_of_two_who_print_at_once_each_gets_other_numbers(services: Services) -> None:
    publish(services)
    with ThreadPoolExecutor(4) as pool:
        printed = list(pool.map(lambda _: print_some(services, 5), range(4)))
    assert sorted(serial for serials in printed for serial in serials) == [f"{n:06}" for n in range(1, 21)]


def test_the_paper_is_in_true_size_and_its_code_can_be_read(services: Services) -> None:
    publish(services)
    made = print_blanks(services, actor="user:1", template=FORM, copies=2, base_url="http://ocr.lan:8000/")
    printed = show_blank(services, template=FORM).template
    size = printed.pages[0].size_mm
    pdf = pypdfium2.PdfDocument(made.pdf)
    texts = []
    for page in pdf:
        assert [side * MM_PER_INCH / 72 for side in page.get_size()] == pytest.approx(size, abs=0.1)
        texts.append(zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())[0].text)
    pdf.close()
    assert texts == [f"http://ocr.lan:8000/blank/{FORM}?v={printed.version}&s={serial}" for serial in made.serials]


def test_a_form_without_room_is_printed_without_code(services: Services) -> None:
    publish(services, CROWDED)
    assert show_blank(services, template=CROWDED).places == (None,)
    assert print_some(services, 2, CROWDED) == ()


def test_an_unknown_form_is_refused(services: Services) -> None:
    with pytest.raises(TemplateNotFound):
        print_some(services, 1)


def test_a_form_whose_picture_is_broken_says_so(services: Services) -> None:
    as_before = replace(services, check_picture=lambda _: None)  # when such pictures were taken still
    publish_template(as_before, actor="system", yaml=SLIP, files={"page-1.png": b"broken"})
    with pytest.raises(PictureUnusable):
        show_blank(services, template="slip")


def test_the_same_paper_twice_waits_for_a_person(services: Services, desk: Desk) -> None:
    paper = slip_result().model_copy(update={"serial": "000042"})
    first, second = desk.take_in(b"1").scan_id, desk.take_in(b"2").scan_id
    assert desk.read(first, paper) == ScanState.ACCEPTED
    assert desk.read(second, paper) == ScanState.NEEDS_REVIEW
    [reason] = desk.scan(second).reasons
    assert reason == {"code": "serial_repeated", "params": {"serial": "000042", "scan": first, "file": "slip.png"}}
    other = desk.take_in(b"3").scan_id
    assert desk.read(other, paper.model_copy(update={"serial": "000043"})) == ScanState.ACCEPTED
    assert desk.scan(other).serial == "000043"


def test_what_was_cancelled_may_come_again(services: Services, desk: Desk) -> None:
    paper = slip_result("review").model_copy(update={"serial": "000042"})
    first, second = desk.take_in(b"1").scan_id, desk.take_in(b"2").scan_id
    desk.read(first, paper)
    cancel_scan(services, actor="user:1", scan_id=first)
    assert desk.read(second, slip_result().model_copy(update={"serial": "000042"})) == ScanState.ACCEPTED

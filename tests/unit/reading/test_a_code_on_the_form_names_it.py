import numpy as np
import zxingcpp
from PIL import Image

from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.identify_form import identify_form
from tests.unit.reading.form_pages import draw_slip, fill_slip, package, px, scan_of, slip_template


def with_code(page, text):
    code = np.array(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4))
    page = page.copy()
    page.paste(Image.fromarray(code), (px(186), px(2)))
    return page


def template(name, pattern):
    field = {
        "name": "form_code",
        "label": {"en": "Form"},
        "box": [186, 2, 20, 18],
        "read": {"type": "barcode", "formats": ["qr"], "pattern": pattern, "identifies_form": True},
    }
    return slip_template(name, labels=False, fields=[field])


def test_of_two_forms_that_look_the_same():
    blank = draw_slip()
    catalogue = Catalogue([package(blank, template("one", "F-1")), package(blank, template("two", "F-2"))])
    scan = scan_of(with_code(fill_slip(blank), "F-2"))
    assert identify_form(PageView(scan), catalogue).reference.template.name == "two"


def test_a_code_that_names_no_form_decides_nothing():
    blank = draw_slip()
    catalogue = Catalogue([package(blank, template("one", "F-1"))])
    scan = scan_of(with_code(fill_slip(blank), "HJ25014970"))
    assert identify_form(PageView(scan), catalogue).reference.template.name == "one"

"""The QR code printed on a form says what the template's pattern asks for."""

import io
import re

import zxingcpp
from PIL import Image

from ocr_service.forms.content import Barcode
from ocr_service.forms.template import TemplatePackage


def test_printed_form_code_names_its_form(packages: dict[str, TemplatePackage]) -> None:
    package = packages["delivery-slip-dense"]
    code = next(field.read for field in package.template.fields if isinstance(field.read, Barcode))
    read = zxingcpp.read_barcodes(Image.open(io.BytesIO(package.page_images[0])).convert("L"))
    assert code.pattern is not None
    assert [bool(re.fullmatch(code.pattern, found.text)) for found in read] == [True]

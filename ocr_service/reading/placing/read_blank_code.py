"""Finds the code that this service prints on blank forms: it says for certain which form a page is, and which paper."""

from collections.abc import Collection
from typing import Final

import numpy as np
import zxingcpp

from ocr_service.forms.blank_code import BlankCode, read_blank_code
from ocr_service.reading.placing.align_page import PageView

_QR: Final = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def find_blank_code(view: PageView, templates: Collection[str]) -> BlankCode | None:
    """The page's code, if it is of one of the forms `templates`; looking takes 1 to 5 ms.

    None where there is none, also where two papers' codes lie on one page: then nobody knows whose page it is. Codes
    that this service did not print (a supplier's, a foreign service's) are as if they were not there.
    """
    for picture in (view.small, view.grey):
        texts = (code.text for code in zxingcpp.read_barcodes(np.ascontiguousarray(picture), formats=_QR) if code.valid)
        found = {code for code in map(read_blank_code, texts) if code is not None and code.template in templates}
        if found:
            return found.pop() if len(found) == 1 else None
    return None

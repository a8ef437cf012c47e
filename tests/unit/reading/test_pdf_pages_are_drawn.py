import io

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ocr_service.reading import errors
from ocr_service.reading.opening.open_scan import open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits


def make_pdf(draw=lambda canvas: None, pages=1, size=(210 * mm, 148.5 * mm), **options):
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=size, **options)
    for _ in range(pages):
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def open_all(data, **limits):
    return list(open_scan(data, ScanLimits(**limits)))


def test_drawn_pages_come_at_200_dpi():
    pages = open_all(make_pdf(lambda canvas: canvas.drawString(100, 100, "slip"), pages=3))
    assert [(page.number, page.dpi) for page in pages] == [(1, 200), (2, 200), (3, 200)]
    assert abs(pages[0].pixels.shape[1] - 1654) <= 1
    assert pages[0].pixels.min() < 100


def test_values_in_form_fields_are_drawn():
    def form(canvas):
        canvas.acroForm.textfield(name="no", value="SJ-2024-0042", x=100, y=200, width=200, height=30, borderWidth=0)

    with_value = open_all(make_pdf(form))[0].pixels
    document = pypdfium2.PdfDocument(make_pdf(form))
    without = document[0].render(scale=200 / 72).to_numpy()[:, :, :3]
    assert np.count_nonzero(with_value < 100) > np.count_nonzero(without < 100) + 500


@pytest.mark.parametrize("dpi", [100, 300])
def test_a_scan_in_a_pdf_comes_at_its_own_resolution(dpi):
    width, height = round(210 / 25.4 * dpi), round(148.5 / 25.4 * dpi)
    scan = Image.fromarray(np.random.default_rng(3).integers(0, 256, (height, width), dtype=np.uint8))

    def draw(canvas):
        canvas.drawImage(ImageReader(scan), 0, 0, 210 * mm, 148.5 * mm)

    (page,) = open_all(make_pdf(draw))
    assert page.dpi == pytest.approx(dpi, rel=0.01)
    assert page.pixels.shape[1] == pytest.approx(width, abs=2)


def test_a_pdf_with_a_password():
    with pytest.raises(errors.FileEncrypted):
        open_all(make_pdf(encrypt=StandardEncryption("secret", canPrint=0)))


def test_a_pdf_cut_off_before_its_pages():
    with pytest.raises(errors.FileBroken):
        open_all(make_pdf(pages=3)[:200])


def test_a_pdf_of_500_pages_is_refused_before_any_is_drawn():
    with pytest.raises(errors.TooManyPages) as caught:
        open_scan(make_pdf(pages=500), ScanLimits(max_pages=100))
    assert caught.value.params == {"pages": 500, "limit": 100}


def test_a_page_of_a_poster_is_drawn_coarser():
    (page,) = open_all(make_pdf(size=(3000 * mm, 2000 * mm)))
    assert page.pixels.shape[0] * page.pixels.shape[1] <= 41_000_000


def test_pages_are_drawn_one_by_one():
    pages = open_scan(make_pdf(pages=2), ScanLimits())
    assert next(pages).number == 1
    assert next(pages).number == 2
    assert next(pages, None) is None


def xfa_pdf():
    """A PDF whose form exists as XFA only: its AcroForm dictionary has an XFA entry and asks to be rendered from it."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /XFA 4 0 R /Fields [] >> /NeedsRendering true >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 420] >>",
        b"<< /Length 5 >>\nstream\n<xdp>\nendstream",
    ]
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(data)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"xref\n0 5\n0000000000 65535 f \n{table}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return data + trailer.encode()


def test_an_xfa_form_without_ordinary_pages():
    with pytest.raises(errors.PdfFormUnsupported):
        open_all(xfa_pdf())

import io
from collections.abc import Iterable
from dataclasses import replace

from PIL import Image

from ocr_service.engines.trial_reader import TrialServant
from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.text_engine import LinePicture, TextReading
from tests.doubles.text_steps import steps_of, text_reading
from tests.unit.reading.form_pages import draw_slip, fill_slip, package, slip_template


class AlwaysOne:
    name = "always-one"

    def recognise(self, lines: Iterable[LinePicture]) -> list[TextReading]:
        return [text_reading(steps_of("1", sure=0.9)) for _ in lines]


def form(name: str) -> TemplatePackage:
    return package(draw_slip(), slip_template(name))


def broken(name: str) -> TemplatePackage:
    return replace(form(name), page_images=(b"no picture",))


def speck(name: str) -> TemplatePackage:
    return replace(form(name), page_images=(png(Image.new("L", (1, 1))),))


def png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def scan() -> bytes:
    return png(fill_slip(draw_slip()))


def tried(*packages: TemplatePackage) -> str:
    servant = TrialServant(AlwaysOne(), ScanLimits())  # type: ignore[arg-type]
    return servant.answer("try", (scan(), packages, packages[-1].template.name)).kind


def test_another_forms_broken_picture_does_not_keep_authors_from_trying_theirs() -> None:
    assert tried(broken("old"), form("new")) == "read"


def test_nor_does_one_that_is_a_single_point() -> None:
    assert tried(speck("old"), form("new")) == "read"


def test_the_tried_forms_own_broken_picture_is_told() -> None:
    assert tried(form("old"), broken("new")) == "picture_unusable"

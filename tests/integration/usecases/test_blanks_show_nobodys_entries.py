"""A form drawn on a filled sample prints no blank until what was filled in is out of its picture."""

import io
from typing import Any

import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr_service.forms.geometry import Box
from ocr_service.usecases.blanks.print_blanks import PictureFilled, print_blanks, show_blank
from ocr_service.usecases.errors import ProposalPageMissing
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.begin_drafts import begin_from_version
from ocr_service.usecases.templates.draft_errors import DraftChanged
from ocr_service.usecases.templates.keep_drafts import export_draft, save_draft
from ocr_service.usecases.templates.publish_draft import publish_draft
from ocr_service.usecases.templates.publish_template import publish_template
from ocr_service.usecases.templates.wipe_page import wipe_page

PX = 8
SIZE = (148, 105)
NAME, DAY, CELLS = (40, 20, 60, 10), (40, 32, 60, 10), (20, 60, 100, 20)
ZONES = [Box.model_validate(list(zone)) for zone in (NAME, DAY, CELLS)]
BLUE, BLACK = (40, 60, 160), (25, 25, 25)
YAML = f"""
format: 1
name: visit-card
version: 1
title: {{en: Visit card}}
pages: [{{size_mm: [{SIZE[0]}, {SIZE[1]}], image: page-1.png SHOWS}}]
fields:
  - {{name: visitor, label: {{en: Visitor}}, box: [{", ".join(map(str, NAME))}], read: {{type: text}}}}
  - {{name: day, label: {{en: Day}}, box: [{", ".join(map(str, DAY))}], read: {{type: date}}}}
tables:
  - name: items
    label: {{en: Items}}
    box: [{", ".join(map(str, CELLS))}]
    rows: 2
    columns:
      - {{name: item, label: {{en: Item}}, left: 20, right: 70, read: {{type: text}}}}
      - {{name: number, label: {{en: Number}}, left: 70, right: 120, read: {{type: integer}}}}
"""


def draw_form(*, filled: bool) -> bytes:
    """A page with labels and rulings; filled with words, one of them with a stroke far out of its zone."""
    picture = Image.new("RGB", (SIZE[0] * PX, SIZE[1] * PX), (250, 249, 244))
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(44)
    for label, zone in (("Visitor", NAME), ("Day", DAY)):
        x, y, width, height = (side * PX for side in zone)
        pen.text((x - 30 * PX, y + 10), label, fill=BLACK, font=font)
        pen.line((x, y + height - 4, x + width, y + height - 4), fill=BLACK, width=3)
    x, y, width, height = (side * PX for side in CELLS)
    for level in (y, y + height // 2, y + height):
        pen.line((x, level, x + width, level), fill=BLACK, width=3)
    for upright in (x, x + width // 2, x + width):
        pen.line((upright, y, upright, y + height), fill=BLACK, width=3)
    if filled:
        pen.text((NAME[0] * PX + 20, NAME[1] * PX + 16), "Ms Okonkwo", fill=BLUE, font=font)
        pen.line([(x * PX, y * PX) for x, y in ((44, 28), (75, 22), (82, 15))], fill=BLUE, width=5)
        pen.text((DAY[0] * PX + 20, DAY[1] * PX + 16), "12 May", fill=BLUE, font=font)
        pen.text((CELLS[0] * PX + 30, CELLS[1] * PX + 14), "badge", fill=BLUE, font=font)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def publish(services: Services, picture: bytes, shows: str = "") -> None:
    said = f", shows: {shows}" if shows else ""
    publish_template(services, actor="user:1", yaml=YAML.replace(" SHOWS", said), files={"page-1.png": picture})


def printed(services: Services) -> NDArray[np.int16]:
    """The first copy as a picture with as many pixels as the form's."""
    made = print_blanks(services, actor="user:1", template="visit-card", copies=1, base_url="http://ocr.lan/")
    pdf = pypdfium2.PdfDocument(made.pdf)
    page = pdf[0].render(scale=PX * 25.4 / 72).to_pil().convert("RGB").resize((SIZE[0] * PX, SIZE[1] * PX))
    pdf.close()
    return np.asarray(page, np.int16)


def blueness(picture: NDArray[np.int16]) -> int:
    """How many pixels are of the pen's colour."""
    return int(((picture[..., 2] - picture[..., 0]) > 50).sum())


def wiped_and_published(services: Services, **page: Any) -> bytes:
    """The form's next version, its zones wiped; what its export holds."""
    draft = begin_from_version(services, actor="user:1", name="visit-card")
    draft = wipe_page(services, actor="user:1", draft_id=draft.id, revision=1, number=1, boxes=ZONES)
    content = {**draft.content, "pages": [{**draft.content["pages"][0], **page}]}
    draft = save_draft(services, actor="user:1", draft_id=draft.id, revision=draft.revision, content=content)
    exported = export_draft(services, draft)
    publish_draft(services, actor="user:1", draft_id=draft.id, revision=draft.revision)
    return exported


def test_of_a_picture_with_entries_no_blank_is_printed(services: Services) -> None:
    publish(services, draw_form(filled=True))
    assert show_blank(services, template="visit-card").filled == (1,)
    with pytest.raises(PictureFilled):
        printed(services)


def test_what_the_template_says_of_its_picture_counts(services: Services) -> None:
    publish(services, draw_form(filled=False), shows="filled")
    assert show_blank(services, template="visit-card").filled == (1,)


def test_print_in_a_zone_of_a_blank_copy_is_printed(services: Services) -> None:
    publish(services, draw_form(filled=True), shows="blank")
    assert blueness(printed(services)) > 500


def test_an_empty_picture_is_blank_without_saying_so(services: Services) -> None:
    publish(services, draw_form(filled=False))
    assert show_blank(services, template="visit-card").filled == ()


def test_wiped_zones_leave_paper_and_rulings(services: Services) -> None:
    publish(services, draw_form(filled=True))
    exported = wiped_and_published(services, shows="blank")
    blank = printed(services)
    assert blueness(blank) == 0
    never_filled = np.asarray(Image.open(io.BytesIO(draw_form(filled=False))).convert("RGB"), np.int16)
    # The code's corner apart, the copy is as the form was before anybody wrote on it.
    for x, y, width, height in ((box.x, box.y, box.width, box.height) for box in ZONES):
        zone = slice(round(y * PX), round((y + height) * PX)), slice(round(x * PX), round((x + width) * PX))
        assert np.abs(blank[zone] - never_filled[zone]).mean() < 2
    # The picture with the entries is not handed on with the form.
    assert exported.count(b"page-1.png") == 0


def test_wiping_minds_other_authors_and_missing_pages(services: Services) -> None:
    publish(services, draw_form(filled=True))
    draft = begin_from_version(services, actor="user:1", name="visit-card")
    with pytest.raises(ProposalPageMissing):
        wipe_page(services, actor="user:1", draft_id=draft.id, revision=1, number=2, boxes=ZONES)
    with pytest.raises(DraftChanged):
        wipe_page(services, actor="user:1", draft_id=draft.id, revision=7, number=1, boxes=ZONES)

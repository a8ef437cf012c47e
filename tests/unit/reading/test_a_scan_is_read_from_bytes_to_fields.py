import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr_service.reading.errors import FileTypeUnknown
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.read_form import read_form
from ocr_service.reading.text_engine import TextReading
from tests.unit.reading.form_pages import LABELS, draw_slip, encode, field_box, fill_slip, font, package, px
from tests.unit.reading.form_pages import slip_template as make_template


class OneWordEngine:
    """Reads the same word, surely, on every line that it is shown, and counts the lines."""

    name = "double/one-word"

    def __init__(self, word="GEAR"):
        self.word = word
        self.lines = 0

    def recognise(self, lines):
        readings = [self._reading(line.pixels) for line in lines]
        self.lines += len(readings)
        return readings

    def _reading(self, line):
        assert line.ndim == 3
        assert line.shape[2] == 3
        assert min(line.shape[:2]) > 0
        alphabet = ("", *sorted(set(self.word)))
        steps = np.full((2 * len(self.word), len(alphabet)), 1e-5, np.float32)
        steps[1::2, 0] = 1.0
        for place, character in enumerate(self.word):
            steps[2 * place, alphabet.index(character)] = 1.0
        return TextReading(steps=steps, alphabet=alphabet)


@pytest.fixture(scope="module")
def catalogue():
    return Catalogue([package(draw_slip(), make_template())])


def filled_slip():
    page = fill_slip(draw_slip(), rows=2)
    draw = ImageDraw.Draw(page)
    draw.line([px(54.6), px(130), px(55.5), px(131.4)], fill=(20, 20, 60), width=4)
    draw.line([px(55.5), px(131.4), px(57.6), px(128.6)], fill=(20, 20, 60), width=4)
    draw.line([(px(40 + t), px(139 + 2 * np.sin(t))) for t in range(25)], fill=(20, 20, 60), width=4)
    draw.ellipse((px(158), px(123), px(180), px(145)), outline=(215, 40, 50), width=9)
    return page


def test_a_streak_over_the_page_is_told(catalogue):
    clean = read_form(encode(filled_slip()), catalogue, OneWordEngine())
    dirty = filled_slip()
    ImageDraw.Draw(dirty).line([(px(120), 0), (px(120), dirty.height)], fill=(150, 150, 150), width=3)
    streaked = read_form(encode(dirty), catalogue, OneWordEngine())
    assert [reason.code for reason in clean.pages[0].reasons] == []
    assert [reason.code for reason in streaked.pages[0].reasons] == ["page_streaked"]


def test_values_and_their_kinds(catalogue):
    result = read_form(encode(filled_slip()), catalogue, OneWordEngine())
    assert (result.template, result.template_version) == ("red-lantern", 1)
    values = result.values()
    assert values["number"] == "GEAR"
    assert values["handling"] == ["fragile"]
    assert values["signed"] is True
    assert values["seal"] is True
    assert [sorted(row) for row in values["items"]] == [["amount", "description", "item", "price", "quantity"]] * 2


def test_a_file_of_two_forms_says_so_before_anything_is_recognised_and_each_is_read_by_its_pages(catalogue):
    file, engine = io.BytesIO(), OneWordEngine()
    filled_slip().save(file, "TIFF", save_all=True, append_images=[fill_slip(draw_slip(), rows=1)])
    whole = read_form(file.getvalue(), catalogue, engine)
    assert (whole.decision, [document.pages for document in whole.documents]) == ("split", [(1,), (2,)])
    assert (engine.lines, whole.fields, len(whole.pages)) == (0, (), 2)
    second = read_form(file.getvalue(), catalogue, engine, only_pages=whole.documents[1].pages)
    assert ([page.number for page in second.pages], len(second.values()["items"])) == ([2], 1)


def test_blank_zones_are_not_shown_to_the_engine(catalogue):
    engine = OneWordEngine()
    result = read_form(encode(draw_slip()), catalogue, engine)
    assert engine.lines == 0
    assert all(field.value in (None, [], False) for field in result.fields)
    assert result.values().get("items") is None


def test_boxes_lie_on_the_pages_picture(catalogue):
    page = filled_slip().rotate(180)
    result = read_form(encode(page), catalogue, OneWordEngine())
    picture = np.asarray(Image.open(io.BytesIO(result.pages[0].picture)).convert("L"))
    assert (result.pages[0].width, result.pages[0].height) == (picture.shape[1], picture.shape[0])
    box = next(field for field in result.fields if field.path == "number").box
    x, y, width, height = (mm / 25.4 * result.pages[0].dpi for mm in field_box(0))
    assert (box.x, box.y, box.width, box.height) == pytest.approx((x, y, width, height), abs=1.5)
    inside = picture[box.y + 5 : box.y + box.height - 5, box.x + 5 : box.x + box.width - 5]
    assert np.count_nonzero(inside < 120) > 200  # the entry is there, upright on the picture


def test_every_step_is_timed(catalogue):
    seconds = read_form(encode(filled_slip()), catalogue, OneWordEngine()).seconds
    assert list(seconds) == [
        "open_scan", "judge_quality", "identify_form", "cut_fields", "draw_page", "recognise_text", "read_zones",
        "check_rules", "decide",
    ]  # fmt: skip
    assert all(value >= 0 for value in seconds.values())


def test_a_page_of_no_known_form_is_a_decision(catalogue):
    letter = Image.new("L", (1240, 1754), 255)
    for line in range(20):
        ImageDraw.Draw(letter).text((100, 100 + 60 * line), f"Dear reader, this is line {line}.", font=font(4))
    result = read_form(encode(letter), catalogue, OneWordEngine())
    assert (result.template, result.decision, result.fields) == (None, "needs-template", ())
    assert [reason.code for reason in result.reasons] == ["page_unknown"]
    assert len(result.pages) == 1


@pytest.mark.parametrize(("level", "code"), [(255, "page_blank"), (5, "page_black")])
def test_a_page_with_nothing_on_it_is_rejected(catalogue, level, code):
    result = read_form(encode(Image.new("L", (1654, 1169), level)), catalogue, OneWordEngine())
    assert result.decision == "reject"
    assert [reason.code for reason in result.reasons] == [code]


def test_the_pages_faults_stand_in_the_result(catalogue):
    page = filled_slip().crop((px(45), 0, px(210), px(148)))
    result = read_form(encode(page), catalogue, OneWordEngine())
    assert "page_cut_off" in [reason.code for reason in result.pages[0].reasons]
    hidden = next(field for field in result.fields if field.path == LABELS[0].lower())
    assert "zone_cut_off" in [reason.code for reason in hidden.reasons]
    assert hidden.decision == "review"


def test_a_file_that_is_no_scan_raises(catalogue):
    with pytest.raises(FileTypeUnknown):
        read_form(b"not a picture at all", catalogue, OneWordEngine())


def test_extra_pages_are_told(catalogue):
    stream = io.BytesIO()
    slip = filled_slip().convert("L")
    slip.save(stream, "TIFF", save_all=True, append_images=[slip, Image.new("L", slip.size, 255)])
    result = read_form(stream.getvalue(), catalogue, OneWordEngine(), only_pages=(1, 2, 3))
    assert [page.template_page for page in result.pages] == [1, 1, None]
    assert "page_repeated" in [reason.code for reason in result.reasons]
    assert "page_blank" not in [reason.code for reason in result.reasons]
    assert result.decision == "review"

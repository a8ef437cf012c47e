import cv2
import numpy as np
import pytest

from ocr_service.reading.pages import Pixels
from ocr_service.reading.proposing.find_cells import Rect
from ocr_service.reading.proposing.find_choices import find_choices
from ocr_service.reading.proposing.find_squares import find_squares
from ocr_service.reading.proposing.fine_ink import fine_ink
from tests.unit.proposing.lines import line

SCALE = 8.0


def sheet(*boxes: tuple[int, int]) -> Pixels:
    page = np.full((200, 800, 3), 250, np.uint8)
    for x, y in boxes:
        cv2.rectangle(page, (x, y), (x + 30, y + 30), (20, 20, 20), 2)
    return page


def box(x: float, y: float = 100) -> Rect:
    return Rect(left=x, top=y, right=x + 20, bottom=y + 20)


def test_an_empty_and_a_crossed_box_are_found() -> None:
    page = sheet((100, 80), (300, 80))
    cv2.line(page, (304, 84), (326, 106), (20, 20, 20), 3)
    cv2.line(page, (304, 106), (326, 84), (20, 20, 20), 3)
    found = find_squares(fine_ink(page, SCALE), SCALE, [])
    assert [round(one.left, -1) for one in sorted(found, key=lambda one: one.left)] == [100, 300]


def test_a_tick_may_run_over_its_box() -> None:
    page = sheet((100, 80), (300, 80))
    cv2.polylines(page, [np.array([(304, 95), (314, 106), (342, 68)])], isClosed=False, color=(20, 20, 20), thickness=4)
    found = find_squares(fine_ink(page, SCALE), SCALE, [])
    assert [round(one.left, -1) for one in sorted(found, key=lambda one: one.left)] == [100, 300]


def test_a_blot_and_a_seal_are_no_box() -> None:
    page = sheet()
    cv2.rectangle(page, (100, 80), (130, 110), (20, 20, 20), -1)
    cv2.circle(page, (300, 95), 18, (20, 20, 20), 3)
    assert find_squares(fine_ink(page, SCALE), SCALE, []) == []


@pytest.mark.parametrize(("text", "count"), [("品名日期", 0), ("品名□口", 1), ("品名冈甲", 1)])
def test_a_letter_with_a_hollow_is_no_box(text: str, count: int) -> None:
    page = sheet((131, 80))
    read = line(text, 96, 80)
    read = type(read)(
        text=text, left=100, top=76, right=260, bottom=116, confidence=0.9,
        middles=(60, 100, 146, 190),
    )  # fmt: skip
    assert len(find_squares(fine_ink(page, SCALE), SCALE, [read])) == count


def test_words_stand_behind_their_box() -> None:
    (choice,) = find_choices(
        [box(200), box(320)], [line("Kind", 100, 100), line("new", 230, 100), line("old", 350, 100)]
    )
    assert [one.label for one in choice.boxes] == ["new", "old"]
    assert choice.before is not None
    assert choice.before.text == "Kind"


def test_words_stand_before_their_box() -> None:
    lines = [line("事由：", 20, 100), line("送货", 175, 100), line("施工", 295, 100)]
    (choice,) = find_choices([box(200), box(320)], lines)
    assert [one.label for one in choice.boxes] == ["送货", "施工"]
    assert choice.before is not None
    assert choice.before.text == "事由："


def test_boxes_with_labels_of_their_own_are_no_choice() -> None:
    found = find_choices([box(130), box(330)], [line("Live:", 75, 100), line("Video:", 265, 100)])
    assert [[one.label for one in choice.boxes] for choice in found] == [["Live:"], ["Video:"]]


def test_the_first_letter_of_words_is_no_box() -> None:
    (choice,) = find_choices([box(100)], [line("Other", 128, 100)])
    assert choice.boxes[0].label == "Other"

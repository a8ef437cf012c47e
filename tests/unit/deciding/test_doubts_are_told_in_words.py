from dataclasses import replace

import pytest

from ocr_service.forms.result import Alternative, ResultBox
from ocr_service.reading.deciding.picture_quality import PictureQuality
from ocr_service.reading.deciding.tell_doubts import tell_doubts
from ocr_service.reading.decoding.seen_text import SeenText
from ocr_service.reading.zone_reading import ZoneReading

READING = ZoneReading(
    path="no", type="code", value="A18", text="A18", raw_text="A18", confidence=0.8, free_text="Al8", page=1,
    box=ResultBox(x=0, y=0, width=1, height=1), residual_mm=1.24,
    seen=SeenText(log_probability=-0.2, least=0.7, least_character="1", length=3, second_text="A l8"),
    alternatives=(Alternative(text="AL8", confidence=0.1),),
)  # fmt: skip
PICTURE = PictureQuality(dpi=98.7, contrast=0.4, two_levels=True)


def told(**doubts: float) -> list[tuple[str, dict[str, object]]]:
    return [(reason.code, reason.params) for reason in tell_doubts(doubts, READING, PICTURE, 0.8)]


@pytest.mark.parametrize(
    ("doubt", "code", "params"),
    [
        ("least_character", "doubt_character", {"character": "1"}),
        ("rival", "doubt_rival", {"other": "AL8"}),
        ("second_gap", "doubt_rival", {"other": "A l8"}),
        ("gap", "reading_gap", {"read": "Al8"}),
        ("length", "doubt_long_text", {"length": 3}),
        ("handwritten", "doubt_handwriting", {}),
        ("displaced", "doubt_place", {"mm": 1.2}),
        ("coarse", "doubt_resolution", {"dpi": 99}),
        ("faint", "doubt_faint_print", {}),
        ("two_levels", "doubt_black_and_white", {}),
        ("blurred", "doubt_blurred", {}),
        ("doubtful_spaces", "doubt_spaces", {}),
    ],
)
def test_each_doubt_says_what_to_look_at(doubt: str, code: str, params: dict[str, object]) -> None:
    assert told(**{doubt: 1.0}) == [(code, params)]


def test_the_heaviest_doubts_are_told_and_light_ones_are_not() -> None:
    assert [code for code, _ in told(coarse=2.0, rival=1.5, faint=0.3)] == ["doubt_resolution", "doubt_rival"]


def test_a_doubt_without_words_is_told_by_its_figure() -> None:
    assert told(is_free=1.0) == [("not_sure_enough", {"confidence": 0.8})]


def test_a_plain_character_is_not_called_doubtful() -> None:
    assert READING.seen is not None
    plain = replace(READING, seen=replace(READING.seen, least=0.99))
    assert [reason.code for reason in tell_doubts({"least_character": 1.0}, plain, PICTURE, 0.9)] == ["not_sure_enough"]

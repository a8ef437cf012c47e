from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from ocr_service.engines.errors import ReadingNotRecorded
from ocr_service.engines.recorded import RecordedTextEngine, RecordingTextEngine
from ocr_service.reading.pages import Pixels
from ocr_service.reading.text_engine import TextReading
from tests.doubles.text_steps import steps_of, text_reading

ONE = np.full((20, 60, 3), 200, np.uint8)
TWO = np.full((20, 61, 3), 200, np.uint8)


class ByWidth:
    """An engine that reads a picture's width."""

    name = "by-width"

    def recognise(self, lines: Iterable[Pixels]) -> list[TextReading]:
        return [text_reading(steps_of(str(line.shape[1]), sure=0.9)) for line in lines]


def record(file: Path, *pictures: Pixels) -> RecordedTextEngine:
    recorder = RecordingTextEngine(ByWidth())
    for picture in pictures:
        recorder.recognise([picture])
    recorder.save(file)
    return RecordedTextEngine(file)


def test_a_replayed_reading_has_the_recorded_probabilities(tmp_path: Path) -> None:
    engine = record(tmp_path / "readings", ONE, TWO)
    two, one = engine.recognise([TWO, ONE])
    assert (one.likeliest.text, two.likeliest.text) == ("60", "61")
    assert one.likeliest.probability == pytest.approx(0.81, abs=1e-4)
    assert engine.name == "recorded/by-width"


def test_a_picture_that_was_not_recorded_is_an_error_that_names_it(tmp_path: Path) -> None:
    engine = record(tmp_path / "readings", ONE)
    changed = ONE.copy()
    changed[3, 3, 0] += 1
    with pytest.raises(ReadingNotRecorded) as caught:
        engine.recognise([changed])
    assert caught.value.params["width"] == 60


def test_the_order_of_recording_does_not_show_in_the_file(tmp_path: Path) -> None:
    record(tmp_path / "a", ONE, TWO)
    record(tmp_path / "b", TWO, ONE)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()

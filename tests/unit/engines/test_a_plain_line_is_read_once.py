from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr_service.engines.line_recogniser import PLAIN, LineModel, LineRecogniser
from ocr_service.reading.text_engine import LinePicture, TextReading

ALPHABET = np.array(["", "1", "7"], dtype=object)
LINE = np.full((48, 100, 3), 255, np.uint8)
ONE, SEVEN = 1, 2


class CountingModel:
    """Reads every line as one character, this sure of it, and counts the lines."""

    def __init__(self, character: int, *, sure: float) -> None:
        self.lines = 0
        self._steps = np.full((1, 1, len(ALPHABET)), (1.0 - sure) / 2, np.float32)
        self._steps[0, 0, character] = sure

    def model(self) -> LineModel:
        def run(prepared: NDArray[np.float32]) -> NDArray[np.float32]:
            self.lines += 1
            return self._steps

        return LineModel(run=run, alphabet=ALPHABET)


def read(
    thorough: CountingModel, quick: CountingModel | None, *, confirmed: str | None = None
) -> Sequence[TextReading]:
    """`confirmed` is the text that what the line is for bears out."""
    engine = LineRecogniser(
        name="test", model=thorough.model(), quick=None if quick is None else quick.model(), lines_at_once=2
    )
    confirm = None if confirmed is None else lambda reading: reading.likeliest.text == confirmed
    return list(engine.recognise([LinePicture(pixels=LINE, is_confirmed_by=confirm)]))


def test_a_line_that_the_quick_model_reads_plainly_is_read_once() -> None:
    thorough = CountingModel(SEVEN, sure=0.9)
    (reading,) = read(thorough, CountingModel(ONE, sure=PLAIN + 0.001))
    assert reading.likeliest.text == "1"
    assert thorough.lines == 0
    assert reading.second is None


def test_a_line_whose_quick_reading_is_confirmed_is_read_once() -> None:
    thorough = CountingModel(SEVEN, sure=0.9)
    (reading,) = read(thorough, CountingModel(ONE, sure=0.6), confirmed="1")
    assert reading.likeliest.text == "1"
    assert thorough.lines == 0
    assert reading.second is None


def test_a_line_whose_quick_reading_is_not_confirmed_is_read_by_both() -> None:
    (reading,) = read(CountingModel(SEVEN, sure=0.9), CountingModel(ONE, sure=0.6), confirmed="7")
    assert reading.likeliest.text == "7"
    assert reading.second is not None


def test_a_line_that_the_quick_model_is_not_sure_of_is_read_by_both() -> None:
    thorough = CountingModel(SEVEN, sure=0.9)
    (reading,) = read(thorough, CountingModel(ONE, sure=PLAIN - 0.001))
    assert reading.likeliest.text == "7"
    assert thorough.lines == 1
    assert reading.second is not None
    assert reading.second.likeliest.text == "1"


def test_without_a_quick_model_every_line_is_read_by_the_thorough_one() -> None:
    (reading,) = read(CountingModel(SEVEN, sure=0.9), None)
    assert reading.likeliest.text == "7"
    assert reading.second is None

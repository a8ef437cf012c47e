import threading
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ocr_service.engines.line_recogniser import LineModel, LineRecogniser
from ocr_service.reading.text_engine import LinePicture

ALPHABET = np.array(["", "a", "b", "c"], dtype=object)


def line(number: int) -> LinePicture:
    return LinePicture(pixels=np.full((48, 100 + number, 3), 255, np.uint8))


def test_readings_come_in_the_order_of_their_lines() -> None:
    both_inside = threading.Barrier(2, timeout=20)

    def run(prepared: NDArray[np.float32]) -> NDArray[np.float32]:
        both_inside.wait()  # nobody gets through alone: the lines really run side by side
        steps = np.zeros((1, prepared.shape[3], len(ALPHABET)), np.float32)
        steps[0, :, 1] = 1.0
        return steps

    engine = LineRecogniser(name="test", model=LineModel(run=run, alphabet=ALPHABET), lines_at_once=2)
    readings = engine.recognise([line(number) for number in range(6)])
    assert [reading.steps.shape[0] for reading in readings] == [100, 101, 102, 103, 104, 105]


def test_one_at_a_time_is_never_two() -> None:
    inside = threading.Lock()

    def run(prepared: NDArray[np.float32]) -> NDArray[np.float32]:
        assert inside.acquire(blocking=False)
        inside.release()
        return np.ones((1, 1, len(ALPHABET)), np.float32)

    engine = LineRecogniser(name="test", model=LineModel(run=run, alphabet=ALPHABET))
    assert len(list(engine.recognise([line(0)] * 5))) == 5


def test_the_first_line_is_read_while_the_next_is_being_made() -> None:
    first_is_read = threading.Event()

    def run(prepared: NDArray[np.float32]) -> NDArray[np.float32]:
        first_is_read.set()
        return np.ones((1, 1, len(ALPHABET)), np.float32)

    def lines() -> Iterator[LinePicture]:
        yield line(0)
        assert first_is_read.wait(timeout=20)
        yield line(1)

    engine = LineRecogniser(name="test", model=LineModel(run=run, alphabet=ALPHABET), lines_at_once=2)
    assert len(list(engine.recognise(lines()))) == 2


def test_what_was_read_is_given_on_while_later_lines_are_read() -> None:
    given_on = threading.Event()

    def run(prepared: NDArray[np.float32]) -> NDArray[np.float32]:
        assert prepared.shape[3] == 100 or given_on.wait(timeout=20)
        return np.ones((1, 1, len(ALPHABET)), np.float32)

    engine = LineRecogniser(name="test", model=LineModel(run=run, alphabet=ALPHABET), lines_at_once=2)
    for _ in engine.recognise([line(0), line(1)]):
        given_on.set()

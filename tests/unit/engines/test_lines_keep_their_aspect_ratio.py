import numpy as np
import pytest
from numpy.typing import NDArray

from ocr_service.engines.line_recogniser import (
    LINE_HEIGHT,
    MAX_WIDTH,
    MIN_WIDTH,
    LineModel,
    LineRecogniser,
    prepare_line,
)
from tests.doubles.text_steps import pictures_of


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [(48, 300, 300), (24, 150, 300), (96, 600, 300), (48, 20, MIN_WIDTH), (10, 4000, MAX_WIDTH), (1, 1, MIN_WIDTH)],
)
def test_a_line_is_scaled_to_the_models_height(height: int, width: int, expected: int) -> None:
    prepared = prepare_line(np.full((height, width, 3), 255, np.uint8))
    assert prepared.shape == (1, 3, LINE_HEIGHT, expected)
    assert prepared.dtype == np.float32
    assert prepared.max() == pytest.approx(1.0)


def test_black_is_minus_one_and_what_is_filled_up_is_grey() -> None:
    prepared = prepare_line(np.zeros((48, 50, 3), np.uint8))
    assert (prepared[..., :50] == -1.0).all()
    assert (prepared[..., 50:] == 0.0).all()


def test_classes_that_are_never_probable_are_left_out_but_the_blank_stays() -> None:
    def run(lines: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.array([[[0.0, 0.7, 0.3, 1e-9], [0.0, 1.0, 1e-8, 0.0]]], np.float32)

    engine = LineRecogniser(name="test", model=LineModel(run=run, alphabet=np.array(["", "a", "b", "c"], dtype=object)))
    (reading,) = engine.recognise(pictures_of(np.zeros((48, 50, 3), np.uint8)))
    assert reading.alphabet == ("", "a", "b")
    assert reading.steps.shape == (2, 3)

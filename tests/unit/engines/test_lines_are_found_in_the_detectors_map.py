"""What the detection model's map of probabilities means: cores of lines, grown back to the lines."""

import numpy as np

from ocr_service.engines.text_detector import DbTextDetector, find_boxes


def test_a_core_is_grown_back_to_its_line() -> None:
    probability = np.zeros((64, 128), np.float32)
    probability[28:36, 20:100] = 0.9
    (box,) = find_boxes(probability, (256, 128))
    grown = 80 * 8 * 1.5 / (2 * 88)
    assert (box.x, box.y) == (round((20 - grown) * 2), round((28 - grown) * 2))
    assert (box.width, box.height) == (round(2 * (80 + 2 * grown)), round(2 * (8 + 2 * grown)))
    assert abs(box.score - 0.9) < 1e-6


def test_faint_and_tiny_cores_are_left_out() -> None:
    probability = np.zeros((64, 128), np.float32)
    probability[10:20, 10:60] = 0.45
    probability[40:42, 10:12] = 0.99
    assert find_boxes(probability, (128, 64)) == []


def test_the_model_gets_a_picture_that_it_can_take() -> None:
    shapes = []

    def run(picture: np.ndarray) -> np.ndarray:
        shapes.append(picture.shape)
        return np.zeros((1, 1, *picture.shape[2:]), np.float32)

    assert DbTextDetector(run).detect(np.full((3000, 2000, 3), 255, np.uint8)) == []
    assert shapes == [(1, 3, 1280, 864)]

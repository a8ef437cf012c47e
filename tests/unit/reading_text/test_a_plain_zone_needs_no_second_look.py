import numpy as np
import pytest

from ocr_service.reading.ink.darkness import darkness_of, ink_threshold, is_plain


@pytest.mark.parametrize("paper", [40, 90, 160, 255])
def test_what_is_called_plain_has_no_pixel_of_ink(paper: int) -> None:
    random = np.random.default_rng(paper)
    for depth in range(0, 40):
        grey = np.full((30, 60), paper, np.uint8)
        grey[12:18, 20:40] = max(0, paper - depth)
        grey[0, 0] = min(255, paper + int(random.integers(0, 4)))
        darkness = darkness_of(grey, 6.0)
        if is_plain(grey):
            assert not (darkness >= ink_threshold(darkness)).any()


def test_a_stroke_is_not_plain_and_grain_is() -> None:
    grey = np.full((30, 60), 220, np.uint8)
    grey[::3, ::5] = 210
    assert is_plain(grey)
    grey[10:14, 10:50] = 150
    assert not is_plain(grey)

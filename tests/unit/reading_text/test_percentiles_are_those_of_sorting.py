import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ocr_service.reading.ink.percentiles import percentile, percentile_of_each_channel

SHARES = st.floats(0, 100)


@given(arrays(np.uint8, st.tuples(st.integers(1, 30), st.integers(1, 30))), SHARES)
def test_of_one_channel(grey: np.ndarray, share: float) -> None:
    assert np.isclose(percentile(grey, share), np.percentile(grey, share))


@given(arrays(np.uint8, st.tuples(st.integers(1, 20), st.integers(1, 20), st.just(3))), SHARES)
def test_of_each_channel(pixels: np.ndarray, share: float) -> None:
    expected = np.percentile(pixels.reshape(-1, 3), share, axis=0)
    assert np.allclose(percentile_of_each_channel(pixels, share), expected)


def test_of_a_slice_of_a_picture() -> None:
    grey = np.arange(200, dtype=np.uint8).reshape(10, 20)
    assert percentile(grey[2:8, 3:9], 75) == np.percentile(grey[2:8, 3:9], 75)

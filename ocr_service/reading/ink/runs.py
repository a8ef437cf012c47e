"""Unbroken stretches in a row of flags."""

import numpy as np
from numpy.typing import NDArray


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where `flags` is true without a break: (first, one past last), in order."""
    edges = np.flatnonzero(np.diff(np.pad(flags.astype(np.int8), 1)))
    return [(int(first), int(end)) for first, end in zip(edges[::2], edges[1::2], strict=True)]

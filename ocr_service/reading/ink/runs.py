"""Unbroken stretches in a row of flags."""

import numpy as np
from numpy.typing import NDArray


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where `flags` is true without a break: (first, one past last), in order."""
    if not flags.size:
        return []
    changes = (np.flatnonzero(flags[1:] != flags[:-1]) + 1).tolist()
    edges = [*([0] if flags[0] else []), *changes, *([len(flags)] if flags[-1] else [])]
    return list(zip(edges[::2], edges[1::2], strict=True))

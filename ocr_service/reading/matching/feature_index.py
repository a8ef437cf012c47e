"""Which of many reference pages share features with a scan, without comparing it with each of them."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

_TABLES: Final = 10
_KEY_BITS: Final = 20


class FeatureIndex:
    """Locality-sensitive hashing of binary descriptors by bit sampling (Indyk and Motwani 1998).

    In each of a few tables a descriptor's key is a fixed random choice of its bits: like descriptors often share a key,
    unlike ones hardly ever. A look-up costs the same for fifty pages as for one but for the longer lists of entries.
    """

    def __init__(self, descriptors: Sequence[NDArray[np.uint8]]) -> None:
        """One array of descriptors, shape (n, 32), for each page; a page is known by its place in the sequence."""
        random = np.random.default_rng(20111106)
        self._pages = len(descriptors)
        self._bits = [np.sort(random.choice(256, _KEY_BITS, replace=False)) for _ in range(_TABLES)]
        self._sizes = np.array([max(1, len(part)) for part in descriptors], np.float64)
        owners = np.repeat(np.arange(self._pages), [len(part) for part in descriptors])
        stacked = np.concatenate(descriptors) if descriptors else np.zeros((0, 32), np.uint8)
        self._tables = [self._sorted_entries(self._keys(stacked, bits), owners) for bits in self._bits]

    @staticmethod
    def _sorted_entries(keys: NDArray[np.int64], owners: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
        """Pairs (key, page), each once, sorted by key."""
        pairs = np.unique(np.stack([keys, owners], axis=1), axis=0) if len(keys) else np.zeros((0, 2), np.int64)
        return pairs[:, 0], pairs[:, 1]

    @staticmethod
    def _keys(descriptors: NDArray[np.uint8], bits: NDArray[np.int64]) -> NDArray[np.int64]:
        chosen = (descriptors[:, bits // 8] >> (7 - bits % 8).astype(np.uint8)) & 1
        return chosen.astype(np.int64) @ (1 << np.arange(_KEY_BITS, dtype=np.int64))

    def votes(self, descriptors: NDArray[np.uint8]) -> NDArray[np.float64]:
        """How much each page shares with the given descriptors, shape (pages,); more is more alike.

        A key counts less the more pages have it (inverse document frequency, Sivic and Zisserman 2003): features that
        all forms share, such as the corners of tables, say nothing.
        """
        votes = np.zeros(self._pages)
        for (keys, pages), bits in zip(self._tables, self._bits, strict=True):
            wanted = np.unique(self._keys(descriptors, bits))
            first = np.searchsorted(keys, wanted, "left")
            counts = np.searchsorted(keys, wanted, "right") - first
            found = counts > 0
            first, counts = first[found], counts[found]
            weights = np.repeat(np.log1p(self._pages / counts), counts)
            places = np.repeat(first - np.concatenate([[0], np.cumsum(counts)[:-1]]), counts) + np.arange(counts.sum())
            votes += np.bincount(pages[places], weights=weights, minlength=self._pages)
        return np.asarray(votes / np.sqrt(self._sizes))

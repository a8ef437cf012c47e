"""Finds the entries of a list that share the most pairs of neighbouring characters with what was read.

An inverted index over character pairs (bigrams, the beginning and the end of an entry among them), a rare pair counting
for more than a common one (inverse document frequency, Spärck Jones 1972). One wrong character costs two pairs.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

# Stands before the first and behind the last character of an entry.
EDGE: Final = "\n"
_BITS: Final = 21


class EntryIndex:
    """The pairs of all entries; eight bytes for each character of the list."""

    def __init__(self, entries: Sequence[str]) -> None:
        self._entries = len(entries)
        text = EDGE + EDGE.join(entries) + EDGE
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
        pairs = codes[:-1] << _BITS | codes[1:]
        owners = np.cumsum(codes[:-1] == ord(EDGE)) - 1
        # The pair that ends an entry also begins with a character of its own; the edge itself opens the next one.
        order = np.argsort(pairs, kind="stable")
        self._pairs, starts = np.unique(pairs[order], return_index=True)
        self._starts: NDArray[np.int64] = np.append(starts, len(pairs))
        self._owners: NDArray[np.int32] = owners[order].astype(np.int32)

    def find(self, pairs: Sequence[tuple[str, str]], most: int) -> list[int]:
        """The numbers of at most `most` entries, best first; none shares nothing."""
        found: list[NDArray[np.int32]] = []
        weights: list[NDArray[np.float64]] = []
        for one, other in dict.fromkeys(pairs):
            code = ord(one) << _BITS | ord(other)
            place = int(np.searchsorted(self._pairs, code))
            if place == len(self._pairs) or self._pairs[place] != code:
                continue
            owners = self._owners[self._starts[place] : self._starts[place + 1]]
            found.append(owners)
            weights.append(np.full(len(owners), np.log(1.0 + self._entries / len(owners))))
        if not found:
            return []
        scores = np.bincount(np.concatenate(found), np.concatenate(weights), minlength=self._entries)
        best = np.argpartition(-scores, min(most, len(scores) - 1))[:most]
        return [int(number) for number in best[np.argsort(-scores[best], kind="stable")] if scores[number] > 0.0]

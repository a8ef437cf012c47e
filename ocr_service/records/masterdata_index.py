"""The index over a list's searched columns: which rows hold which pairs of neighbouring characters.

An inverted index over character pairs (bigrams, the beginning and the end of a value among them), as
`reading.decoding.entry_index` has it in memory, but in the database and built block by block: a million rows are
indexed in bounded memory, and a value of any length is found by as many short look-ups as it has characters. Figures
and Latin letters are so few that a pair of them tells little: three in a row (trigrams) are indexed, too.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocr_service.reading.decoding.lexicons import plain_entry
from ocr_service.records.masterdata import MasterdataPair

# Stands before the first and behind the last character of a value; no value has it.
EDGE: Final = "\n"
# Rows that were added one by one, after the load.
ADDED: Final = -1
_BITS: Final = 21
# No character has this number: three ASCII characters of seven bits each follow instead of a second one.
_THREE: Final = 0x180000
# Rows that are compared one by one rather than narrowed down any further.
_FEW: Final = 60
# A pair in more rows than this is followed block by block, and such pairs are weighed up to so many rows in all.
_LONG: Final = 200_000
_MOST_WEIGHED: Final = 1_500_000
_NUMBER: Final = np.dtype("<u4")


def plain(value: str) -> str:
    """How values are compared when they are searched: spaces, the width and the case of characters do not count."""
    return plain_entry(value).casefold()


def pair_codes(text: str, column: int) -> list[int]:
    """The pairs and threes of a text, each as one integer with the number of its column."""
    points = [ord(character) for character in text]
    pairs = [one << _BITS | other for one, other in pairwise(points)]
    threes = [
        _THREE << _BITS | one << 14 | other << 7 | third
        for one, other, third in zip(points, points[1:], points[2:], strict=False)
        if max(one, other, third) < 128
    ]
    return [column << 2 * _BITS | code for code in (*pairs, *threes)]


def index_block(columns: Sequence[Sequence[str]], numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """For each pair of a block of rows the numbers of the rows that have it, as `MasterdataPair.rows`.

    `columns` holds, for each searched column, the rows' plain values, beside `numbers`.
    """
    rows = np.asarray(numbers, _NUMBER)
    for column, values in enumerate(columns):
        text = EDGE + EDGE.join(values) + EDGE
        points = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.int64)
        pairs = points[:-1] << _BITS | points[1:]
        owners = np.cumsum(points[:-1] == ord(EDGE)) - 1
        latin = points < 128
        within = np.flatnonzero(latin[:-2] & latin[1:-1] & latin[2:] & (points[1:-1] != ord(EDGE)))
        threes = _THREE << _BITS | points[within] << 14 | points[within + 1] << 7 | points[within + 2]
        pairs = np.concatenate([pairs, threes]) | column << 2 * _BITS
        owners = np.concatenate([owners, owners[within]])
        order = np.lexsort((owners, pairs))
        pairs, owners = pairs[order], owners[order]
        # A value that has a pair twice stands there once.
        new = np.append(True, (pairs[1:] != pairs[:-1]) | (owners[1:] != owners[:-1]))
        pairs, owners = pairs[new], owners[new]
        starts = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1]))
        ends = np.append(starts[1:], len(pairs))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            yield int(pairs[start]), rows[owners[start:end]].tobytes()


def add_to_index(session: Session, version_id: int, added: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Indexes rows that were added after the load: their numbers, each higher than those before, with their plain
    values, column by column."""
    numbers: dict[int, list[int]] = {}
    for number, values in added:
        codes = {code for column, value in enumerate(values) for code in pair_codes(EDGE + value + EDGE, column)}
        for code in codes:
            numbers.setdefault(code, []).append(number)
    of_block = select(MasterdataPair).where(MasterdataPair.version_id == version_id, MasterdataPair.block == ADDED)
    there = {pair.pair: pair for pair in session.scalars(of_block.where(MasterdataPair.pair.in_(sorted(numbers))))}
    for code, own in sorted(numbers.items()):
        rows = np.asarray(own, _NUMBER).tobytes()
        if code in there:
            there[code].rows += rows
        else:
            session.add(MasterdataPair(version_id=version_id, pair=code, block=ADDED, rows=rows))


def rows_with_all(session: Session, version_id: int, codes: Sequence[int], most: int) -> list[int]:
    """Numbers of rows that have all the pairs, and of some that have not, where that is cheaper than to find out.

    Every row that has them is among them, unless there are more than `most`: then it is the first ones.
    """
    sizes = _sizes(session, version_id, codes)
    if any(code not in sizes for code in codes):
        return []
    rarest_first = sorted(sizes, key=lambda code: sum(sizes[code].values()))
    if not rarest_first:
        return []
    if sum(sizes[rarest_first[0]].values()) <= _LONG:
        return _narrow(session, version_id, rarest_first, None, most)
    # All of the pairs are in very many rows: enough of those are found in the first blocks.
    found: list[int] = []
    for block in sorted(sizes[rarest_first[0]]):
        if all(block in sizes[code] for code in rarest_first):
            in_block = sorted(rarest_first, key=lambda code: sizes[code][block])
            found += _narrow(session, version_id, in_block, block, most)
        if len(found) >= most:
            break
    return found[:most]


def rows_sharing_most(
    session: Session, version_id: int, codes: Sequence[int], *, entries: int, last: int, most: int
) -> list[int]:
    """The numbers of at most `most` of the `entries` rows that share most of the pairs, rare ones counting for more
    (inverse document frequency, Spärck Jones 1972), best first. `last` is the highest number of a row.
    """
    sizes = {code: sum(blocks.values()) for code, blocks in _sizes(session, version_id, codes).items()}
    scores = np.zeros(last + 1, np.float32)
    weighed = 0
    for code in sorted(sizes, key=lambda one: sizes[one]):
        if weighed and weighed + sizes[code] > _MOST_WEIGHED:
            break  # what so many rows have tells little
        weighed += sizes[code]
        scores[_load(session, version_id, code)] += np.log(1.0 + entries / sizes[code])
    best = np.argpartition(-scores, min(most, last))[:most]
    return [int(number) for number in best[np.argsort(-scores[best], kind="stable")] if scores[number] > 0.0]


def _narrow(session: Session, version_id: int, codes: Sequence[int], block: int | None, most: int) -> list[int]:
    """Pair by pair, until so few rows are left that whoever asks compares them itself."""
    found = _load(session, version_id, codes[0], block)
    for code in codes[1:]:
        if len(found) <= _FEW:
            break
        others = _load(session, version_id, code, block)
        places = np.minimum(np.searchsorted(others, found), len(others) - 1)
        found = found[others[places] == found]
    return [int(number) for number in found[:most]]


def _sizes(session: Session, version_id: int, codes: Iterable[int]) -> dict[int, dict[int, int]]:
    """In how many rows of each block each of the pairs is; without those that are in none."""
    wanted = select(MasterdataPair.pair, MasterdataPair.block, func.length(MasterdataPair.rows)).where(
        MasterdataPair.version_id == version_id, MasterdataPair.pair.in_(sorted(set(codes)))
    )
    sizes: dict[int, dict[int, int]] = {}
    for pair, block, size in session.execute(wanted):
        sizes.setdefault(pair, {})[block] = size // _NUMBER.itemsize
    return sizes


def _load(session: Session, version_id: int, code: int, block: int | None = None) -> NDArray[np.uint32]:
    """The rows that have the pair, in order."""
    wanted = select(MasterdataPair.block, MasterdataPair.rows).where(
        MasterdataPair.version_id == version_id, MasterdataPair.pair == code
    )
    if block is not None:
        wanted = wanted.where(MasterdataPair.block == block)
    # Rows that were added later have the highest numbers.
    parts = sorted(session.execute(wanted), key=lambda part: (part[0] == ADDED, part[0]))
    return np.concatenate([np.frombuffer(rows, _NUMBER) for _, rows in parts])

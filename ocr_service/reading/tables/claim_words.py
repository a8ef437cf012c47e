"""Which column each word of a table belongs to: a word that runs over a column's edge is never cut in half."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.ink.runs import runs
from ocr_service.reading.tables.table_body import Mask

# Characters and words nearer than this across belong together; strokes nearer than this down, too.
_WORD_GAP_MM: Final = 1.9
_STROKE_GAP_MM: Final = 0.35
# A word leans over an edge by no more than this without being taken for one that runs on into the next column.
_LEANS_MM: Final = 0.7
# An overhanging word belongs to the column that holds so much of it, wherever it begins.
_MOSTLY: Final = 0.7
# Two columns' entries touch where a gap near their edge is wider than this, and than the gaps within the words.
_PARTING_MM: Final = 0.55
_NEAR_EDGE_MM: Final = 1.6
_THIN_MM: Final = 0.7
_HUGS_MM: Final = 1.0
_WIDER_THAN_USUAL: Final = 1.7


@dataclass(frozen=True, kw_only=True)
class Word:
    """A run of ink: its bounds in pixels (one past the last), its column, and how it keeps to it.

    `runs_over` says that it goes on into the next column, `unclear` that it may be two columns' entries that touch.
    """

    left: int
    top: int
    right: int
    bottom: int
    column: int
    area: int
    runs_over: bool = False
    unclear: bool = False


def claim_words(ink: Mask, edges: Sequence[tuple[int, int]], parted: Sequence[bool], scale: float) -> list[Word]:
    """The words of a part of a table.

    `edges` are the left and right edge of each column in pixels of `ink`; `parted` says for each pair of neighbours
    whether a ruling stands between them: nothing runs over it.
    """
    free = ink.copy()
    reach = max(1, round(0.25 * scale))
    for ruled, (_, right), (left, _) in zip(parted, edges[:-1], edges[1:], strict=True):
        if ruled:
            middle = (right + left) // 2
            free[:, max(middle - reach, 0) : middle + reach + 1] = False
    kernel = np.ones((max(1, round(_STROKE_GAP_MM * scale)), max(2, round(_WORD_GAP_MM * scale))), np.uint8)
    padded = cv2.copyMakeBorder(free.astype(np.uint8), 0, 0, kernel.shape[1], kernel.shape[1], cv2.BORDER_CONSTANT)
    joined = cv2.morphologyEx(padded, cv2.MORPH_CLOSE, kernel)[:, kernel.shape[1] : -kernel.shape[1]].copy()
    for ruled, (_, right), (left, _) in zip(parted, edges[:-1], edges[1:], strict=True):
        if ruled:
            joined[:, (right + left) // 2] = 0
    _, found = cv2.connectedComponents(joined, connectivity=4)
    parts = np.where(free, found, 0).astype(np.int32)
    ruled_edges = [
        (right + left) / 2 for one, (_, right), (left, _) in zip(parted, edges[:-1], edges[1:], strict=True) if one
    ]
    words: list[Word] = []
    for (x, y), own in _parts_of(parts):
        if not _is_left_of_ruling(own, x, ruled_edges, scale):
            words += _place(own, x, y, edges, scale)
    return words


def _is_left_of_ruling(own: Mask, x: int, ruled_edges: Sequence[float], scale: float) -> bool:
    """Whether a thin upright stroke hugs a ruling: what is left of it where the paper bends."""
    height, width = own.shape
    middle = x + width / 2
    thin = width <= _THIN_MM * scale and height >= 2 * width
    return thin and any(abs(middle - edge) <= _HUGS_MM * scale for edge in ruled_edges)


def _parts_of(parts: NDArray[np.int32]) -> list[tuple[tuple[int, int], Mask]]:
    """Each part's upper left corner (x, y) and its own ink, cut tight."""
    found: list[tuple[tuple[int, int], Mask]] = []
    flat = np.flatnonzero(parts)
    labels = parts.ravel()[flat]
    order = np.argsort(labels, kind="stable")
    for group in np.split(flat[order], np.flatnonzero(np.diff(labels[order])) + 1):
        if not len(group):
            continue
        rows, columns = np.divmod(group, parts.shape[1])
        own: Mask = np.zeros((int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1), np.bool_)
        own[rows - rows.min(), columns - columns.min()] = True
        found.append(((int(columns.min()), int(rows.min())), own))
    return found


def _place(own: Mask, x: int, y: int, edges: Sequence[tuple[int, int]], scale: float) -> list[Word]:
    """The word at (x, y), or its parts where it is several columns' entries that touch."""
    profile = own.sum(axis=0)
    share = [float(profile[max(left - x, 0) : max(right - x, 0)].sum()) for left, right in edges]
    area = int(profile.sum())
    if sum(share) == 0:
        return []
    leans = _LEANS_MM * scale
    right, bottom = x + own.shape[1], y + own.shape[0]
    inside = [index for index, (first, last) in enumerate(edges) if x >= first - leans and right <= last + leans]
    column = int(np.argmax(share))
    if column in inside or share[column] >= 0.97 * area:
        return [Word(left=x, top=y, right=right, bottom=bottom, column=column, area=area)]
    touched = [index for index, part in enumerate(share) if part > 0]
    for left_column, right_column in pairwise(touched):
        edge = (edges[left_column][1] + edges[right_column][0]) // 2 - x
        gap = _parting_gap(profile, edge, scale)
        if gap is not None:
            return _place(own[:, :gap], x, y, edges, scale) + _place(own[:, gap:], x + gap, y, edges, scale)
    begins = touched[0]
    owner = column if share[column] >= _MOSTLY * area else begins
    unclear = share[owner] < 0.5 * area
    return [
        Word(
            left=x,
            top=y,
            right=right,
            bottom=bottom,
            column=owner,
            area=area,
            runs_over=owner == begins,
            unclear=unclear,
        )
    ]


def _parting_gap(profile: NDArray[np.int64], edge: int, scale: float) -> int | None:
    """The middle of a gap near the edge that is wider than those within the word; None where there is none."""
    gaps = [(start, end) for start, end in runs(profile == 0) if start > 0 and end < len(profile)]
    if not gaps:
        return None
    usual = float(np.median([end - start for start, end in gaps]))
    near = [(start, end) for start, end in gaps if abs((start + end) / 2 - edge) <= _NEAR_EDGE_MM * scale]
    if not near:
        return None
    start, end = max(near, key=lambda gap: gap[1] - gap[0])
    others = [gap[1] - gap[0] for gap in gaps if gap != (start, end)]
    needed = max(_PARTING_MM * scale, _WIDER_THAN_USUAL * (usual if others else 0.0))
    return (start + end) // 2 if end - start >= needed else None

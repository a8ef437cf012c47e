"""Matches the features of two pictures of the same page and finds the way from the one to the other."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ocr_service.reading.matching.find_features import Features
from ocr_service.reading.matching.fit_plane import fit_plane
from ocr_service.reading.matching.homography import Matrix, map_points

# Lowe's ratio: the second-best match must be this much worse, which drops table corners that all look the same.
_RATIO: Final = 0.82
# Descriptors of different things differ in so many of their 256 bits at least.
_UNLIKE: Final = 70.0
# Pixels on the reduced picture that a match may lie off the homography.
_TOLERANCE_PX: Final = 5.0
# Points of the scan this near to each other (pixels) are one: a corner is found on several levels of the pyramid.
_ONE_POINT_PX: Final = 3.0
# Matches of one page turn alike and grow alike: those that share a bin of the turn (degrees) and of the growth
# (logarithm to the base 2) or lie in the next ones. A slanted photo stays within.
_TURN_BIN: Final = 20.0
_GROWTH_BIN: Final = 0.5
_FEWEST: Final = 5
# Of a page that is known to lie about so, features are looked for within such a turn (degrees) and growth (logarithm
# to the base 2).
_LAID_TURN: Final = 25.0
_LAID_GROWTH: Final = 0.6


@dataclass(frozen=True, kw_only=True, eq=False)
class _Matches:
    """Which of the reference's features were found as which of the scan's: both of shape (n,)."""

    known: NDArray[np.int64]
    seen: NDArray[np.int64]

    def only(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> "_Matches":
        return _Matches(known=self.known[which], seen=self.seen[which])


@dataclass(frozen=True, kw_only=True, eq=False)
class Match:
    """`matrix` leads from the reference's pixels to the scan's; `inliers` matches agree with it.

    `known` and `seen` are the points of all matches on the reference and on the scan, in pixels, shape (n, 2) each.
    """

    matrix: Matrix
    inliers: int
    known: NDArray[np.float32]
    seen: NDArray[np.float32]


def match_features(reference: Features, scan: Features) -> Match | None:
    """The way from the reference's pixels to the scan's that most matches agree with, or None.

    Brute-force matching with the ratio test, then only matches that turn and grow alike (a coarse Hough vote;
    both Lowe 2004), each point of the scan once, then a robust fit.
    """
    if len(reference.points) < _FEWEST or len(scan.points) < _FEWEST:
        return None
    return _fit(_matched(reference, scan), reference, scan)


def match_laid_features(reference: Features, scan: Features, laid: Matrix, reach_px: float) -> Match | None:
    """As `match_features`, for a page that lies about where `laid` puts it (the reference's pixels -> the scan's).

    A feature is then compared with those within `reach_px` of its place only, across and down, so that figures and
    short labels that stand on the page many times over can be told apart.
    """
    if len(reference.points) < _FEWEST or len(scan.points) < _FEWEST:
        return None
    places = map_points(laid, reference.points).astype(np.float32)
    turns = (reference.turns + np.degrees(np.arctan2(laid[1, 0], laid[0, 0]))).astype(np.float32)
    growths = np.log2(reference.sizes * np.hypot(laid[0, 0], laid[1, 0])).astype(np.float32)
    near = np.abs(scan.points[None, :, 0] - places[:, None, 0]) < reach_px
    near &= np.abs(scan.points[None, :, 1] - places[:, None, 1]) < reach_px
    near &= np.abs(np.log2(scan.sizes)[None] - growths[:, None]) < _LAID_GROWTH
    known, seen = np.nonzero(near)
    turned = np.abs((scan.turns[seen] - turns[known] + 180.0) % 360.0 - 180.0)
    near[known, seen] = turned < _LAID_TURN
    return _fit(_matched(reference, scan, near), reference, scan)


def _fit(matches: _Matches, reference: Features, scan: Features) -> Match | None:
    alike = _alike(matches, reference, scan)
    if len(alike.known) < _FEWEST:
        return None
    known, seen = reference.points[alike.known], scan.points[alike.seen]
    fit = fit_plane(known, seen, _TOLERANCE_PX)
    return None if fit is None else Match(matrix=fit.matrix, inliers=fit.inliers, known=known, seen=seen)


def _matched(reference: Features, scan: Features, near: NDArray[np.bool_] | None = None) -> _Matches:
    """Matches that are clear, the best one for each point of the scan; only such pairs as are `near`, if it is given.

    Without that, many of the reference's features that look the same meet in one point of the scan, and a map that
    draws the whole page together there has more matches for it than the right one.
    """
    nearest, first, second = _nearest_two(reference, scan, near)
    # Where nothing else was near, the second-best is as far as things that are not alike.
    clear = np.flatnonzero(first < _RATIO * np.where(np.isfinite(second), second, _UNLIKE))
    clear = clear[np.argsort(first[clear], kind="stable")]
    seen = nearest[clear]
    places = np.round(scan.points[seen] / _ONE_POINT_PX)
    _, firsts = np.unique(places, axis=0, return_index=True)
    return _Matches(known=clear, seen=seen).only(np.sort(firsts))


def _nearest_two(
    reference: Features, scan: Features, near: NDArray[np.bool_] | None
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.float32]]:
    """The scan's most alike feature for each of the reference's, in how many bits it differs, and the next one's.

    Infinite where there is none. As a product of matrices of +1 and -1, two thirds of the time of comparing bits.
    """
    alike = reference.signs @ scan.signs.T
    if near is not None:
        alike[~near] = -np.inf
    rows, bits = np.arange(len(alike)), reference.signs.shape[1]
    nearest = alike.argmax(axis=1)
    first = alike[rows, nearest]
    alike[rows, nearest] = -np.inf
    return nearest, (bits - first) / 2, (bits - alike.max(axis=1)) / 2


def _alike(matches: _Matches, reference: Features, scan: Features) -> _Matches:
    """The matches that turn and grow as most others do."""
    if not len(matches.known):
        return matches
    count = round(360.0 / _TURN_BIN)
    # A turn of a hair less than nothing is rounded to a whole one.
    turns = ((scan.turns[matches.seen] - reference.turns[matches.known]) % 360.0 / _TURN_BIN).astype(np.int64) % count
    growths = np.round(np.log2(scan.sizes[matches.seen] / reference.sizes[matches.known]) / _GROWTH_BIN)
    growths = growths.astype(np.int64)
    growths -= growths.min() - 1
    votes = np.zeros((count, int(growths.max()) + 2))
    np.add.at(votes, (turns, growths), 1.0)
    around = sum(np.roll(votes, turn, axis=0) for turn in (-1, 0, 1))
    around = sum(np.roll(around, growth, axis=1) for growth in (-1, 0, 1))
    turn, growth = np.unravel_index(int(np.argmax(around)), votes.shape)
    apart = np.abs(turns - turn)
    return matches.only((np.minimum(apart, count - apart) <= 1) & (np.abs(growths - growth) <= 1))

"""Where a scan may show the catalogue's pages: first homographies from matched features, to be aligned and checked."""

import math
from collections.abc import Iterator, Sequence
from typing import Final, Literal

import numpy as np

from ocr_service.reading.matching.homography import Matrix, is_plausible, map_points, move
from ocr_service.reading.matching.match_features import Match, match_features, match_laid_features
from ocr_service.reading.matching.start import Start, start_from
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.reference_page import ReferencePage
from ocr_service.reading.side_by_side import side_by_side

# How a scan's features are chosen and matched: the strongest ones, those spread evenly, or those spread evenly with
# the page taken to fill the picture.
Way = Literal["strongest", "spread", "laid"]

# Print that agrees proves the page later; this many matches make it worth a look.
_LEAST_INLIERS: Final = 5
_LEAST_LAID_INLIERS: Final = 8
# Once a page matches well, others are compared only where they have this share of the most alike one's votes.
_WORTH_COMPARING: Final = 0.7
_MANY_INLIERS: Final = 30
# A page fills a picture whose proportions are the page's within this factor; its points then lie within this share of
# the picture's longer side of where they would lie if it filled it exactly.
_PROPORTIONS: Final = 1.25
_FILLS_WITHIN: Final = 0.12


def find_starts(
    view: PageView, catalogue: Catalogue, likely: Sequence[tuple[ReferencePage, float]], way: Way
) -> list[tuple[ReferencePage, Start]]:
    """Where the scan may show each of the pages, which come with their votes; the most inliers first."""
    # What the other ways ask of the catalogue is made when first asked for, by one at a time.
    at_once = sum(votes >= _WORTH_COMPARING for _, votes in likely) if way == "strongest" else 0
    alike, others = [reference for reference, _ in likely[:at_once]], likely[at_once:]
    found = side_by_side(lambda reference: _start(view, catalogue, reference, way), alike)
    starts = [(reference, start) for reference, start in zip(alike, found, strict=True) if start is not None]
    for reference, votes in others:
        if votes < _WORTH_COMPARING and any(start.inliers >= _MANY_INLIERS for _, start in starts):
            break
        start = _start(view, catalogue, reference, way)
        if start is not None:
            starts.append((reference, start))
    return sorted(starts, key=lambda one: -one[1].inliers)


def _start(view: PageView, catalogue: Catalogue, reference: ReferencePage, way: Way) -> Start | None:
    match = _match(view, catalogue, reference, way)
    if match is None or match.inliers < (_LEAST_LAID_INLIERS if way == "laid" else _LEAST_INLIERS):
        return None
    start = start_from(match, reference.from_mm, view.factor)
    return start if is_plausible(start.to_pixels, reference.size_mm, view.size) else None


def _match(view: PageView, catalogue: Catalogue, reference: ReferencePage, way: Way) -> Match | None:
    if way == "strongest":
        return match_features(reference.features, view.features)
    known = catalogue.spread_features_of(reference)
    if way == "spread":
        return match_features(known, view.spread_features)
    picture = (view.small.shape[1], view.small.shape[0])
    reach = _FILLS_WITHIN * max(picture)
    found = (match_laid_features(known, view.spread_features, laid, reach) for laid in _laid(reference, picture))
    return max(filter(None, found), key=lambda fit: fit.inliers, default=None)


def _laid(reference: ReferencePage, picture: tuple[int, int]) -> Iterator[Matrix]:
    """The reference's pixels -> the picture's, in each of the turns in which the page fills it."""
    width, height = map_points(reference.from_mm, np.array([reference.size_mm]))[0].tolist()
    for quarters in range(4):
        across, down = (width, height) if quarters % 2 == 0 else (height, width)
        by_width, by_height = picture[0] / across, picture[1] / down
        if not 1.0 / _PROPORTIONS < by_width / by_height < _PROPORTIONS:
            continue
        scale, turn = math.sqrt(by_width * by_height), math.radians(90.0 * quarters)
        cosine, sine = scale * math.cos(turn), scale * math.sin(turn)
        turned = np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])
        yield move(picture[0] / 2, picture[1] / 2) @ turned @ move(-width / 2, -height / 2)

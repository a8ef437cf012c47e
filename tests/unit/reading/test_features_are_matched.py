import numpy as np
import pytest

from ocr_service.reading.matching.find_features import Features
from ocr_service.reading.matching.match_features import match_features, match_laid_features

RANDOM = np.random.default_rng(5)
COUNT = 60


def features(points, descriptors, turns=None, sizes=None):
    count = len(points)
    return Features(
        points=np.asarray(points, np.float32),
        descriptors=np.asarray(descriptors, np.uint8),
        turns=np.zeros(count, np.float32) if turns is None else np.asarray(turns, np.float32),
        sizes=np.full(count, 31.0, np.float32) if sizes is None else np.asarray(sizes, np.float32),
    )


def any_points(count=COUNT):
    return RANDOM.uniform(0, 1000, (count, 2))


def any_descriptors(count=COUNT):
    return RANDOM.integers(0, 256, (count, 32))


def test_many_features_that_meet_in_one_point_are_one_match():
    """Else a map that draws the whole page together there has more matches for it than the right one."""
    places, kinds = any_points(40), any_descriptors(12)
    crowd = np.repeat(any_descriptors(1), 28, axis=0)
    reference = features(places, np.vstack([kinds, crowd]))
    scan = features(np.vstack([np.add(places[:12], (30, 50)), [[500, 500]]]), np.vstack([kinds, crowd[:1]]))
    match = match_features(reference, scan)
    assert match.inliers == 12
    assert match.matrix[:2, 2] == pytest.approx((30, 50), abs=0.1)


def test_matches_that_turn_otherwise_than_most_are_left_out():
    places, kinds = any_points(), any_descriptors()
    turns = np.full(COUNT, 90.0)
    turns[:20] = RANDOM.uniform(150, 330, 20)
    match = match_features(features(places, kinds), features(places @ [[0, 1], [-1, 0]], kinds, turns))
    assert len(match.known) == COUNT - 20


def test_a_turn_of_a_hair_less_than_nothing_is_none():
    places, kinds = any_points(), any_descriptors()
    reference = features(places, kinds, np.full(COUNT, 1e-6))
    assert match_features(reference, features(places, kinds, np.zeros(COUNT))).inliers == COUNT


def test_a_label_that_stands_on_the_page_twice_is_known_by_its_place():
    places, kinds = any_points(20), any_descriptors(20)
    twice = np.vstack([places, np.add(places, (0, 400))])
    both = np.vstack([kinds, kinds])
    assert match_features(features(twice, both), features(twice, both)) is None
    match = match_laid_features(features(twice, both), features(np.add(twice, (40, -30)), both), np.eye(3), 100.0)
    assert match.inliers == 40
    assert match.matrix[:2, 2] == pytest.approx((40, -30), abs=0.1)


def test_nothing_is_matched_with_an_empty_page():
    reference = features(any_points(), any_descriptors())
    empty = features(np.zeros((0, 2)), np.zeros((0, 32)))
    assert match_features(reference, empty) is None
    assert match_laid_features(reference, empty, np.eye(3), 100.0) is None

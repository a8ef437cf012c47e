import cv2
import numpy as np
import pytest

from ocr_service.reading.matching.homography import map_points
from samples.generator.conditions import Step, at_resolution, margin_lost, photographed, skewed, turned
from samples.generator.planes import degrade_traced

DPI = 150.0
SPOTS_MM = np.array([[20.0, 15.0], [90.0, 20.0], [55.0, 60.0], [25.0, 80.0]])


@pytest.mark.parametrize(
    "steps",
    [
        (skewed(2.5),),
        (turned(90),),
        (turned(180), skewed(-1.5)),
        (turned(270), at_resolution(100)),
        (margin_lost("left", 6.0), margin_lost("top", 3.0), at_resolution(110)),
        (photographed("wood", 0.04, 5.0, 0.2, 1100),),
        (skewed(1.0), photographed("dark", 0.03, -7.0, 0.3, 1200)),
    ],
    ids=lambda steps: "+".join(step["step"] for step in steps),
)
def test_spots_are_found_where_the_plane_says(steps: tuple[Step, ...]) -> None:
    page = np.full((590, 710, 3), 255, np.uint8)
    for x, y in SPOTS_MM * DPI / 25.4 - 0.5:
        cv2.circle(page, (round(x * 16), round(y * 16)), 8 * 16, (0, 0, 0), -1, cv2.LINE_AA, shift=4)
    picture, plane = degrade_traced(page, list(steps), DPI, seed=11)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    for x, y in map_points(plane, SPOTS_MM):
        left, top = round(x) - 14, round(y) - 14
        around = 255.0 - grey[max(top, 0) : top + 29, max(left, 0) : left + 29]
        ink = np.clip(around - np.median(around) - 30, 0, None)
        rows, columns = np.mgrid[0 : ink.shape[0], 0 : ink.shape[1]]
        centre = ((columns * ink).sum() / ink.sum() + max(left, 0), (rows * ink).sum() / ink.sum() + max(top, 0))
        assert np.hypot(centre[0] - x, centre[1] - y) < 0.6

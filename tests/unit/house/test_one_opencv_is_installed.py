"""Every opencv distribution writes the same ``cv2`` folder; two of them break each other silently."""

from importlib.metadata import distributions


def test_exactly_one_opencv_distribution_is_installed() -> None:
    found = [d.name for d in distributions() if d.name.startswith("opencv-")]
    assert found == ["opencv-contrib-python"]

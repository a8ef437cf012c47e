"""What a scan looks like to those who are told where its zones truly lie: upright, and each zone cut out."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from ocr_service.forms.geometry import MM_PER_INCH, Box
from ocr_service.reading.matching.homography import Matrix, frame_to_pixels, map_points
from samples.generator.planes import quarter_turn

# Tesseract wants 300 dpi.
ZONE_DPI = 300.0


def upright(scan: Path, to_pixels: Matrix, folder: Path) -> tuple[Path, Matrix]:
    """The scan's picture turned by right angles until it stands upright, and the plane on it.

    Full-page readers are given it, for they have no template that says which way is up.
    """
    picture = cv2.imread(str(scan))
    across = np.diff(map_points(to_pixels, np.array([[0.0, 0.0], [10.0, 0.0]])), axis=0)[0]
    quarters = round(np.degrees(np.arctan2(across[1], across[0])) / 90) % 4
    if not quarters:
        return scan, to_pixels
    height, width = picture.shape[:2]
    turned = folder / "upright.png"
    cv2.imwrite(str(turned), np.rot90(picture, quarters), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return turned, quarter_turn(width, height, quarters * 90) @ to_pixels


def cut_zones(scan: Path, to_pixels: Matrix, boxes: Sequence[Box], folder: Path) -> list[Path]:
    """Each box (mm) as an upright grey picture of its own at `ZONE_DPI`, where it truly lies."""
    picture = cv2.imread(str(scan), cv2.IMREAD_GRAYSCALE)
    crops = []
    for number, box in enumerate(boxes):
        size = (round(box.width * ZONE_DPI / MM_PER_INCH), round(box.height * ZONE_DPI / MM_PER_INCH))
        to_mm = np.array([[1, 0, box.x], [0, 1, box.y], [0, 0, 1]]) @ np.linalg.inv(frame_to_pixels(ZONE_DPI))
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        crop = cv2.warpPerspective(picture, to_pixels @ to_mm, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        crops.append(folder / f"zone-{number:03d}.png")
        cv2.imwrite(str(crops[-1]), crop, [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return crops

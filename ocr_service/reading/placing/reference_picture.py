"""A reference page's picture at its own resolution, from which the blank form's zones are cut."""

from dataclasses import dataclass

import cv2
import numpy as np

from ocr_service.forms.geometry import MM_PER_INCH, Box
from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.pages import Pixels


@dataclass(frozen=True, kw_only=True, eq=False)
class ReferencePicture:
    """`grey` has shape (height, width), `dpi` is its resolution across and down."""

    grey: Pixels
    dpi: tuple[float, float]

    def cut(self, box: Box, width: int, height: int) -> Pixels:
        """The zone `box` (mm) of the blank page, grey, of `width` x `height` pixels; white beyond the page."""
        across, down = self.dpi[0] / MM_PER_INCH, self.dpi[1] / MM_PER_INCH
        to_crop = np.array(
            [
                [box.width * across / width, 0, (box.x + box.width / width / 2) * across - 0.5],
                [0, box.height * down / height, (box.y + box.height / height / 2) * down - 0.5],
            ]
        )
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cut = cv2.warpAffine(
            self.grey, to_crop, (width, height), flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=(255,)
        )
        return cut.astype(np.uint8, copy=False)


def decode_reference(package: TemplatePackage, number: int) -> ReferencePicture:
    """The picture of the template's page `number` (from 1). Raises ValueError where it cannot be decoded."""
    encoded = np.frombuffer(package.page_images[number - 1], np.uint8)
    grey = cv2.imdecode(encoded, cv2.IMREAD_GRAYSCALE) if encoded.size else None
    page = package.template.pages[number - 1]
    if grey is None:
        raise ValueError(f"{package.template.name}: the picture {page.image} cannot be decoded")
    width_mm, height_mm = page.size_mm
    dpi = (grey.shape[1] / width_mm * MM_PER_INCH, grey.shape[0] / height_mm * MM_PER_INCH)
    return ReferencePicture(grey=grey.astype(np.uint8, copy=False), dpi=dpi)

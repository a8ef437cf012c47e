"""A known form's page, prepared once: its features for finding it, its print for checking and aligning."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.forms.template import Field, Page, Table, Template, TemplatePackage
from ocr_service.reading.clean_page import Mask, adaptive_ink, shrink
from ocr_service.reading.matching.find_features import REFERENCE_SIDE_PX, Features, find_features, find_spread_features
from ocr_service.reading.matching.homography import Matrix, scale_to_pixels
from ocr_service.reading.pages import Pixels
from ocr_service.reading.placing.reference_picture import ReferencePicture, decode_reference

# The resolution at which print is compared: a stroke of 0.25 mm is one pixel wide.
FRAME_DPI: Final = 100.0
# Side of the patch around an anchor, and how far it must differ from its surroundings, in pixels at FRAME_DPI.
ANCHOR_PX: Final = 25
ANCHOR_REACH_PX: Final = 20
# How many, and how far apart, and how far around they are looked for: on a page that lies anyhow, and on one that is
# known to a few millimetres, where the crossings of a table's lines cannot be taken for each other any more.
_ANCHORS: Final = 90
_ANCHOR_DISTANCE_PX: Final = 32
_NEAR_ANCHORS: Final = 200
_NEAR_ANCHOR_DISTANCE_PX: Final = 22
NEAR_REACH_PX: Final = 10
# A patch that looks like this (correlation) a few pixels further on cannot tell where it belongs.
_SELF_LIKENESS: Final = 0.8
# A straight line this long (10 mm) is a ruling, not a stroke.
_RULING_PX: Final = 40
_TEXT_WEIGHT: Final = 0.2


@dataclass(frozen=True, kw_only=True, eq=False)
class ReferencePage:
    """One page of one template. `number` counts from 1; `features` are in pixels of the reduced reference picture,
    `from_mm` leads from millimetres to them.
    """

    package: TemplatePackage
    number: int
    features: Features
    from_mm: Matrix

    @property
    def template(self) -> Template:
        return self.package.template

    @property
    def layout(self) -> Page:
        return self.template.pages[self.number - 1]

    @property
    def size_mm(self) -> tuple[float, float]:
        return self.layout.size_mm

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for field in self.template.fields if field.page == self.number)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(part for table in self.template.tables if (part := table.part_on(self.number)) is not None)


@dataclass(frozen=True, kw_only=True, eq=False)
class Print:
    """What is printed on a reference page.

    `frame`: the picture at FRAME_DPI; `ink`: where every copy shows print (on the frame); `anchors`: places (x, y) on
    the frame that can be found again, shape (n, 2); `weights`: how much each says about where the zones lie, 0 to 1,
    shape (n,). `near_anchors` and their weights likewise: more places, which can be found again within NEAR_REACH_PX
    only.
    """

    frame: Pixels
    ink: Mask
    anchors: NDArray[np.int64]
    weights: NDArray[np.float64]
    near_anchors: NDArray[np.int64]
    near_weights: NDArray[np.float64]


def prepare_reference(package: TemplatePackage, number: int) -> ReferencePage:
    """Raises ValueError where the picture cannot be decoded, or is too small or too thin to have features."""
    grey = decode_reference(package, number).grey
    small = shrink(grey, max(grey.shape) / REFERENCE_SIDE_PX)
    width_mm, height_mm = package.template.pages[number - 1].size_mm
    try:
        features = find_features(small, of_reference=True)
    except cv2.error as error:
        name = package.template.pages[number - 1].image
        raise ValueError(f"{package.template.name}: the picture {name} is no page") from error
    return ReferencePage(
        package=package,
        number=number,
        features=features,
        from_mm=scale_to_pixels(small.shape[1] / width_mm, small.shape[0] / height_mm),
    )


def prepare_spread_features(page: ReferencePage) -> Features:
    """In the same pixels as `page.features`."""
    grey = decode_reference(page.package, page.number).grey
    return find_spread_features(shrink(grey, max(grey.shape) / REFERENCE_SIDE_PX), of_reference=True)


def prepare_print(page: ReferencePage, picture: ReferencePicture) -> Print:
    width_mm, height_mm = page.size_mm
    size = (round(width_mm / MM_PER_INCH * FRAME_DPI), round(height_mm / MM_PER_INCH * FRAME_DPI))
    frame = cv2.resize(picture.grey, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    anchors = _find_anchors(frame, page, _ANCHORS, _ANCHOR_DISTANCE_PX, ANCHOR_REACH_PX)
    near_anchors = _find_anchors(frame, page, _NEAR_ANCHORS, _NEAR_ANCHOR_DISTANCE_PX, NEAR_REACH_PX)
    ink = adaptive_ink(frame)
    return Print(
        frame=frame,
        ink=_find_print(frame, page),
        anchors=anchors,
        weights=_weigh_anchors(ink, anchors),
        near_anchors=near_anchors,
        near_weights=_weigh_anchors(ink, near_anchors),
    )


def _find_print(frame: Pixels, page: ReferencePage) -> Mask:
    """What every copy shows: the ink outside of fields, and the rulings of tables whose rows are a grid.

    The reference may be a filled copy: what stands inside its zones is an entry, not print.
    """
    ink = adaptive_ink(frame)
    rulings = np.logical_or(*_find_rulings(ink))
    for field in page.fields:
        x, y, width, height = field.box.to_pixels(FRAME_DPI)
        ink[max(y, 0) : y + height, max(x, 0) : x + width] = False
    for table in page.tables:
        x, y, width, height = table.box.to_pixels(FRAME_DPI)
        body = (slice(max(y, 0), y + height), slice(max(x, 0), x + width))
        ink[body] &= rulings[body] & (table.rows_by == "grid")
    return ink


def _find_rulings(ink: Mask) -> tuple[Mask, Mask]:
    """The horizontal and the vertical straight lines of at least _RULING_PX."""
    stroke = ink.astype(np.uint8)
    across = cv2.morphologyEx(stroke, cv2.MORPH_OPEN, np.ones((1, _RULING_PX), np.uint8)) > 0
    down = cv2.morphologyEx(stroke, cv2.MORPH_OPEN, np.ones((_RULING_PX, 1), np.uint8)) > 0
    return np.asarray(across), np.asarray(down)


def _weigh_anchors(ink: Mask, anchors: NDArray[np.int64]) -> NDArray[np.float64]:
    """Rulings bound the zones; text is set a little wider or narrower by each program that prints a form."""
    near = np.ones((ANCHOR_PX, ANCHOR_PX), np.uint8)
    across, down = (cv2.dilate(ruling.astype(np.uint8), near) > 0 for ruling in _find_rulings(ink))
    crossings = across & down
    return np.where(crossings[anchors[:, 1], anchors[:, 0]], 1.0, _TEXT_WEIGHT)


def _find_anchors(frame: Pixels, page: ReferencePage, most: int, distance: int, reach: int) -> NDArray[np.int64]:
    """Corners of print (Shi and Tomasi 1994), spread over the page, that look like nothing else nearby."""
    allowed = np.full(frame.shape, 255, np.uint8)
    half = ANCHOR_PX // 2
    allowed[:half], allowed[-half:], allowed[:, :half], allowed[:, -half:] = 0, 0, 0, 0
    for field in page.fields:
        # The zone's inside will be written over; its rulings, about a millimetre around its edge, will stay.
        box = field.box.grown(-1.0) if min(field.box.width, field.box.height) > 3 else field.box
        x, y, width, height = box.to_pixels(FRAME_DPI)
        allowed[max(y, 0) : y + height, max(x, 0) : x + width] = 0
    for table in page.tables:
        if table.rows_by != "grid":  # each copy has its rows elsewhere
            x, y, width, height = table.box.to_pixels(FRAME_DPI)
            allowed[max(y - half, 0) : y + height + half, max(x, 0) : x + width] = 0
    smooth = cv2.GaussianBlur(frame, (0, 0), 1.0)
    corners = cv2.goodFeaturesToTrack(smooth, most * 2, 0.02, distance, mask=allowed, blockSize=ANCHOR_PX // 2)
    if corners is None:
        return np.zeros((0, 2), np.int64)
    places = np.round(corners.reshape(-1, 2)).astype(np.int64)
    return np.array([place for place in places if _stands_out(frame, place, reach)][:most], np.int64).reshape(-1, 2)


def _stands_out(frame: Pixels, place: NDArray[np.int64], reach: int) -> bool:
    half = ANCHOR_PX // 2
    x, y = int(place[0]), int(place[1])
    patch = frame[y - half : y + half + 1, x - half : x + half + 1]
    top, left = max(y - half - reach, 0), max(x - half - reach, 0)
    around = frame[top : y + half + reach + 1, left : x + half + reach + 1]
    likeness = cv2.matchTemplate(around, patch, cv2.TM_CCOEFF_NORMED)
    row, column = y - half - top, x - half - left
    likeness[max(row - 3, 0) : row + 4, max(column - 3, 0) : column + 4] = -1
    return bool(likeness.max() < _SELF_LIKENESS)

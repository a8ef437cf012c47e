"""Words by which a row says that it is no item: totals, "blank below"; and marks that repeat the row above."""

import re
from collections.abc import Sequence
from typing import Final, Literal

import cv2
import numpy as np

from ocr_service.forms.geometry import MM_PER_INCH
from ocr_service.reading.ink.find_ink import find_ink
from ocr_service.reading.pages import Crop

# Always the whole text of the label: an item may begin with the same word (a total station, 合计器).
_TOTAL: Final = re.compile(
    r"(?:[(（]?(?:大写|小写|金额|数量|重量|件数|RMB|Total|人民币)+[)）]?)*"
    r"(?:合计|合計|总计|總計|共计|总合计|累计|(?:grand|sum)?totals?|sum)"
    r"(?:[(（]?(?:金额|数量|重量|件数|大写|小写|人民币|元|RMB|CNY|USD|amount|quantity|qty|total|net|gross|due)[)）]?)*[:：.]?",
    re.IGNORECASE,
)
_SUBTOTAL: Final = re.compile(
    r"(?:本页|本頁|page)?[-‐]?(?:小计|小計|sub[-‐]?totals?)[:：.]?|(?:本页|本頁)合[计計][:：.]?|pagetotals?[:：.]?",
    re.IGNORECASE,
)
_NOTHING_MORE: Final = re.compile(
    r"[-—*＊=.·(（【\[\"“]*"
    r"(?:以下空白|以下无正文|以下无内容|以下无|此处空白|本页空白|下空|空白|作废|nothingfollows|nofurtheritems|blankbelow"
    r"|endoflist|void|(?:this)?(?:space)?intentionallyleftblank)"
    r"[-—*＊=.·)）】\]\"”]*",
    re.IGNORECASE,
)
_DITTO: Final = re.compile(
    r"[-—–−]*(?:同上|仝上|同前|同|仝|〃|々|″|\"|“|”|''|’’|‘‘|,,|ditto\.?|do\.)[-—–−]*|[-—–−]+do[-—–−]+", re.IGNORECASE
)
# A ditto mark is two short strokes at this distance, lower than this share of the figures around.
_DITTO_APART_MM: Final = (0.15, 2.2)
_DITTO_HEIGHT: Final = 0.68
_DITTO_TOGETHER: Final = 0.48
_DITTO_STROKE_MM: Final = (0.5, 2.6)

RowLabel = Literal["total", "subtotal", "nothing-more"]


def label_of(texts: Sequence[str]) -> RowLabel | None:
    """What a row's texts (row label first, then its cells from left to right) say that it is; None for an item.

    A label may be printed across cells (合 | 计), so the texts are also tried joined from the left.
    """
    short = ["".join(text.split()) for text in texts]
    joined = ["".join(short[: end + 1]) for end in range(len(short))]
    for text in dict.fromkeys((*short, *joined)):
        if not 0 < len(text) <= 30:
            continue
        if _SUBTOTAL.fullmatch(text):
            return "subtotal"
        if _TOTAL.fullmatch(text):
            return "total"
    return "nothing-more" if _NOTHING_MORE.fullmatch("".join(short)) else None


def is_ditto(text: str) -> bool:
    """Whether the text says: the same as in the row above."""
    return _DITTO.fullmatch("".join(text.split())) is not None


def looks_like_ditto(crop: Crop, usual_height_mm: float) -> bool:
    """Whether the crop holds nothing but two short strokes side by side: recognisers read them as 11 or II.

    `usual_height_mm` is the height of the lines of text around.
    """
    scale = crop.dpi / MM_PER_INCH
    strokes = _strokes(crop, scale)
    if len(strokes) == 1:
        return _grown_together(crop, strokes[0], scale, usual_height_mm)
    if len(strokes) != 2:
        return False
    (one_left, one_top, one_right, one_bottom), (left, top, right, bottom) = strokes
    lowest, highest = _DITTO_STROKE_MM
    heights = [(one_bottom - one_top) / scale, (bottom - top) / scale]
    apart = (left - one_right) / scale
    beside = min(one_bottom, bottom) - max(one_top, top)
    return (
        all(lowest <= height <= min(highest, _DITTO_HEIGHT * usual_height_mm) for height in heights)
        and -0.3 <= apart <= _DITTO_APART_MM[1]
        and (right - one_left) / scale <= 3.5
        and beside >= 0.6 * min(one_bottom - one_top, bottom - top)
    )


def _grown_together(crop: Crop, stroke: tuple[int, int, int, int], scale: float, usual_height_mm: float) -> bool:
    """Whether one stroke is two that the scan has run together: low, as wide as high, and lighter in the middle."""
    left, top, right, bottom = stroke
    width, height = (right - left) / scale, (bottom - top) / scale
    if not (_DITTO_STROKE_MM[0] <= height <= _DITTO_TOGETHER * usual_height_mm and 0.8 <= width <= 2.2):
        return False
    ink = np.count_nonzero(find_ink(crop).mask[top:bottom, left:right], axis=0)
    third = max(1, len(ink) // 3)
    return bool(ink[third:-third].min(initial=height) <= 0.8 * min(ink[:third].max(), ink[-third:].max()))


def line_height_mm(crop: Crop) -> float:
    """The height in mm of the tallest stroke in the crop; 0 where it is blank."""
    scale = crop.dpi / MM_PER_INCH
    return max(((bottom - top) / scale for _, top, _, bottom in _strokes(crop, scale)), default=0.0)


def _strokes(crop: Crop, scale: float) -> list[tuple[int, int, int, int]]:
    """Left, top, right, bottom of each connected stroke, from left to right."""
    mask = find_ink(crop).mask.astype(np.uint8)
    reach = max(2, round(0.2 * scale))
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, 1), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes = [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, area in stats[1:] if area >= 0.05 * scale**2]
    return sorted(boxes)

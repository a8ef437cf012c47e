"""Whether a form's picture is blank: no copy that is printed from it may show what somebody else filled in."""

from collections.abc import Iterator
from typing import Final, get_args

import numpy as np

from ocr_service.forms.content import TextContent
from ocr_service.forms.geometry import Box
from ocr_service.forms.template import Template
from ocr_service.usecases.blanks.picture_ink import PictureInk, cut, see_ink

# Print of a label that a zone touches reaches in so far.
_INSET_MM: Final = 0.6
# The smallest letter; what is smaller is dust.
_LEAST_MM: Final = 1.4


def is_blank(template: Template, page: int, picture: bytes) -> bool:
    """Whether blanks may be printed from the picture of a page (from 1).

    The template says so (``shows: blank``) or denies it (``shows: filled``). Where it says nothing, ink in a zone for
    text may be somebody's entry: only a picture without any is blank. Raises ValueError where the picture cannot be
    decoded.
    """
    shows = template.pages[page - 1].shows
    if shows is not None:
        return shows == "blank"
    seen = see_ink(picture, template.pages[page - 1].size_mm[0])
    return not any(_holds_ink(seen, box) for box in _zones(template, page))


def _zones(template: Template, page: int) -> Iterator[Box]:
    """Where text is filled in; boxes to tick and places for seals have print of their own."""
    for field in template.fields:
        if field.page == page and isinstance(field.read, get_args(TextContent)):
            yield field.box
    for table in template.tables:
        part = table.part_on(page)
        if part is not None:
            for column in part.columns:
                yield Box(x=column.left, y=part.box.y, width=column.right - column.left, height=part.box.height)


def _holds_ink(seen: PictureInk, box: Box) -> bool:
    """Whether a part of the ink as large as a letter lies in the zone with more than half of it."""
    in_zone = np.bincount(seen.parts[cut(seen, box, -_INSET_MM)].ravel(), minlength=len(seen.areas))
    own = (2 * in_zone > seen.areas) & (seen.lengths >= _LEAST_MM * seen.scale)
    return bool(own[1:].any())

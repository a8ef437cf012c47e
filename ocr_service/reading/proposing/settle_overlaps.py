"""Of zones that share ground one gives way: it is cut where little is shared, and left out where much is."""

from collections.abc import Sequence
from typing import Final

from ocr_service.forms.geometry import Box
from ocr_service.forms.proposal import ProposedField, ProposedTable
from ocr_service.reading.proposing.reading_order import in_reading_order

_SHARED: Final = 0.08
# A zone that loses more of its height than this is no place for its value any more.
_MOST_CUT: Final = 0.35


def without_overlaps(fields: Sequence[ProposedField], tables: Sequence[ProposedTable]) -> list[ProposedField]:
    """The fields in reading order; the surer one of two stays as it is, and a seal may lie over anything."""
    kept: list[ProposedField] = []
    for field in sorted(fields, key=lambda field: -field.confidence):
        if field.type == "seal":
            kept.append(field)
            continue
        taken = [box for one in kept if one.type != "seal" for box in _grounds(one)] + [table.box for table in tables]
        settled = _settled(field, taken)
        if settled is not None:
            kept.append(settled)
    return in_reading_order(kept, lambda field: field.box)


def _grounds(field: ProposedField) -> list[Box]:
    """A choice takes the ground of its boxes only: other fields may stand between them."""
    return [option.box for option in field.options] or [field.box]


def _settled(field: ProposedField, taken: Sequence[Box]) -> ProposedField | None:
    box = field.box
    for other in taken:
        if _overlap(box, other):
            cut = _cut(box, other) if not field.options else None
            if cut is None or cut.height < (1 - _MOST_CUT) * field.box.height:
                return None
            box = cut
    return field if box is field.box else field.model_copy(update={"box": box})


def _overlap(one: Box, other: Box) -> bool:
    return one.shared_area(other) > _SHARED * min(one.width * one.height, other.width * other.height)


def _cut(box: Box, other: Box) -> Box | None:
    """What is left of the box above or below the other one."""
    top, bottom = box.y, box.bottom
    if other.y + other.height / 2 < box.y + box.height / 2:
        top = other.bottom
    else:
        bottom = other.y
    height = round(bottom - top, 1)
    return box.model_copy(update={"y": round(top, 1), "height": height}) if height > 0 else None

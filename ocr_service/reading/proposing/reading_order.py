"""Zones in the order in which people read them: row by row, each from left to right."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from ocr_service.forms.geometry import Box

Zone = TypeVar("Zone")


def in_reading_order(zones: Iterable[Zone], box_of: Callable[[Zone], Box]) -> list[Zone]:
    """Zones whose middle lies within the height of a row's first zone stand in that row."""
    rows: list[list[Zone]] = []
    for zone in sorted(zones, key=lambda zone: _middle(box_of(zone))):
        first = box_of(rows[-1][0]) if rows else None
        if first is not None and first.y <= _middle(box_of(zone)) <= first.bottom:
            rows[-1].append(zone)
        else:
            rows.append([zone])
    return [zone for row in rows for zone in sorted(row, key=lambda zone: box_of(zone).x)]


def _middle(box: Box) -> float:
    return box.y + box.height / 2

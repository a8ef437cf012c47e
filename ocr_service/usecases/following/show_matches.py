"""Which of a scan's values a search has found, so that a list can say why a scan stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from ocr_service.records.scans import ScanField
from ocr_service.records.search import squash, ways_to_say
from ocr_service.usecases.ports import Services

_SHOWN: Final = 3


@dataclass(frozen=True, kw_only=True)
class Match:
    """A value that holds one of the words."""

    path: str
    text: str


def show_matches(services: Services, *, scan_ids: Sequence[str], words: str) -> dict[str, tuple[Match, ...]]:
    """The first three of each scan, in reading order; a scan that was found by its name or number has none."""
    ways = {way for one in ways_to_say(words) for way in one}
    found: dict[str, list[Match]] = {}
    values = (
        select(ScanField.scan_id, ScanField.path, ScanField.text, ScanField.value)
        .where(ScanField.scan_id.in_(scan_ids))
        .order_by(ScanField.scan_id, ScanField.position)
    )
    with services.database() as session:
        for scan_id, path, text, value in session.execute(values):
            written = squash(f"{text}\n{value}")
            if any(way in written for way in ways) and len(found.setdefault(scan_id, [])) < _SHOWN:
                found[scan_id].append(Match(path=path, text=text or str(value)))
    return {scan_id: tuple(matches) for scan_id, matches in found.items()}

"""Real scans, where they are present beside the project: lines of receipts, read in zones whose place is known.

Nobody has a template of these receipts, so this is about the recogniser on real paper only: each reader gets the true
place of every line, and case does not count (the truth is written in capitals).
"""

import csv
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import cv2

from ocr_service.forms.content import Text
from ocr_service.forms.expected import ExpectedScan
from ocr_service.forms.geometry import MM_PER_INCH, Box
from ocr_service.reading.matching.homography import frame_to_pixels
from tests.bench.running.run import ReadPage, read_pages
from tests.bench.running.systems import READING, ROOT, Answer, PageTask, System, Texts
from tests.bench.scoring.score import ZoneScore, score_other
from tests.bench.scoring.summary import summarise
from tests.bench.scoring.truth import TrueZone

RECEIPTS = ROOT.parent / "shared" / "data" / "sroie2019_receipts_en"
# The files do not say; a receipt 80 mm wide has some 630 pixels at this resolution.
DPI = 200.0


def measure(systems: Sequence[System], cache: Path, *, every: int) -> dict[str, Any]:
    """Exact matches and characters by reader; empty, with a sentence, where there are no receipts."""
    if not RECEIPTS.is_dir():
        print(f"  left out: no {RECEIPTS.name} beside the project", flush=True)
        return {}
    readers = [_ours(), *(system for system in systems if system.texts is not None)]
    with tempfile.TemporaryDirectory() as scratch:
        tasks = [_task(picture, Path(scratch)) for picture in sorted((RECEIPTS / "img").glob("*.jpg"))[::every]]
        pages, _ = read_pages(tasks, readers, RECEIPTS, cache)
    return {
        "ours" if one.name == "ours-lines" else one.name: asdict(summarise([*_scores(pages, one.name)]))
        for one in readers
    }


def _ours() -> System:
    return System(
        name="ours-lines", title="this project", sources=READING, ask=_zones_in_mm, texts=_texts,
        command=(sys.executable, "-m", "tests.bench.readers.ours_lines"),
    )  # fmt: skip


def _zones_in_mm(task: PageTask) -> dict[str, Any]:
    return {"picture": str(task.scan), "dpi": DPI, "zones": [zone.box.model_dump() for zone in task.zones]}


def _texts(task: PageTask, answer: Answer) -> Texts:
    parts = zip(task.zones, answer.get("texts", []), answer.get("scores", []), strict=False)
    return {zone.path: (text, score) for zone, text, score in parts if text}


def _task(picture: Path, scratch: Path) -> PageTask:
    zones = tuple(_zones(RECEIPTS / "box" / f"{picture.stem}.csv", cv2.imread(str(picture)).shape))
    expected = ExpectedScan(template=None, conditions=("receipt",))
    return PageTask(scan=picture, expected=expected, zones=zones, plane=frame_to_pixels(DPI), scratch=scratch,
                    inset_mm=-0.5)  # fmt: skip


def _zones(truth: Path, shape: tuple[int, ...]) -> Iterator[TrueZone]:
    scale = MM_PER_INCH / DPI
    with truth.open(encoding="utf-8") as lines:
        for number, row in enumerate(csv.reader(lines, quoting=csv.QUOTE_NONE)):
            x, y = [int(value) for value in row[:8:2]], [int(value) for value in row[1:8:2]]
            right, bottom = min(max(x), shape[1]), min(max(y), shape[0])
            if right - min(x) < 4 or bottom - min(y) < 4:
                continue
            box = Box(x=min(x) * scale, y=min(y) * scale, width=(right - min(x)) * scale,
                      height=(bottom - min(y)) * scale)  # fmt: skip
            yield TrueZone(path=f"line_{number}", box=box, content=Text(), label="", value=",".join(row[8:]).strip(),
                           group="receipt")  # fmt: skip


def _scores(pages: Sequence[ReadPage], name: str) -> Iterator[ZoneScore]:
    """In capitals and without regard to spaces, which the truth sets as it likes."""
    for page in pages:
        plain = {path: (_plain(text), score) for path, (text, score) in page.texts[name].items()}
        zones = tuple(replace(zone, value=_plain(str(zone.value))) for zone in page.task.zones)
        yield from score_other(replace(page, task=replace(page.task, zones=zones), texts={name: plain}), name)


def _plain(text: str) -> str:
    return "".join(text.upper().split())

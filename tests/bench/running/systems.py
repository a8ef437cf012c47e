"""The readers that are compared: how each is started, what it is asked about a page, what its answer says of zones."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocr_service.forms.expected import ExpectedScan
from ocr_service.reading.matching.homography import Matrix
from tests.bench.readers import tesseract_zones
from tests.bench.running.pictures import cut_zones, upright
from tests.bench.scoring.truth import TrueZone
from tests.bench.scoring.zone_texts import texts_in_zones, without_label

READERS = Path(__file__).parents[1] / "readers"
ROOT = Path(__file__).parents[3]
# What our reading runs through: pages, queue, delivery and use cases change no answer.
READING = tuple(ROOT / "ocr_service" / room for room in ("reading", "forms", "engines"))
RAPIDOCR_LOCK = READERS / "rapidocr.lock"


@dataclass(frozen=True, kw_only=True)
class PageTask:
    """One page: its file, what stands on it, its text zones, the true plane, a folder for pictures made of it.

    `marks` are type and true value of what is no text, by path. Zones that are cut out for a reader are cut so much
    inside, where a form's rulings are not.
    """

    scan: Path
    expected: ExpectedScan
    zones: tuple[TrueZone, ...]
    plane: Matrix
    scratch: Path
    marks: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    inset_mm: float = 0.5


Answer = dict[str, Any]
Texts = dict[str, tuple[str, float]]


@dataclass(frozen=True, kw_only=True)
class System:
    """`ask` makes the request about a page; `texts` gives text and score by path (readers other than ours)."""

    name: str
    title: str
    command: tuple[str, ...]
    sources: tuple[Path, ...]
    ask: Callable[[PageTask], dict[str, Any]]
    texts: Callable[[PageTask, Answer], Texts] | None = None


def find_systems(templates: Path, cache: Path) -> tuple[list[System], list[str]]:
    """The readers that can run here, ours first, and a sentence on each that cannot."""
    python, left_out = sys.executable, []
    # The service starts its readers with one heap (ocr_service/engines/host_process.py).
    ours = ("env", "MALLOC_ARENA_MAX=1", python, "-m")
    systems = [
        System(name="ours", title="this project", sources=READING, ask=_whole_scan,
               command=(*ours, "tests.bench.readers.ours", str(templates))),
        System(name="guidance", title="this project, step by step", sources=READING, ask=_with_plane,
               command=(python, "-m", "tests.bench.readers.guidance", str(templates))),
        System(name="paddleocr", title="PaddleOCR, full page", sources=(READERS / "paddle_full_page.py",),
               ask=_upright_page, texts=_full_page_texts,
               command=(python, "-m", "tests.bench.readers.paddle_full_page")),
    ]  # fmt: skip
    try:
        environment = _rapidocr_environment(cache)
    except (OSError, subprocess.CalledProcessError) as error:
        left_out.append(f"RapidOCR is left out: its environment could not be made ({error}).")
    else:
        systems.append(
            System(name="rapidocr", title="RapidOCR, full page",
                   sources=(READERS / "rapidocr_full_page.py", RAPIDOCR_LOCK), ask=_upright_page,
                   texts=_full_page_texts, command=(str(environment), str(READERS / "rapidocr_full_page.py")))
        )  # fmt: skip
    missing = tesseract_zones.missing()
    if missing:
        left_out.append(f"Tesseract is left out: {missing}.")
    else:
        systems.append(
            System(name="tesseract", title="Tesseract, zones", sources=(READERS / "tesseract_zones.py",),
                   ask=_cut_out_zones, texts=_zone_texts, command=(python, "-m", "tests.bench.readers.tesseract_zones"))
        )  # fmt: skip
    return systems, left_out


def _rapidocr_environment(cache: Path) -> Path:
    """Its interpreter; the environment is made once for each state of the lock file."""
    folder = cache / "rapidocr"
    python, done = folder / "bin" / "python", folder / "installed.lock"
    if not done.exists() or done.read_bytes() != RAPIDOCR_LOCK.read_bytes():
        print("Installing RapidOCR into an environment of its own (once, a minute or two)", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"]
        subprocess.run([str(python), *install, "-r", str(RAPIDOCR_LOCK)], check=True)
        done.write_bytes(RAPIDOCR_LOCK.read_bytes())
    return python


def _whole_scan(task: PageTask) -> dict[str, Any]:
    return {"scan": str(task.scan)}


def _with_plane(task: PageTask) -> dict[str, Any]:
    return {"scan": str(task.scan), "plane": task.plane.tolist(), "template": task.expected.template}


def _upright_page(task: PageTask) -> dict[str, Any]:
    return {"picture": str(upright(task.scan, task.plane, task.scratch)[0])}


def _full_page_texts(task: PageTask, answer: Answer) -> Texts:
    _, plane = upright(task.scan, task.plane, task.scratch)
    return texts_in_zones(answer.get("lines", []), plane, task.zones)


def _cut_out_zones(task: PageTask) -> dict[str, Any]:
    return {
        "crops": [
            str(path)
            for path in cut_zones(
                task.scan, task.plane, [zone.box.grown(-task.inset_mm) for zone in task.zones], task.scratch
            )
        ]
    }


def _zone_texts(task: PageTask, answer: Answer) -> Texts:
    parts = zip(task.zones, answer.get("texts", []), answer.get("scores", []), strict=False)
    found = {zone.path: (without_label(text, zone.label), score) for zone, text, score in parts}
    return {path: (text, score) for path, (text, score) in found.items() if text}

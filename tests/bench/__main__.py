"""``make bench``: accuracy beside other readers, speed and memory, on this machine, in one run.

``--quick`` takes a tenth of the pages (about ten minutes on two cores); the whole takes under two hours. A run that is
stopped goes on where it was: answers are kept under ``build/bench`` until their reader's code changes, or ``--fresh``;
seconds a page are measured apart, all readers in turn, in every run anew.
The whole run writes its tables into ``docs/benchmark.md`` and ``docs/benchmark.zh-CN.md``; every run writes
``build/bench/figures.json``.
"""

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ocr_service.observe import configure_logs
from ocr_service.settings import load_settings
from samples.generator.fonts import MissingFontError
from tests.bench import identification, queue_cost, reading_speed, real_forms, throughput
from tests.bench.forms.__main__ import make_set
from tests.bench.forms.version import forms_version
from tests.bench.report.docs_page import write_between_marks
from tests.bench.report.figures import compare_systems
from tests.bench.report.machine import describe_machine
from tests.bench.report.tables import markdown
from tests.bench.running.run import ReadPage, page_task, read_set
from tests.bench.running.systems import System, find_systems
from tests.bench.running.time_in_turn import time_in_turn
from tests.bench.samples import load_samples

ROOT = Path(__file__).parents[2]
CACHE = ROOT / "build" / "bench"
PAGES = {"docs/benchmark.md": "en", "docs/benchmark.zh-CN.md": "zh-CN"}
# Pages of each condition: reported, and for the other readers' thresholds.
WHOLE, QUICK = (34, 8), (3, 2)
# Pages of each condition that all readers read once more, one after another, for the seconds a page.
TIMED = 2
# One wrong among a thousand accepted fields: the templates keep the default of `Template.error_budget`.
ERROR_BUDGET = 0.001


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="a tenth of the pages, for every change")
    parser.add_argument(
        "--fresh", action="store_true", help="forget the answers of earlier runs: all pages are timed anew"
    )
    given = parser.parse_args()
    if given.fresh:
        shutil.rmtree(CACHE / "answers", ignore_errors=True)
    configure_logs("text", "error")
    try:
        figures = measure(quick=given.quick)
    except MissingFontError as error:
        print(f"A font is missing, and nothing is drawn in its place: {error}", file=sys.stderr)
        return 2
    (CACHE / "figures.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(markdown(figures, "en"))
    if figures["failed"]:
        print("These pages failed and count as nothing read:", *figures["failed"], sep="\n  ", file=sys.stderr)
        return 1
    if not given.quick:
        for page, language in PAGES.items():
            write_between_marks(ROOT / page, markdown(figures, language))
    return 0


def measure(*, quick: bool) -> dict[str, Any]:
    """All figures of a run; tells its progress."""
    reported, fitted = QUICK if quick else WHOLE
    folder = CACHE / f"forms-{forms_version()}"
    print("Making the forms (once)", flush=True)
    make_set("fit", folder / "fit", fitted)
    make_set("report", folder / "report", reported)
    systems, left_out = find_systems(folder / "report" / "templates_forms", CACHE)
    print("\n".join(left_out), flush=True)
    others = [system for system in systems if system.texts is not None]
    print("Fit set, for the thresholds of the other readers", flush=True)
    fit_pages, failed = _read(folder / "fit", others, fitted)
    print("Report set", flush=True)
    pages, failed_too = _read(folder / "report", systems, reported)
    figures = compare_systems(pages, fit_pages, systems, ERROR_BUDGET)
    print("Seconds a page, all readers in turn", flush=True)
    figures["speed"] = _time_readers(folder / "report", [one for one in systems if one.name != "guidance"])
    print("Real forms", flush=True)
    figures["real"] = real_forms.measure(systems, CACHE, every=16 if quick else 4)
    print("Which form is it", flush=True)
    figures["identification"] = identification.identify(folder / "identify", every=3 if quick else 1)
    settings, samples = load_settings(), load_samples(ROOT / "samples", ROOT / "templates_forms")
    if quick:
        samples = replace(samples, scans=samples.scans[::4])
    print("Speed on the sample scans", flush=True)
    figures["reading_speed"] = reading_speed.measure(settings, samples)
    figures["throughput"] = throughput.measure(settings, samples)
    figures["queue"] = queue_cost.measure()
    return figures | {
        "date": datetime.now(UTC).date().isoformat(), "part": "quick" if quick else "whole",
        "machine": describe_machine(), "left_out": left_out, "failed": failed + failed_too,
    }  # fmt: skip


def _time_readers(folder: Path, systems: list[System]) -> dict[str, Any]:
    samples = load_samples(folder / "samples", folder / "templates_forms")
    templates = {package.template.name: package.template for package in samples.packages}
    scans = [scan for scan in samples.scans if int(Path(scan.name).stem.rpartition("-")[2]) < TIMED]
    with tempfile.TemporaryDirectory() as scratch:
        tasks = [page_task(scan, templates[scan.expected.template or ""], folder, Path(scratch)) for scan in scans]
        return time_in_turn(tasks, systems, CACHE / "timing")


def _read(folder: Path, systems: list[System], per_condition: int) -> tuple[list[ReadPage], list[str]]:
    samples = load_samples(folder / "samples", folder / "templates_forms")
    # A folder may hold more scans than this run takes: the quick part shares it with the whole.
    scans = [scan for scan in samples.scans if int(Path(scan.name).stem.rpartition("-")[2]) < per_condition]
    return read_set(scans, folder, samples.packages, systems, CACHE)


if __name__ == "__main__":
    sys.exit(main())

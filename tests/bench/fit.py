"""``python -m tests.bench.fit``: fits the confidence model on the benchmark's fit set, and says what it is worth.

Draws the fit set (``python -m tests.bench.forms --set fit``) where it is not there yet, reads every scan once, fits,
reports on layouts that were held out, and writes ``ocr_service/reading/deciding/confidence_model.json`` and the numbers
in ``docs/decisions/0007-how-sure.md``. Nothing of the report set or the samples is looked at. With ``--fields FILE``
the readings are kept there, or taken from there if the file exists, so that fitting again takes seconds.
"""

import argparse
import json
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2

from ocr_service import wiring
from ocr_service.engines.quick_model import MODEL as QUICK_MODEL
from ocr_service.observe import configure_logs
from ocr_service.reading.deciding import confidence_model
from ocr_service.settings import load_settings
from tests.bench.fit_fields import FittedField, load_fields, read_fields, write_fields
from tests.bench.fit_model import fit_model
from tests.bench.fit_page import PAGE, write_page
from tests.bench.fit_report import judge_unseen, print_budgets, print_conditions, print_reliability
from tests.bench.forms.__main__ import make_set
from tests.bench.samples import load_samples

MODEL = Path(confidence_model.__file__).with_suffix(".json")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.fit", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set-folder", type=Path, required=True, help="where the fit set is, or is to be drawn")
    parser.add_argument("--per-condition", type=int, default=56, help="copies of each condition")
    parser.add_argument("--fields", type=Path, help="where to keep the readings")
    given = parser.parse_args()
    configure_logs("text", "warning")
    fields = _fields(given.set_folder, given.per_condition, given.fields)
    judged = judge_unseen(fields)
    print(f"\n{len(fields)} fields of {len({one.scan for one in fields})} scans; each layout judged by a model that")
    print("was fitted on the others:\n")
    print_reliability(judged)
    print()
    print_budgets(judged)
    print()
    print_conditions(judged, 0.001)
    model = {"provenance": _provenance(fields), **fit_model(fields)}
    MODEL.write_text(_written(model), encoding="utf-8")
    write_page(model, judged)
    print(f"\nWritten: {MODEL}, {PAGE}")


def _fields(folder: Path, per_condition: int, kept: Path | None) -> list[FittedField]:
    if kept is not None and kept.exists():
        return load_fields(kept)
    make_set("fit", folder, per_condition)
    readers = os.cpu_count() or 1
    with ProcessPoolExecutor(max_workers=readers) as pool:
        parts = list(pool.map(_read_part, [folder] * readers, range(readers), [readers] * readers))
    fields = [field for part in parts for field in part]
    if kept is not None:
        write_fields(fields, kept)
    return fields


def _read_part(folder: Path, part: int, parts: int) -> list[FittedField]:
    """Every so-manieth scan, in a process with an engine of its own."""
    cv2.setNumThreads(1)
    settings = load_settings().model_copy(update={"threads": 1})
    samples = load_samples(folder / "samples", folder / "templates_forms")
    some = replace(samples, scans=samples.scans[part::parts])
    return list(read_fields(some, wiring.open_engine(settings)))


def _provenance(fields: list[FittedField]) -> dict[str, Any]:
    return {
        "made_by": "python -m tests.bench.fit",
        "made_at": datetime.now(UTC).date().isoformat(),
        "set": "fit (tests/bench/forms)",
        "scans": len({field.scan for field in fields}),
        "layouts": len({field.layout for field in fields}),
        "fields": len(fields),
        "wrong": sum(not field.right for field in fields),
        "recognisers": [QUICK_MODEL, load_settings().model],
    }


def _written(model: dict[str, Any]) -> str:
    """JSON with one line for each list and each small object, so that a change shows as few lines."""
    lines = json.dumps({"provenance": model["provenance"]}, indent=1)[:-2]
    kinds = []
    for name, kind in model["kinds"].items():
        parts = [f"   {json.dumps(key)}: {json.dumps(value)}" for key, value in kind.items()]
        kinds.append(f"  {json.dumps(name)}: {{\n" + ",\n".join(parts) + "\n  }")
    return f'{lines},\n "curve": {json.dumps(model["curve"])},\n "kinds": {{\n' + ",\n".join(kinds) + "\n }\n}\n"


if __name__ == "__main__":
    main()

"""``python -m tests.bench.forms --set fit --out FOLDER [--per-condition N]``: the forms that the benchmark reads.

Writes template folders to ``FOLDER/templates_forms/<form>/`` and scans with their ``expected.json`` (the format of
`forms.expected.ExpectedScan`) to ``FOLDER/samples/<form>/<condition>-<number>.<jpg|tiff>``; load both with
``tests.bench.samples.load_samples(FOLDER / "samples", FOLDER / "templates_forms")``. The condition is the first of
`ExpectedScan.conditions`; ``recipe["to_pixels"]`` is the true homography from the form's mm to the scan's pixels,
``recipe["under_seal"]`` the paths of the entries that a seal touches.

Two sets: `fit` is for fitting and trying, `report` only for reporting; they share no layout, letterhead, printed font
or hand. The same arguments give the same files; a scan that is there already is not made again, and a larger
``--per-condition`` adds to what a smaller one made. Needs the fonts that samples/README.md names and ``npm ci``.
"""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from samples.generator.fonts import MissingFontError
from tests.bench.forms.conditions import CONDITIONS
from tests.bench.forms.make import make_copy, write_templates
from tests.bench.forms.sets import SETS


def make_set(set_name: str, out: Path, per_condition: int) -> None:
    """All scans of a set, on every core; raises MissingFontError where a font is not installed."""
    write_templates(set_name, out)
    wanted = [(set_name, condition, number, out) for number in range(per_condition) for condition in CONDITIONS]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for done, _ in enumerate(pool.map(make_copy, *zip(*wanted, strict=True)), start=1):
            if done % 50 == 0:
                print(f"  {done} of {len(wanted)} scans made", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.forms", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--set", choices=SETS, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--per-condition", type=int, default=34)
    given = parser.parse_args()
    try:
        make_set(given.set, given.out, given.per_condition)
    except MissingFontError as error:
        print(f"missing font: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

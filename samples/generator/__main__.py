"""``python -m samples.generator --seed N --out DIR --handwriting DIR``: draw the forms and make the scans."""

import argparse
import sys
from pathlib import Path

from samples.generator.fonts import HANDWRITING_PACKAGES, MissingFontError, open_handwriting
from samples.generator.make import make_scan, write_forms
from samples.generator.plans import PLANS


def main() -> int:
    """Make everything under ``--out``; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m samples.generator", description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True, help="templates_forms/ and samples/ are written in it")
    parser.add_argument("--handwriting", type=Path, required=True, help="node_modules/@fontsource")
    parser.add_argument("--only", default="", help="only scans whose form/name contains this")
    given = parser.parse_args()
    try:
        hands = {name: open_handwriting(given.handwriting, name) for name in HANDWRITING_PACKAGES}
        write_forms(given.out)
        for plan in PLANS:
            if given.only in f"{plan.form}/{plan.name}":
                make_scan(plan, hands, given.seed, given.out)
    except MissingFontError as error:
        print(f"missing font: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``python -m tests.bench.unlisted --set-folder FOLDER``: what is accepted of names that a list does not have yet.

Scans hold only what their forms' lists hold, and so the confidence model never meets a new customer. Here each scan is
read while every entry that stands on it has another character in one place: whatever is taken for an entry is wrong,
one character off. Counts values that went to a person and values that were accepted. ``--scans`` of the fit set
(`tests.bench.forms`), taken evenly, are read; the same seed changes the same characters.
"""

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ocr_service import wiring
from ocr_service.forms.result import field_name
from ocr_service.forms.template import Template, TemplatePackage
from ocr_service.observe import configure_logs
from ocr_service.reading.errors import ScanError
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.read_form import read_form
from ocr_service.settings import load_settings
from tests.bench.forms.__main__ import make_set
from tests.bench.samples import SampleScan, load_samples


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.unlisted", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set-folder", type=Path, required=True, help="where the fit set is, or is to be drawn")
    parser.add_argument("--per-condition", type=int, default=9, help="copies of each condition that are read")
    given = parser.parse_args()
    configure_logs("text", "warning")
    make_set("fit", given.set_folder, given.per_condition)
    samples = load_samples(given.set_folder / "samples", given.set_folder / "templates_forms")
    scans = [scan for scan in samples.scans if int(Path(scan.name).stem.rpartition("-")[2]) < given.per_condition]
    engine = wiring.open_engine(load_settings())
    counted: Counter[tuple[str, str]] = Counter()
    for scan in scans:
        package = next((one for one in samples.packages if one.template.name == scan.expected.template), None)
        if package is None:
            continue
        known = without_what_stands_on(scan, package)
        try:
            result = read_form(scan.data, Catalogue([known]), engine)
        except ScanError:
            continue
        listed, truth = _listed(package.template), set(_texts(scan.expected.values))
        for field in result.fields:
            if field_name(field.path) in listed and field.value in set(_texts(known.lookups)) - truth:
                counted[scan.expected.conditions[0], field.decision] += 1
    _print(counted)


def without_what_stands_on(scan: SampleScan, package: TemplatePackage) -> TemplatePackage:
    """The form, each entry of its lists that stands on the scan changed in one character, to one of the same kind."""
    truth, chance = set(_texts(scan.expected.values)), random.Random(scan.name)
    lookups = {}
    for name, entries in package.lookups.items():
        pool: dict[str, list[str]] = defaultdict(list)
        for character in "".join(entries):
            pool[_kind(character)].append(character)
        lookups[name] = tuple(_changed(entry, pool, chance) if entry in truth else entry for entry in entries)
    return replace(package, lookups=lookups)


def _changed(entry: str, pool: Mapping[str, Sequence[str]], chance: random.Random) -> str:
    places = [place for place, character in enumerate(entry) if len(set(pool[_kind(character)])) > 1]
    if len(entry) < 2 or not places:
        return entry
    place = chance.choice(places)
    others = [character for character in pool[_kind(entry[place])] if character != entry[place]]
    return entry[:place] + chance.choice(others) + entry[place + 1 :]


def _kind(character: str) -> str:
    if character.isascii():
        return "figure" if character.isdigit() else "letter" if character.isalpha() else "sign"
    return "character"


def _listed(template: Template) -> set[str]:
    """The fields and columns that have a list, as `field_name` calls them."""
    fields = {field.name for field in template.fields if getattr(field.read, "lexicon", None)}
    return fields | {
        f"{table.name}.{column.name}"
        for table in template.tables
        for column in table.columns
        if getattr(column.read, "lexicon", None)
    }


def _texts(values: Any) -> Iterator[str]:
    if isinstance(values, str):
        yield values
    elif isinstance(values, Mapping):
        for value in values.values():
            yield from _texts(value)
    elif isinstance(values, Sequence):
        for value in values:
            yield from _texts(value)


def _print(counted: Mapping[tuple[str, str], int]) -> None:
    print(f"{'condition':<18}{'to a person':>12}{'accepted':>10}")
    for condition in sorted({condition for condition, _ in counted}):
        accepted = counted.get((condition, "accept"), 0)
        rest = sum(count for (name, _), count in counted.items() if name == condition) - accepted
        print(f"{condition:<18}{rest:>12}{accepted:>10}")


if __name__ == "__main__":
    main()

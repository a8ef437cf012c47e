"""How many fields are right, how many go on without a person, and how many of those are wrong, by condition."""

from collections import defaultdict

from ocr_service import wiring
from ocr_service.forms.expected import compare
from ocr_service.reading.catalogue import Catalogue
from ocr_service.reading.errors import ScanError
from ocr_service.reading.read_form import read_form
from ocr_service.settings import Settings
from tests.bench.samples import Samples


def report(settings: Settings, samples: Samples) -> None:
    engine, catalogue = wiring.open_engine(settings), Catalogue(samples.packages)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    wrong_forms = []
    for scan in samples.scans:
        try:
            result = read_form(scan.data, catalogue, engine)
        except ScanError as error:
            wrong_forms.append(f"{scan.name}: {error.code}")
            continue
        if result.template != scan.expected.template:
            wrong_forms.append(f"{scan.name}: {result.template}")
            continue
        comparison = compare(scan.expected, result.fields, form_accepted=result.decision == "accept")
        row = (comparison.fields, len(comparison.differences), comparison.accepted, len(comparison.wrong_accepted))
        for condition in ("all", *scan.expected.conditions):
            counts[condition] = [old + new for old, new in zip(counts[condition], row, strict=True)]
    print(f"{'condition':<28}{'fields':>8}{'right':>9}{'accepted':>10}{'wrong among accepted':>22}")
    for condition, (fields, wrong, accepted, wrong_accepted) in sorted(counts.items()):
        if fields:
            print(f"{condition:<28}{fields:>8}{1 - wrong / fields:>9.1%}{accepted / fields:>10.1%}{wrong_accepted:>22}")
    print(f"Scans taken for another form or unreadable: {len(wrong_forms)} {', '.join(wrong_forms)}\n")

"""Which form is it, among many and nearly alike ones: right, "no known form" or wrong; and the time it takes."""

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from ocr_service.files.template_folder import find_template_folders, load_package
from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.opening.open_scan import open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.identify_form import identify_form
from samples.generator.invented.compose import InventedForm
from samples.generator.publish import publish
from tests.bench.forms.make import make_scan, write_templates
from tests.bench.forms.sets import layouts_of, look_alikes_of, strangers_of

_CONDITIONS = ("office-scan", "phone-photo", "fax", "low-resolution", "dot-matrix", "clean-print")


def identify(folder: Path, *, every: int) -> dict[str, Any]:
    """The figures; `every` form (1 all, 3 every third) is scanned once. Templates and scans are written to `folder`."""
    packages = _templates(folder)
    kinds = {"known_pages": layouts_of("report"), "alike_pages": look_alikes_of("report"),
             "stranger_pages": strangers_of("report")}  # fmt: skip
    catalogue = Catalogue(packages)
    pages = {}
    scans: list[Path] = []
    for kind, forms in kinds.items():
        made = [(form, _scan(form, number, folder)) for number, form in enumerate(forms) if number % every == 0]
        scans += [scan for _, scan in made if kind != "stranger_pages"]
        found = [(_identify(scan, catalogue)[0], None if kind == "stranger_pages" else form.design.template.name)
                 for form, scan in made]  # fmt: skip
        pages[kind] = {
            "pages": len(found),
            "right": sum(got == wanted for got, wanted in found),
            "unknown": sum(got is None and wanted is not None for got, wanted in found),
            "wrong": sum(got is not None and got != wanted for got, wanted in found),
        }
    return {"templates": len(packages), "pages": pages, "times": _times(packages, scans[:12])}


def _templates(folder: Path) -> list[TemplatePackage]:
    """Those of both sets, and a look-alike of each of the report set."""
    for set_name in ("report", "fit"):
        write_templates(set_name, folder)
    for form in look_alikes_of("report"):
        publish(form.design, folder / "templates_forms" / form.design.template.name)
    return [load_package(path) for path in find_template_folders(folder / "templates_forms")]


def _scan(form: InventedForm, number: int, folder: Path) -> Path:
    condition = "handwriting" if form.kind.by_hand else _CONDITIONS[number % len(_CONDITIONS)]
    return make_scan(form, "report", condition, f"{condition}-identify", folder)


def _identify(scan: Path, catalogue: Catalogue) -> tuple[str | None, float]:
    """The template's name, or None, and the seconds from the decoded page to it."""
    page = next(open_scan(scan.read_bytes(), ScanLimits()))
    start = time.perf_counter()
    identity = identify_form(PageView(page), catalogue)
    seconds = time.perf_counter() - start
    return (identity.reference.template.name if identity.reference else None), seconds


def _times(packages: Sequence[TemplatePackage], scans: Sequence[Path]) -> list[dict[str, float]]:
    """Median milliseconds a page with a quarter, half and all of the templates loaded, the pages' own among them."""
    names = {scan.parent.name for scan in scans}
    first = [package for package in packages if package.template.name in names]
    rest = [package for package in packages if package.template.name not in names]
    rows = []
    for count in (len(packages) // 4, len(packages) // 2, len(packages)):
        catalogue = Catalogue([*first, *rest][:count])
        for scan in scans[:1]:
            _identify(scan, catalogue)
        rows.append(
            {"templates": count, "milliseconds": 1000 * median(_identify(scan, catalogue)[1] for scan in scans)}
        )
    return rows

"""``ocr-service template``: helps an author to check, test and publish forms."""

import argparse
import json
import sys
import time
from functools import partial
from pathlib import Path

from ocr_service import wiring
from ocr_service.cli.language import language, say, say_reason
from ocr_service.cli.read import load_packages, open_engine, open_forms
from ocr_service.files.template_folder import find_template_folders, read_folder
from ocr_service.forms.expected import ExpectedFileError, ExpectedScan, compare, parse_expected
from ocr_service.forms.result import FormResult, Reason
from ocr_service.forms.template_file import TemplateFileError, package_from_files, template_schema
from ocr_service.reading.errors import ScanError
from ocr_service.reading.opening.check_reference import check_reference_picture
from ocr_service.reading.read_form import read_form
from ocr_service.settings import load_settings
from ocr_service.usecases.errors import TemplateInvalid, UsecaseError
from ocr_service.usecases.templates.check_pictures import refuse_unusable_pictures
from ocr_service.usecases.templates.publish_template import publish_template
from ocr_service.web.i18n import text

_EXPECTED = ".expected.json"


def run_check(options: argparse.Namespace) -> int:
    good = True
    for root in options.folders:
        folders = list(find_template_folders(root))
        if not folders:
            print(say("cli.no_templates", folder=str(root)), file=sys.stderr)
            good = False
        for folder in folders:
            good &= _check(folder)
    return 0 if good else 1


def _check(folder: Path) -> bool:
    try:
        yaml_text, files = read_folder(folder)
        template = package_from_files(yaml_text, files).template
        check = partial(check_reference_picture, limits=wiring.scan_limits(load_settings()))
        refuse_unusable_pictures(check, template, files)
    except TemplateFileError as error:
        print(say("cli.template_wrong", folder=str(folder)))
        for problem in error.problems:
            print(f"  - {say_reason(problem)}")
        return False
    zones = len(template.fields) + sum(len(table.columns) for table in template.tables)
    print(say("cli.template_good", folder=str(folder), name=template.name, version=template.version, zones=zones))
    return True


def run_schema(options: argparse.Namespace) -> int:
    print(json.dumps(template_schema(), ensure_ascii=False, indent=2))
    return 0


def run_publish(options: argparse.Namespace) -> int:
    services = wiring.open_services(load_settings())
    good = True
    for folder in (folder for root in options.folders for folder in find_template_folders(root)):
        try:
            yaml_text, files = read_folder(folder)
            published = publish_template(services, actor="system", yaml=yaml_text, files=files)
        except TemplateFileError as error:
            for problem in error.problems:
                print(f"{folder}: {say_reason(problem)}", file=sys.stderr)
            good = False
        except TemplateInvalid as error:
            for problem in error.params["problems"]:
                print(f"{folder}: {say_reason(Reason(**problem))}", file=sys.stderr)
            good = False
        except UsecaseError as error:
            print(f"{folder}: {text(language(), f'error.{error.code}', **error.params)}", file=sys.stderr)
            good = False
        else:
            template = published.template
            print(say("cli.template_published", name=template.name, version=template.version))
    return 0 if good else 1


def run_test(options: argparse.Namespace) -> int:
    """Reads every scan that has its expected values beside it; 0 only if no accepted field is wrong."""
    packages = load_packages(options.templates)
    settings = load_settings()
    engine = open_engine(settings) if packages else None
    if packages is None or engine is None:
        return 1
    catalogue = open_forms(packages)
    if catalogue is None:
        return 1
    files = sorted(options.scans.rglob(f"*{_EXPECTED}"))
    if not files:
        print(say("cli.no_expected", folder=str(options.scans)), file=sys.stderr)
        return 1
    totals = {"fields": 0, "accepted": 0, "wrong": 0, "wrong_accepted": 0, "forms": 0, "wrong_forms": 0}
    started = time.perf_counter()
    for file in files:
        try:
            expected = parse_expected(file.read_bytes())
        except ExpectedFileError as error:
            print(f"{file}: {error}", file=sys.stderr)
            return 1
        scan = find_scan(file)
        if scan is None:
            print(say("cli.scan_missing", file=str(file)), file=sys.stderr)
            return 1
        try:
            result = read_form(scan.read_bytes(), catalogue, engine, limits=wiring.scan_limits(settings))
        except ScanError as error:
            print(f"{scan}: {text(language(), f'error.{error.code}', **error.params)}")
            totals["wrong_forms"] += expected.reading_expected
            continue
        _add_up(totals, scan, expected, result)
    totals["forms"] = len(files)
    print(say("cli.test_totals", seconds=f"{time.perf_counter() - started:.1f}", **totals))
    return 0 if totals["wrong_accepted"] == totals["wrong_forms"] == 0 else 1


def find_scan(expected_file: Path) -> Path | None:
    """The scan whose values `expected_file` holds: the same name with any other ending."""
    stem = expected_file.name.removesuffix(_EXPECTED)
    found = (file for file in expected_file.parent.glob(f"{stem}.*") if not file.name.endswith(_EXPECTED))
    return next(iter(sorted(found)), None)


def _add_up(totals: dict[str, int], scan: Path, expected: ExpectedScan, result: FormResult) -> None:
    comparison = compare(expected, result.fields, form_accepted=result.decision == "accept")
    if expected.template != result.template:
        # A page that is unreadable by design may well be sent to a person; the demo says the same.
        totals["wrong_forms"] += expected.reading_expected
        print(say("cli.wrong_form", scan=scan.name, expected=expected.template, read=result.template))
        return
    totals["fields"] += comparison.fields
    totals["accepted"] += comparison.accepted
    totals["wrong"] += len(comparison.differences)
    totals["wrong_accepted"] += len(comparison.wrong_accepted)
    for difference in comparison.differences:
        key = "cli.wrong_accepted" if difference.accepted else "cli.wrong_in_review"
        shown = {"path": difference.path, "expected": difference.expected, "read": difference.read}
        print(say(key, scan=scan.name, **shown))

"""``ocr-service read``: reads scans here and now, without any service, queue or database."""

import argparse
import json
import sys
from functools import partial
from pathlib import Path

from ocr_service import wiring
from ocr_service.cli.explain import write_explanation
from ocr_service.cli.language import language, say, say_reason
from ocr_service.cli.tables import open_console, result_table
from ocr_service.engines.errors import EngineError
from ocr_service.engines.trial_reader import PictureUnusable
from ocr_service.files.template_folder import find_template_folders, load_package
from ocr_service.forms.result import FormResult
from ocr_service.forms.template import TemplatePackage
from ocr_service.forms.template_file import TemplateFileError
from ocr_service.reading.errors import ScanError
from ocr_service.reading.placing.catalogue import Catalogue, open_catalogue
from ocr_service.reading.read_form import read_form
from ocr_service.reading.text_engine import TextEngine
from ocr_service.settings import Settings, load_settings
from ocr_service.web.i18n import text


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    packages = load_packages(options.templates)
    if packages is None:
        return 1
    engine = open_engine(settings)
    if engine is None:
        return 1
    catalogue = open_forms(packages)
    if catalogue is None:
        return 1
    good = True
    for file in options.files:
        results = _read(file, catalogue, engine, settings, options.template)
        good &= bool(results)
        for result in results:
            name = file.name if len(results) == 1 else _name_document(file, result)
            _show(file, name, result, as_json=options.json)
            good &= options.explain is None or _explain(options.explain, name, result)
    return 0 if good else 1


def load_packages(root: Path) -> list[TemplatePackage] | None:
    """The templates under a folder; None, after saying why, where there are none or one is wrong."""
    folders = list(find_template_folders(root))
    if not folders:
        print(say("cli.no_templates", folder=str(root)), file=sys.stderr)
        return None
    packages = []
    for folder in folders:
        try:
            packages.append(load_package(folder))
        except TemplateFileError as error:
            for problem in error.problems:
                print(f"{folder}: {say_reason(problem)}", file=sys.stderr)
            return None
    return packages


def open_forms(packages: list[TemplatePackage]) -> Catalogue | None:
    """The forms ready to be recognised; None, after saying why, where a picture of one cannot be opened."""
    catalogue, refused = open_catalogue(packages)
    for name in sorted(refused):
        print(f"{name}: {text(language(), f'error.{PictureUnusable.code}')}", file=sys.stderr)
    return None if refused else catalogue


def open_engine(settings: Settings) -> TextEngine | None:
    """The warm text engine; None, after saying why, where it cannot be had."""
    try:
        return wiring.open_engine(settings)
    except EngineError as error:
        print(text(language(), f"error.{error.code}", **error.params), file=sys.stderr)
        return None


def _read(
    file: Path, catalogue: Catalogue, engine: TextEngine, settings: Settings, template: str | None
) -> list[FormResult]:
    """One result for each form in the file; none, after saying why, where it cannot be read."""
    try:
        data = file.read_bytes()
    except OSError as error:
        print(say("cli.file_unreadable", file=str(file), problem=error.strerror or str(error)), file=sys.stderr)
        return []
    read = partial(read_form, data, catalogue, engine, limits=wiring.scan_limits(settings), only_template=template)
    try:
        whole = read()
        return [read(only_pages=document.pages) for document in whole.documents] or [whole]
    except ScanError as error:
        print(f"{file}: {text(language(), f'error.{error.code}', **error.params)}", file=sys.stderr)
        return []


def _name_document(file: Path, result: FormResult) -> str:
    """How one of several forms in a file is called: by its pages."""
    return say("cli.document", file=file.name, pages=", ".join(str(page.number) for page in result.pages))


def _explain(folder: Path, name: str, result: FormResult) -> bool:
    target = folder / f"{name}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_explanation(target, name, result)
    except OSError as error:
        problem = error.strerror or str(error)
        print(say("cli.folder_unwritable", file=str(target), problem=problem), file=sys.stderr)
        return False
    print(say("cli.explained", file=str(target)), file=sys.stderr)
    return True


def _show(file: Path, name: str, result: FormResult, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"file": str(file), **result.model_dump(mode="json")}, ensure_ascii=False))
        return
    console = open_console()
    console.print(result_table(name, result))
    steps = "  ".join(f"{step} {seconds * 1000:.0f} ms" for step, seconds in result.seconds.items())
    console.print(steps, style="dim")

"""``ocr-service doctor``: looks at everything the service needs and says what is missing and what to do."""

import argparse
import importlib.metadata
import os
import shutil
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.markup import escape

from ocr_service import wiring
from ocr_service.cli.failures import first_line
from ocr_service.cli.language import language, say, say_reason
from ocr_service.engines.errors import EngineError
from ocr_service.engines.models import check_models
from ocr_service.files.template_folder import find_template_folders, load_package
from ocr_service.forms.template_file import TemplateFileError
from ocr_service.settings import Settings, load_settings
from ocr_service.web.i18n import text

_GIGABYTE = 10**9
_LEAST_FREE_GB = 2


class _Trouble(Exception):
    """A check's finding, as the sentence that is shown."""


def run(options: argparse.Namespace) -> int:
    settings = load_settings()
    console = Console()
    good = True
    for name, check in _checks(settings):
        try:
            detail, mark = check(), "[green]✔[/]"
        except _Trouble as trouble:
            detail, mark, good = str(trouble), "[red]✘[/]", False
        console.print(f"{mark} {say(f'cli.doctor.{name}')}: {escape(detail)}")
    return 0 if good else 1


def _checks(settings: Settings) -> Iterator[tuple[str, Callable[[], str]]]:
    yield "opencv", _one_opencv
    yield "models", lambda: _models(settings)
    yield "database", lambda: _database(settings)
    yield "queue", lambda: _queue(settings)
    yield "disk", lambda: _disk(settings)
    yield "templates", lambda: _templates(settings)


def _one_opencv() -> str:
    """Every opencv distribution writes the same ``cv2`` folder: two of them break each other."""
    found = sorted({d.name for d in importlib.metadata.distributions() if d.name.startswith("opencv-")})
    if len(found) != 1:
        raise _Trouble(say("cli.doctor.opencv_many", found=", ".join(found) or "-"))
    return found[0]


def _models(settings: Settings) -> str:
    try:
        for choice in wiring.reading_models(settings):
            check_models(settings.models_folder, choice)
    except EngineError as error:
        raise _Trouble(text(language(), f"error.{error.code}", **error.params)) from None
    return settings.model


def _database(settings: Settings) -> str:
    try:
        return wiring.check_database(settings)
    except Exception as error:
        raise _Trouble(say("cli.doctor.unreachable", problem=first_line(error))) from None


def _queue(settings: Settings) -> str:
    try:
        wiring.open_queue(settings).waiting()
    except Exception as error:
        if settings.queue_is_embedded:
            return say("cli.doctor.queue_embedded")
        raise _Trouble(say("cli.doctor.unreachable", problem=first_line(error))) from None
    return settings.redis_url.rpartition("@")[2]


def _disk(settings: Settings) -> str:
    folder = settings.data_folder.resolve()
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise _Trouble(say("cli.doctor.folder_unwritable", folder=str(folder)))
    free = shutil.disk_usage(folder).free / _GIGABYTE
    if free < _LEAST_FREE_GB:
        raise _Trouble(say("cli.doctor.disk_low", free=f"{free:.1f}"))
    return say("cli.doctor.disk_free", free=f"{free:.0f}")


def _templates(settings: Settings) -> str:
    if settings.templates_folder is None:
        return say("cli.doctor.no_templates_folder")
    try:
        names = [load_package(folder).template.name for folder in find_template_folders(settings.templates_folder)]
    except TemplateFileError as error:
        raise _Trouble(say("cli.separator").join(map(say_reason, error.problems))) from None
    return ", ".join(names) or "-"

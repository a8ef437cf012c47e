"""``ocr-service models fetch`` and ``models check``: the recogniser's weights."""

import argparse
import sys
from pathlib import Path

from ocr_service import wiring
from ocr_service.cli.language import language, say
from ocr_service.engines.errors import EngineError
from ocr_service.engines.models import ModelChoice, ModelSource, check_models, fetch_models
from ocr_service.settings import Settings, load_settings
from ocr_service.web.i18n import text


def run_fetch(options: argparse.Namespace) -> int:
    settings = load_settings()
    source: ModelSource | None = options.source
    if options.source is not None and options.source not in ("hub", "index"):
        source = Path(options.source)
    try:
        choices = _choices(settings)
        brought = [name for choice in choices for name in fetch_models(settings.models_folder, choice, source)]
    except EngineError as error:
        print(text(language(), f"error.{error.code}", **error.params), file=sys.stderr)
        return 1
    key = "cli.models_fetched" if brought else "cli.models_there"
    print(say(key, models=", ".join(brought or _names(settings)), folder=str(settings.models_folder)))
    return 0


def run_check(options: argparse.Namespace) -> int:
    settings = load_settings()
    try:
        for choice in _choices(settings):
            check_models(settings.models_folder, choice)
    except EngineError as error:
        print(text(language(), f"error.{error.code}", **error.params), file=sys.stderr)
        return 1
    print(say("cli.models_there", models=", ".join(_names(settings)), folder=str(settings.models_folder)))
    return 0


def _names(settings: Settings) -> tuple[str, ...]:
    return tuple(name for choice in _choices(settings) for name in choice.names)


def _choices(settings: Settings) -> tuple[ModelChoice, ...]:
    return (*wiring.reading_models(settings), wiring.detector_choice())

"""``ocr-service models fetch`` and ``models check``: the recogniser's weights."""

import argparse
import sys
from pathlib import Path

from ocr_service import wiring
from ocr_service.cli.language import language, say
from ocr_service.engines.errors import EngineError
from ocr_service.engines.models import ModelSource, check_models, fetch_models
from ocr_service.settings import load_settings
from ocr_service.web.i18n import text


def run_fetch(options: argparse.Namespace) -> int:
    settings = load_settings()
    source: ModelSource | None = options.source
    if options.source is not None and options.source not in ("hub", "index"):
        source = Path(options.source)
    try:
        brought = fetch_models(settings.models_folder, wiring.model_choice(settings), source)
    except EngineError as error:
        print(text(language(), f"error.{error.code}", **error.params), file=sys.stderr)
        return 1
    key = "cli.models_fetched" if brought else "cli.models_there"
    print(say(key, models=", ".join(brought or (settings.model,)), folder=str(settings.models_folder)))
    return 0


def run_check(options: argparse.Namespace) -> int:
    settings = load_settings()
    try:
        check_models(settings.models_folder, wiring.model_choice(settings))
    except EngineError as error:
        print(text(language(), f"error.{error.code}", **error.params), file=sys.stderr)
        return 1
    print(say("cli.models_there", models=settings.model, folder=str(settings.models_folder)))
    return 0

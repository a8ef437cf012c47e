"""Is the service ready to take scans in? Each thing that is missing has a stable code."""

from collections.abc import Callable
from typing import Final

import structlog
from sqlalchemy import text

from ocr_service.engines.models import check_models
from ocr_service.queue import QueueUnavailable
from ocr_service.settings import Settings
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.publish_template import list_templates
from ocr_service.wiring import reading_models

log = structlog.get_logger("ocr_service.web")
_PROBE: Final = b"Can a file be kept?\n"


class Readiness:
    """Looks at everything that a scan will need on its way."""

    def __init__(self, services: Services, settings: Settings) -> None:
        self._services = services
        self._settings = settings
        self._models_are_right = False
        self._checks: dict[str, Callable[[], bool]] = {
            "database_unavailable": self._database,
            "queue_unavailable": self._queue,
            "files_unwritable": self._files,
            "models_missing": self._models,
            "no_templates": self._templates,
        }

    def find_missing(self) -> list[str]:
        """The codes of what is missing, in the order in which it should be mended."""
        return [code for code, check in self._checks.items() if not _passes(code, check)]

    def _database(self) -> bool:
        with self._services.database() as session:
            session.execute(text("SELECT 1"))
        return True

    def _queue(self) -> bool:
        try:
            self._services.queue.waiting()
        except QueueUnavailable:
            return False
        return True

    def _files(self) -> bool:
        files = self._services.files
        sha256 = files.store(_PROBE)
        return files.load(sha256) == _PROBE

    def _models(self) -> bool:
        # Checking reads tens of megabytes, and models that were right do not change under a running service.
        if not self._models_are_right:
            for choice in reading_models(self._settings):
                check_models(self._settings.models_folder, choice)
            self._models_are_right = True
        return True

    def _templates(self) -> bool:
        return bool(list_templates(self._services))


def _passes(code: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception as error:  # whatever it is: the service is not ready, and whoever asks is told which part
        log.warning("not_ready", code=code, error=type(error).__name__)
        return False

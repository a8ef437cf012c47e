"""Reads filled scans with a form that is still being drawn, in a child process of the web service.

It reads as the workers do: among all forms in use, so that the author sees whether the new one is known from them.
The child needs a model and some 500 MB; it lives while an author tries, and ends when nobody has for a while.
"""

from functools import partial
from typing import Any, Final

from ocr_service.engines.errors import EngineError
from ocr_service.engines.guarded_child import ChildBusy, ChildLimits, GuardedChild
from ocr_service.engines.host import restore_result
from ocr_service.engines.host_wire import Answer
from ocr_service.engines.line_recogniser import LineRecogniser
from ocr_service.engines.paddle import EngineChoice, open_engine
from ocr_service.forms.result import FormResult
from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.errors import ReaderFailed
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.placing.catalogue import open_catalogue
from ocr_service.reading.read_form import read_form

OPENING_SECONDS: Final = 180.0
IDLE_SECONDS: Final = 300.0
# A reference page takes a tenth of a second to prepare, on a busy machine one.
SECONDS_PER_REFERENCE_PAGE: Final = 1.0
_RECYCLE: Final = 100


class PictureUnusable(EngineError):
    """A reference picture of the form cannot be decoded."""

    code = "template_picture_unusable"


def open_trial_servant(choice: EngineChoice, limits: ScanLimits) -> "TrialServant":
    """Loads the model; takes seconds. Raises EngineError."""
    return TrialServant(open_engine(choice), limits)


class TrialServant:
    """Implements `host_wire.Servant`."""

    def __init__(self, engine: LineRecogniser, limits: ScanLimits) -> None:
        self._engine = engine
        self._limits = limits
        self._packages: tuple[TemplatePackage, ...] = ()
        self._catalogue, self._refused = open_catalogue(())

    @property
    def engine_name(self) -> str:
        return self._engine.name

    def answer(self, kind: str, arguments: tuple[Any, ...]) -> Answer:
        """``try`` (data, packages, only_template): the result as JSON and its pages' pictures. Raises ScanError.

        The last of the packages is the form that is tried: the others' pictures are theirs to mend.
        """
        data, packages, only_template = arguments
        if self._packages != packages:
            self._catalogue, self._refused = open_catalogue(packages)
            self._packages = packages
        if packages[-1].template.name in self._refused:
            return Answer(kind="picture_unusable")
        result = read_form(data, self._catalogue, self._engine, limits=self._limits, only_template=only_template)
        pictures = tuple(page.picture for page in result.pages)
        return Answer(kind="read", content=result.model_dump_json(), blobs=pictures)


class TrialReader:
    """Implements `usecases.ports.TrialReader`."""

    def __init__(self, choice: EngineChoice, limits: ScanLimits, *, seconds: float, memory_mb: int) -> None:
        self._seconds = seconds
        child_limits = ChildLimits(
            opening_seconds=OPENING_SECONDS,
            seconds=seconds,
            memory_mb=memory_mb,
            recycle=_RECYCLE,
            idle_seconds=IDLE_SECONDS,
        )
        self._child = GuardedChild(partial(open_trial_servant, choice, limits), child_limits, threads=choice.threads)

    def read(
        self, data: bytes, packages: tuple[TemplatePackage, ...], *, only_template: str | None = None
    ) -> FormResult:
        """See `usecases.ports.TrialReader`."""
        pages = sum(len(package.page_images) for package in packages)
        patience = OPENING_SECONDS + self._seconds + SECONDS_PER_REFERENCE_PAGE * pages
        try:
            answer = self._child.ask("try", data, packages, only_template, patience=patience)
            if answer.kind == "picture_unusable":
                raise PictureUnusable
            return restore_result(answer)
        except ChildBusy as error:
            raise ReaderFailed("page_took_too_long", seconds=self._seconds) from error

    def close(self) -> None:
        """Ends the child."""
        self._child.close()

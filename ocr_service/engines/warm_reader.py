"""What the reading host's child runs: a text engine and the known forms, ready for the next scan."""

from collections.abc import Callable

from ocr_service.engines.line_recogniser import LineRecogniser
from ocr_service.engines.paddle import EngineChoice, open_engine
from ocr_service.forms.result import FormResult
from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.catalogue import Catalogue
from ocr_service.reading.read_form import read_form
from ocr_service.reading.scan_limits import ScanLimits


def open_warm_reader(choice: EngineChoice, limits: ScanLimits) -> "WarmFormReader":
    """Loads the model; takes seconds. Raises EngineError."""
    return WarmFormReader(open_engine(choice), limits)


class WarmFormReader:
    """Implements `host_wire.WarmReader`: one engine, one catalogue, one scan after another."""

    def __init__(self, engine: LineRecogniser, limits: ScanLimits) -> None:
        self._engine = engine
        self._limits = limits
        self._catalogue = Catalogue(())

    @property
    def engine_name(self) -> str:
        return self._engine.name

    def learn(self, packages: tuple[TemplatePackage, ...]) -> list[str]:
        """Prepares the known forms; returns the names of those whose pictures cannot be used."""
        refused = set()
        try:
            self._catalogue = Catalogue(packages)
        except ValueError:
            refused = {package.template.name for package in packages if not _is_usable(package)}
            self._catalogue = Catalogue([package for package in packages if package.template.name not in refused])
        return sorted(refused)

    def read(
        self,
        data: bytes,
        only_template: str | None,
        only_pages: tuple[int, ...] | None,
        *,
        after_page: Callable[[], None],
    ) -> FormResult:
        """Raises ScanError for a bad file."""
        return read_form(
            data,
            self._catalogue,
            self._engine,
            limits=self._limits,
            only_template=only_template,
            only_pages=only_pages,
            after_page=after_page,
        )


def _is_usable(package: TemplatePackage) -> bool:
    try:
        Catalogue([package])
    except ValueError:
        return False
    return True

"""What the reading host's child runs: a text engine and the known forms, ready for the next scan."""

from collections.abc import Callable, Collection, Mapping, Sequence

from ocr_service.engines.line_recogniser import LineRecogniser
from ocr_service.engines.paddle import EngineChoice, open_engine
from ocr_service.forms.result import FormResult
from ocr_service.forms.template import TemplatePackage
from ocr_service.reading.decoding.lexicons import forget_lexicon, lexicon_of
from ocr_service.reading.device.find_device import find_device
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.placing.catalogue import Catalogue, open_catalogue
from ocr_service.reading.read_form import read_form


def open_warm_reader(choice: EngineChoice, limits: ScanLimits) -> "WarmFormReader":
    """Loads the model; takes seconds. Raises EngineError."""
    return WarmFormReader(open_engine(choice), limits)


class WarmFormReader:
    """Implements `host_wire.WarmReader`: one engine, one catalogue, one scan after another."""

    def __init__(self, engine: LineRecogniser, limits: ScanLimits) -> None:
        self._engine = engine
        self._limits = limits
        self._catalogue = Catalogue(())
        self._lists = KeptLists()

    @property
    def engine_name(self) -> str:
        return self._engine.name

    def learn(self, packages: tuple[TemplatePackage, ...]) -> list[str]:
        """Prepares the known forms; returns the names of those whose pictures cannot be used."""
        self._catalogue, refused = open_catalogue(packages)
        return sorted(refused)

    def keep_lists(self, changed: Mapping[str, tuple[str, ...]], names: Collection[str]) -> None:
        """Implements `host_wire.ListKeeper`."""
        self._lists.keep(changed, names)

    def read(
        self,
        data: bytes,
        only_template: str | None,
        only_pages: tuple[int, ...] | None,
        *,
        after_page: Callable[[], None],
    ) -> FormResult:
        """Raises ScanError for a bad file."""
        result = read_form(
            data,
            self._catalogue,
            self._engine,
            lookups=self._lists,
            limits=self._limits,
            only_template=only_template,
            only_pages=only_pages,
            after_page=after_page,
        )
        return result.model_copy(update={"device": find_device(data)})


class KeptLists:
    """A `LookupSource` over the lists of the master data that are read along with."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[str, ...]] = {}

    def keep(self, changed: Mapping[str, tuple[str, ...]], names: Collection[str]) -> None:
        for name in [name for name in self._entries if name not in names or name in changed]:
            forget_lexicon(self._entries.pop(name))
        self._entries |= changed

    def entries(self, name: str) -> Sequence[str]:
        """Raises KeyError."""
        return self._entries[name]

    def contains(self, name: str, entry: str) -> bool:
        """Raises KeyError."""
        return lexicon_of(self._entries[name]).holds(entry)

"""The look-up lists that a template's fields name: its own ones first, then the master data's."""

from collections.abc import Mapping, Sequence

from ocr_service.reading.decoding.lexicons import lexicon_of
from ocr_service.reading.lookups import LookupSource


class TemplateLookups:
    """A `LookupSource` over a template's own lists and, behind them, a further source."""

    def __init__(self, own: Mapping[str, tuple[str, ...]], further: LookupSource | None) -> None:
        self._own = own
        self._further = further

    def entries(self, name: str) -> Sequence[str]:
        """All entries of the list; raises KeyError where neither source has it."""
        if name in self._own:
            return self._own[name]
        if self._further is None:
            raise KeyError(name)
        return self._further.entries(name)

    def contains(self, name: str, entry: str) -> bool:
        """Whether the list has exactly this entry; raises KeyError where neither source has the list."""
        if name in self._own:
            return lexicon_of(self._own[name]).holds(entry)
        if self._further is None:
            raise KeyError(name)
        return self._further.contains(name, entry)

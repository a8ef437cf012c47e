"""The look-up lists that a template's fields name: its own ones first, then the master data's."""

from collections.abc import Collection, Mapping, Sequence

from ocr_service.reading.decoding.lexicons import lexicon_of
from ocr_service.reading.rules.lookups import LookupSource


class TemplateLookups:
    """A `LookupSource` over a template's own lists and, behind them, a further source.

    `elsewhere` are the names of the master data's lists, which are asked after reading.
    """

    def __init__(
        self, own: Mapping[str, tuple[str, ...]], further: LookupSource | None, elsewhere: Collection[str] = ()
    ) -> None:
        self._own = own
        self._further = further
        self._elsewhere = elsewhere

    def entries(self, name: str) -> Sequence[str] | None:
        """All entries of the list; raises KeyError where neither source has it and it is not elsewhere."""
        if name in self._own:
            return self._own[name]
        try:
            if self._further is not None:
                return self._further.entries(name)
        except KeyError:
            pass
        if name in self._elsewhere:
            return None
        raise KeyError(name)

    def contains(self, name: str, entry: str) -> bool | None:
        """Whether the list has exactly this entry; raises KeyError where neither source has the list."""
        if name in self._elsewhere:
            return None
        if name in self._own:
            return lexicon_of(self._own[name]).holds(entry)
        if self._further is None:
            raise KeyError(name)
        return self._further.contains(name, entry)

"""Lists of possible values: customers, materials, units. Made for a hundred thousand entries.

A list is searched as a prefix tree that is never built: the entries are sorted, and a state is the range of those that
begin with what was read. That takes no memory beyond the list, where a tree of nodes took some 200 bytes a character.
"""

import unicodedata
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from ocr_service.reading.decoding.automata import State
from ocr_service.reading.decoding.entry_index import EntryIndex

# Lists that are kept sorted; a service has a few for each template.
_MOST_LISTS: Final = 64
# Lists up to this length are compared entry by entry.
SHORT_LIST: Final = 48
# Sorts behind everything that begins with the same characters.
_LAST: Final = "\U0010ffff"


class Lexicon:
    """A list's entries as an automaton over their plain forms (see `plain_entry`).

    Where two entries differ only in what the plain form leaves out, the first one stands for both.
    """

    def __init__(self, entries: Sequence[str]) -> None:
        spellings: dict[str, str] = {}
        for entry in entries:
            if plain := plain_entry(entry):
                spellings.setdefault(plain, entry)
        self._plain = sorted(spellings)
        self._spellings = [spellings[plain] for plain in self._plain]
        self._listed = frozenset(entries)
        self.start: State = (0, len(self._plain), 0)

    def __len__(self) -> int:
        return len(self._plain)

    def step(self, state: State, character: str) -> State | None:
        assert isinstance(state, tuple)
        first, end, depth = state
        if first == end:
            return None
        begin = self._plain[first][:depth] + character
        first = bisect_left(self._plain, begin, first, end)
        if first == end or not self._plain[first].startswith(begin):
            return None
        return (first, bisect_left(self._plain, begin + _LAST, first, end), depth + 1)

    def accepts(self, state: State) -> bool:
        assert isinstance(state, tuple)
        first, end, depth = state
        return bool(first < end and len(self._plain[first]) == depth)

    def spelling(self, plain: str) -> str | None:
        """The list's own spelling of a plain form, None where no entry has it."""
        place = bisect_left(self._plain, plain)
        return self._spellings[place] if self._plain[place : place + 1] == [plain] else None

    def holds(self, entry: str) -> bool:
        """Whether the list has exactly this entry."""
        return entry in self._listed

    def near(self, pairs: Sequence[tuple[str, str]], most: int) -> list[str]:
        """Plain forms of at most `most` entries that share the most pairs of neighbouring characters, best first.

        All entries of a list no longer than `SHORT_LIST`.
        """
        if len(self._plain) <= SHORT_LIST:
            return list(self._plain)
        return [self._plain[number] for number in self._index.find(pairs, most)]

    @cached_property
    def _index(self) -> EntryIndex:
        return EntryIndex(self._plain)


_known: OrderedDict[int, tuple[Sequence[str], Lexicon]] = OrderedDict()


def lexicon_of(entries: Sequence[str]) -> Lexicon:
    """The list's lexicon, made once for as long as its holder hands out the same object.

    Comparing a hundred thousand entries for each field would cost more than reading it.
    """
    held = _known.get(id(entries))
    if held is None:
        held = _known[id(entries)] = (entries, Lexicon(entries))
        while len(_known) > _MOST_LISTS:
            _known.popitem(last=False)
    else:
        _known.move_to_end(id(entries))
    return held[1]


def forget_lexicon(entries: Sequence[str]) -> None:
    """Lets go of a list that is used no more: a newer version of it has come."""
    _known.pop(id(entries), None)


def plain_entry(entry: str) -> str:
    """An entry as the decoder meets it: without spaces, full-width letters, figures and brackets half-width."""
    return "".join(
        unicodedata.normalize("NFKC", character) if "！" <= character <= "～" else character
        for character in "".join(entry.split())
    )

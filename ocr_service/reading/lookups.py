"""What `reading` asks of look-up lists (a template's own lists, master data)."""

from collections.abc import Sequence
from typing import Protocol


class LookupSource(Protocol):
    """Named lists of values that a field may hold."""

    def entries(self, name: str) -> Sequence[str]:
        """All entries of the list; raises KeyError where there is no such list.

        The same object for as long as the list is the same: what is made of a list is kept beside it.
        """
        ...

    def contains(self, name: str, entry: str) -> bool:
        """Whether the list has exactly this entry; raises KeyError where there is no such list."""
        ...

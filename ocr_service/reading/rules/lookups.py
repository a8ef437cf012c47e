"""What `reading` asks of look-up lists (a template's own lists, master data)."""

from collections.abc import Sequence
from typing import Protocol


class LookupSource(Protocol):
    """Named lists of values that a field may hold."""

    def entries(self, name: str) -> Sequence[str] | None:
        """All entries of the list, None where it is too long to be read along with.

        The same object for as long as the list is the same: what is made of a list is kept beside it. Raises KeyError
        where there is no such list.
        """
        ...

    def contains(self, name: str, entry: str) -> bool | None:
        """Whether the list has exactly this entry; raises KeyError where there is no such list.

        None where that is found out elsewhere: master data is asked after reading (see `check_masterdata`).
        """
        ...

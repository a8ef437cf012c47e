"""What `reading` asks of the master data: lists of rows, of a million where need be, somewhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

# The values of a row by the names of the list's columns.
ListRow = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A value of a list, and how much it is like what was read, 0 to 1."""

    text: str
    alike: float


class MasterdataSource(Protocol):
    """Named lists of rows. Each method raises KeyError where there is no such list or column."""

    def find(self, name: str, value: str) -> str | None:
        """The value of ``list.column`` in the list's own spelling; None where the list has it not.

        Spaces and the width of characters do not count.
        """
        ...

    def nearest(self, name: str, value: str, count: int) -> Sequence[Listed]:
        """The values of ``list.column`` that are most like the text, most alike first; none where none is near."""
        ...

    def rows_where(self, name: str, column: str, value: str) -> Sequence[ListRow]:
        """The list's rows whose column holds the value (compared as by `find`)."""
        ...

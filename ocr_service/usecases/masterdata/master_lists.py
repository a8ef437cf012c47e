"""Looks into the lists in force: one row by its key, rows by a value, the nearest values, what begins or holds a text.

Each look-up costs milliseconds in a list of a million rows, and no memory between two of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.forms.rules import split_list_name
from ocr_service.reading.decoding.lexicons import plain_entry
from ocr_service.reading.masterdata.source import Listed, ListRow
from ocr_service.records.masterdata import MasterdataList, MasterdataRow, MasterdataVersion
from ocr_service.records.masterdata_index import EDGE, pair_codes, plain, rows_sharing_most, rows_with_all

# Rows that are compared character by character with what is looked for, some at a time until enough are found.
_MOST_COMPARED: Final = 4_000
_LOADED_AT_ONCE: Final = 200
_MOST_NEAR: Final = 60
# Values less alike than this (0 to 1) are no candidates for what was read.
LEAST_ALIKE: Final = 0.6
_MOST_ROWS: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class FoundEntry:
    """A row for the review desk: the value of the column that was asked for, and what is shown beside it."""

    text: str
    key: str
    shown: Mapping[str, str]


class MasterLists:
    """The lists as one session sees them. `pinned` names versions to be used while they are still there, by list.

    Implements `reading.masterdata.MasterdataSource`. `used` tells the versions that were looked into.
    """

    def __init__(self, session: Session, pinned: Mapping[str, int] | None = None) -> None:
        self._session = session
        self._pinned = pinned or {}
        self._versions: dict[str, MasterdataVersion | None] = {}
        self.used: dict[str, str] = {}

    def version(self, name: str) -> MasterdataVersion | None:
        """The version of the list in force, or the pinned one; None where there is no such list."""
        if name not in self._versions:
            pinned = self._pinned.get(name)
            found = None if pinned is None else self._session.get(MasterdataVersion, pinned)
            if found is None:
                in_force = select(MasterdataList.version_id).where(MasterdataList.name == name).scalar_subquery()
                found = self._session.scalar(select(MasterdataVersion).where(MasterdataVersion.id == in_force))
            self._versions[name] = found
            if found is not None:
                self.used[name] = found.label
        return self._versions[name]

    def row(self, name: str, key: str) -> ListRow | None:
        """The row with exactly this key. Raises KeyError where there is no such list."""
        version = self._need(name)
        found = self._session.scalar(
            select(MasterdataRow.values).where(MasterdataRow.version_id == version.id, MasterdataRow.key == key)
        )
        return None if found is None else _as_row(version, found)

    def rows_where(self, name: str, column: str, value: str) -> list[ListRow]:
        """The rows whose column holds the value, whatever its spaces and the width of its characters.

        At most a thousand. Raises KeyError where the list has no such column, or it is neither its key nor shown.
        """
        version = self._need(name)
        place = _place(version, column)
        wanted = plain(value)
        if not wanted:
            return []
        if column == version.key_column and (row := self.row(name, value)) is not None:
            return [row]
        codes = pair_codes(EDGE + wanted + EDGE, place)
        rows = self._load(version, rows_with_all(self._session, version.id, codes, _MOST_ROWS))
        strict = plain_entry(value)
        return [row for row in rows if plain_entry(row[column]) == strict]

    def find(self, name: str, value: str) -> str | None:
        """The value of ``list.column`` in the list's own spelling, where the list has it. Raises KeyError."""
        list_name, column = split_list_name(name)
        rows = self.rows_where(list_name, column, value)
        return next((row[column] for row in rows if row[column] == value), rows[0][column] if rows else None)

    def nearest(self, name: str, value: str, count: int) -> list[Listed]:
        """The values of ``list.column`` that are most like the text, most alike first. Raises KeyError."""
        list_name, column = split_list_name(name)
        version = self._need(list_name)
        place = _place(version, column)
        wanted = plain(value)
        if not wanted:
            return []
        codes = pair_codes(EDGE + wanted + EDGE, place)
        numbers = rows_sharing_most(
            self._session, version.id, codes, entries=version.rows, last=version.last_row, most=_MOST_NEAR
        )
        texts = dict.fromkeys(row[column] for row in self._load(version, numbers))
        alike = [Listed(text=text, alike=fuzz.ratio(wanted, plain(text)) / 100) for text in texts]
        alike.sort(key=lambda one: -one.alike)
        return [one for one in alike[:count] if one.alike >= LEAST_ALIKE]

    def entries(self, name: str) -> tuple[str, ...]:
        """All values of ``list.column``, each once, in the list's order. Raises KeyError."""
        list_name, column = split_list_name(name)
        version = self._need(list_name)
        _place(version, column)
        place = version.columns.index(column)
        rows = select(MasterdataRow.values).where(MasterdataRow.version_id == version.id)
        found = self._session.execute(rows.order_by(MasterdataRow.number)).scalars()
        return tuple(dict.fromkeys(values[place] for values in found if values[place]))

    def search(self, name: str, text: str, *, column: str | None, count: int) -> list[FoundEntry]:
        """Rows for somebody who types: the very value first, then values that begin so, then those that hold it.

        With `column` only that one is searched, and each of its values stands once. Without a text, the first rows.
        Raises KeyError.
        """
        version = self._need(name)
        columns = [column] if column is not None else list(version.searched)
        places = [_place(version, one) for one in columns]
        wanted = plain(text)
        rows = (
            self._ranked(version, columns, places, wanted, count) if wanted else self._load(version, None, most=count)
        )
        shown = column or version.key_column
        found: dict[str, FoundEntry] = {}
        for row in rows:
            beside = {one: row[one] for one in version.searched}
            found.setdefault(row[shown], FoundEntry(text=row[shown], key=row[version.key_column], shown=beside))
        return list(found.values())[:count]

    def _ranked(
        self, version: MasterdataVersion, columns: Sequence[str], places: Sequence[int], wanted: str, count: int
    ) -> list[ListRow]:
        found: dict[str, tuple[tuple[int, int, str], ListRow]] = {}
        for text in (EDGE + wanted + EDGE, EDGE + wanted, wanted):
            for place in places:
                codes = pair_codes(text, place)
                numbers = rows_with_all(self._session, version.id, codes, _MOST_COMPARED) if codes else []
                for start in range(0, len(numbers), _LOADED_AT_ONCE):
                    if len(found) >= max(count, _LOADED_AT_ONCE):
                        break
                    for row in self._load(version, numbers[start : start + _LOADED_AT_ONCE]):
                        if (rank := _rank(row, columns, wanted)) is not None:
                            found[row[version.key_column]] = (rank, row)
        return [row for _, row in sorted(found.values(), key=lambda one: one[0])]

    def _need(self, name: str) -> MasterdataVersion:
        version = self.version(name)
        if version is None:
            raise KeyError(name)
        return version

    def _load(
        self, version: MasterdataVersion, numbers: Iterable[int] | None, *, most: int | None = None
    ) -> list[ListRow]:
        rows = select(MasterdataRow.values).where(MasterdataRow.version_id == version.id).order_by(MasterdataRow.number)
        if numbers is not None:
            rows = rows.where(MasterdataRow.number.in_(list(numbers)))
        return [_as_row(version, values) for values in self._session.scalars(rows.limit(most))]


def _as_row(version: MasterdataVersion, values: Sequence[str]) -> ListRow:
    return dict(zip(version.columns, values, strict=True))


def _place(version: MasterdataVersion, column: str) -> int:
    """The searched column's number in the index; raises KeyError."""
    try:
        return version.searched.index(column)
    except ValueError:
        raise KeyError(column) from None


def _rank(row: ListRow, columns: Sequence[str], wanted: str) -> tuple[int, int, str] | None:
    """Sorts before others: less first. None where no column holds the text."""
    best: tuple[int, int, str] | None = None
    for column in columns:
        value = plain(row[column])
        if wanted not in value:
            continue
        kind = 0 if value == wanted else 1 if value.startswith(wanted) else 2
        rank = (kind, len(value), value)
        best = rank if best is None else min(best, rank)
    return best

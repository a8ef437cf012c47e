"""A file replaces a list: written as a new version beside the one in force, then put in force in one transaction.

Whatever goes wrong before that last transaction, a crash among it, leaves the old version in force.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO, Final, Literal

import structlog
from sqlalchemy import select, update

from ocr_service.records import audit
from ocr_service.records.locks import lock_out_writers
from ocr_service.records.masterdata import MasterdataList, MasterdataVersion
from ocr_service.records.masterdata_index import index_block, plain
from ocr_service.records.masterdata_rows import insert_pairs, insert_rows
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataFewer, MasterdataOvertaken, MasterdataRefused
from ocr_service.usecases.masterdata.prune_versions import forget_version, prune_list
from ocr_service.usecases.masterdata.read_rows import Encoding, Format, Row, RowReader, RowsUnreadable
from ocr_service.usecases.ports import Services

log = structlog.get_logger()

Source = Literal["api", "command", "pull", "folder"]
# Rows that one transaction writes, and rows whose index is made in one piece.
_BATCH: Final = 5_000
_BLOCK: Final = 50_000
_PAIRS_AT_ONCE: Final = 20_000
# From so many rows on, a file with less than half of them needs somebody's word.
_MANY_ROWS: Final = 20


@dataclass(frozen=True, kw_only=True)
class LoadWishes:
    """How a file is to be understood. Without `key` and `display` the list keeps those it has.

    A new list's key is its first column, and its second one is shown. `allow_fewer` takes a file that has less than
    half of the rows in force.
    """

    format: Format = "csv"
    encoding: Encoding = "auto"
    key: str | None = None
    display: tuple[str, ...] | None = None
    allow_fewer: bool = False


@dataclass(frozen=True, kw_only=True)
class LoadedVersion:
    """A version of a list. `version` is ``12``, or ``12.3`` after three changes of single rows."""

    list: str
    version: str
    number: int
    rows: int
    columns: tuple[str, ...]
    key: str
    display: tuple[str, ...]
    source: str
    loaded_by: str
    begun_at: datetime
    in_force_at: datetime | None
    in_force: bool


def load_list(
    services: Services,
    *,
    actor: str,
    name: str,
    file: BinaryIO,
    size_bytes: int,
    source: Source,
    wishes: LoadWishes | None = None,
    while_loading: Callable[[], None] = lambda: None,
) -> LoadedVersion:
    """Loads the file (seekable, read from its beginning) and puts it in force; a million rows take about a minute.

    `while_loading` is called after each few thousand rows. Raises MasterdataRefused, MasterdataFewer,
    MasterdataOvertaken; the old version stays in force then.
    """
    wishes = wishes or LoadWishes()
    try:
        reader = RowReader(file, format=wishes.format, encoding=wishes.encoding)
    except RowsUnreadable as error:
        raise MasterdataRefused(error.problems) from error
    version = _begin(services, actor, name, reader.columns, wishes, source, size_bytes)
    try:
        rows, last = _write_rows(services, version, reader, while_loading)
        if reader.problems.found:
            raise MasterdataRefused(reader.problems.found)
        if not rows:
            raise MasterdataRefused([{"code": "masterdata_no_rows", "params": {}}])
        loaded = _put_in_force(services, actor, version.id, rows, last, wishes)
    except BaseException:
        _forget(services, version.id)
        raise
    prune_list(services, name)
    return loaded


def _begin(
    services: Services,
    actor: str,
    name: str,
    columns: Sequence[str],
    wishes: LoadWishes,
    source: Source,
    size_bytes: int,
) -> MasterdataVersion:
    now = services.now()
    with services.database.begin() as session:
        lock_out_writers(session, MasterdataList)
        row = session.get(MasterdataList, name)
        if row is None:
            row = MasterdataList(name=name, last_number=0, created_at=now)
            session.add(row)
            session.flush()
        old = None if row.version_id is None else session.get(MasterdataVersion, row.version_id)
        key, display = _definition(columns, wishes, old)
        row.last_number += 1
        version = MasterdataVersion(
            list_name=name,
            number=row.last_number,
            edits=0,
            ready=False,
            columns=list(columns),
            key_column=key,
            display=display,
            rows=0,
            last_row=0,
            size_bytes=size_bytes,
            source=source,
            loaded_by=actor,
            begun_at=now,
            touched_at=now,
        )
        session.add(version)
        session.flush()
        return version


def _definition(columns: Sequence[str], wishes: LoadWishes, old: MasterdataVersion | None) -> tuple[str, list[str]]:
    """The key and the columns shown; raises MasterdataRefused where the file has not got one of them."""
    key = wishes.key or (old.key_column if old else columns[0])
    if wishes.display is not None:
        display = list(wishes.display)
    elif old is not None:
        display = list(old.display)
    else:
        display = [name for name in columns if name != key][:1]
    missing = [name for name in dict.fromkeys([key, *display]) if name not in columns]
    if missing:
        problems = [{"code": "masterdata_column_missing", "params": {"column": name}} for name in missing]
        raise MasterdataRefused(problems)
    return key, display


def _write_rows(
    services: Services, version: MasterdataVersion, reader: RowReader, while_loading: Callable[[], None]
) -> tuple[int, int]:
    """Writes the rows and their index; how many there were, and the number of the last one."""
    searched = [reader.columns.index(name) for name in version.searched]
    rows = reader.rows(version.key_column)
    written = last = 0
    for block in _blocks(rows):
        for start in range(0, len(block), _BATCH):
            _write_batch(services, version, block[start : start + _BATCH], searched[0], reader)
            while_loading()
        written, last = written + len(block), block[-1].line
        if reader.problems.found:
            continue  # only the further problems are looked for now
        values = [[plain(row.values[column]) for row in block] for column in searched]
        pairs = index_block(values, [row.line for row in block])
        while some := list(islice(pairs, _PAIRS_AT_ONCE)):
            with services.database.begin() as session:
                insert_pairs(session, version.id, written, some)
            while_loading()
    return written, last


def _blocks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while block := list(islice(rows, _BLOCK)):
        yield block


def _write_batch(
    services: Services, version: MasterdataVersion, batch: Sequence[Row], key: int, reader: RowReader
) -> None:
    firsts: dict[str, Row] = {}
    for row in batch:
        first = firsts.setdefault(row.values[key], row)
        if first is not row:
            _tell_twice(reader, row.values[key], first.line, row.line)
    numbers = [row.line for row in firsts.values()]
    with services.database.begin() as session:
        values = [row.values for row in firsts.values()]
        there = insert_rows(session, version.id, numbers, list(firsts), values)
        touched = update(MasterdataVersion).where(MasterdataVersion.id == version.id)
        session.execute(touched.values(touched_at=services.now()))
    for value, line in there.items():
        _tell_twice(reader, value, line, firsts[value].line)


def _tell_twice(reader: RowReader, key: str, first: int, line: int) -> None:
    if not reader.problems.too_many:
        reader.problems.add("masterdata_key_twice", key=key, first=first, line=line)


def _put_in_force(
    services: Services, actor: str, version_id: int, rows: int, last: int, wishes: LoadWishes
) -> LoadedVersion:
    now = services.now()
    with services.database.begin() as session:
        version = session.get_one(MasterdataVersion, version_id)
        name = version.list_name
        row = session.scalars(select(MasterdataList).where(MasterdataList.name == name).with_for_update()).one()
        old = None if row.version_id is None else session.get(MasterdataVersion, row.version_id)
        if old is not None and old.number > version.number:
            raise MasterdataOvertaken(list=name)
        if old is not None and old.rows >= _MANY_ROWS and rows * 2 < old.rows and not wishes.allow_fewer:
            raise MasterdataFewer(list=name, rows=rows, before=old.rows)
        version.rows, version.last_row, version.ready, version.in_force_at = rows, last, True, now
        row.version_id = version.id
        told = {"version": version.label, "rows": rows, "source": version.source}
        before = None if old is None else {"version": old.label, "rows": old.rows}
        audit.write(session, at=now, actor=actor, action="masterdata.loaded", subject=name, old=before, new=told)
        session.flush()
        return describe_version(version, in_force=True)


def describe_version(version: MasterdataVersion, *, in_force: bool) -> LoadedVersion:
    """A version as it is told."""
    return LoadedVersion(
        list=version.list_name,
        version=version.label,
        number=version.number,
        rows=version.rows,
        columns=tuple(version.columns),
        key=version.key_column,
        display=tuple(version.display),
        source=version.source,
        loaded_by=version.loaded_by,
        begun_at=version.begun_at,
        in_force_at=version.in_force_at,
        in_force=in_force,
    )


def _forget(services: Services, version_id: int) -> None:
    try:
        forget_version(services, version_id)
    except Exception:
        # The database may be the very thing that failed; what is left is swept up later.
        log.warning("masterdata_load_left", version_id=version_id, exc_info=True)

"""The rows of a file -> the rows of a version and their index, many at a time in transactions that are short."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final

from sqlalchemy import update

from ocr_service.records.masterdata import MasterdataVersion
from ocr_service.records.masterdata_index import index_block, plain
from ocr_service.records.masterdata_rows import insert_pairs, insert_rows
from ocr_service.usecases.masterdata.read_rows import Row, RowReader
from ocr_service.usecases.ports import Services

# Rows that one transaction writes, and rows whose index is made in one piece.
_BATCH: Final = 5_000
_BLOCK: Final = 50_000
_PAIRS_AT_ONCE: Final = 20_000


def write_rows(
    services: Services, version: MasterdataVersion, reader: RowReader, while_loading: Callable[[int], None]
) -> tuple[int, int]:
    """Writes the rows and their index; how many there were, and the number of the last one."""
    searched = [reader.columns.index(name) for name in version.searched]
    rows = reader.rows(version.key_column)
    written = last = 0
    for block in _blocks(rows):
        for start in range(0, len(block), _BATCH):
            batch = block[start : start + _BATCH]
            _write_batch(services, version, batch, searched[0], reader)
            while_loading(written + start + len(batch))
        written, last = written + len(block), block[-1].line
        if reader.problems.found:
            continue  # only the further problems are looked for now
        values = [[plain(row.values[column]) for row in block] for column in searched]
        pairs = index_block(values, [row.line for row in block])
        while some := list(islice(pairs, _PAIRS_AT_ONCE)):
            with services.database.begin() as session:
                insert_pairs(session, version.id, written, some)
            while_loading(written)
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

"""Writes and deletes the rows of master data many at a time, in the way in which each database is quick."""

import json
from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ocr_service.records.masterdata import MasterdataPair, MasterdataRow, MasterdataVersion

# Rows that one transaction deletes: nobody else who writes on SQLite waits longer than a moment.
_DELETED_AT_ONCE: Final = 20_000
_PAIRS_DELETED_AT_ONCE: Final = 5_000

_ROWS: Final = {
    "sqlite": 'INSERT INTO masterdata_rows (version_id, number, key, "values") VALUES (?, ?, ?, ?)'
    " ON CONFLICT DO NOTHING",
    "postgresql": 'INSERT INTO masterdata_rows (version_id, number, key, "values")'
    " SELECT %s, * FROM unnest(%s::int[], %s::text[], %s::json[]) ON CONFLICT DO NOTHING",
}
_PAIRS: Final = {
    "sqlite": "INSERT INTO masterdata_pairs (version_id, pair, block, rows) VALUES (?, ?, ?, ?)",
    "postgresql": "INSERT INTO masterdata_pairs (version_id, pair, block, rows)"
    " SELECT %s, one.pair, %s, one.rows FROM unnest(%s::bigint[], %s::bytea[]) AS one (pair, rows)",
}


def insert_rows(
    session: Session, version_id: int, numbers: Sequence[int], keys: Sequence[str], values: Sequence[Sequence[str]]
) -> dict[str, int]:
    """Writes new rows, but none whose key is there already: those keys, with the number of the row that has it."""
    if not numbers:
        return {}
    dialect = session.get_bind().dialect.name
    connection = session.connection()
    packed = [json.dumps(one, ensure_ascii=False) for one in values]
    if dialect == "postgresql":
        done = connection.exec_driver_sql(_ROWS[dialect], (version_id, list(numbers), list(keys), packed))
    else:
        rows = zip([version_id] * len(keys), numbers, keys, packed, strict=True)
        done = connection.exec_driver_sql(_ROWS[dialect], list(rows))
    if done.rowcount == len(numbers):
        return {}
    of_version = select(MasterdataRow.key, MasterdataRow.number).where(MasterdataRow.version_id == version_id)
    there = dict(session.execute(of_version.where(MasterdataRow.key.in_(keys))).all())
    return {key: there[key] for number, key in zip(numbers, keys, strict=True) if there[key] != number}


def insert_pairs(session: Session, version_id: int, block: int, pairs: Sequence[tuple[int, bytes]]) -> None:
    """Writes a part of a block of the index (see `masterdata_index.index_block`)."""
    dialect = session.get_bind().dialect.name
    connection = session.connection()
    if dialect == "postgresql":
        columns = [pair for pair, _ in pairs], [rows for _, rows in pairs]
        connection.exec_driver_sql(_PAIRS[dialect], (version_id, block, *columns))
    else:
        connection.exec_driver_sql(_PAIRS[dialect], [(version_id, pair, block, rows) for pair, rows in pairs])


def delete_some(session: Session, version_id: int) -> bool:
    """Deletes a part of a version, and its own row with the last part; false once nothing is left.

    For a transaction of its own each, repeated until false.
    """
    first = session.scalar(select(func.min(MasterdataRow.number)).where(MasterdataRow.version_id == version_id))
    if first is not None:
        some = MasterdataRow.number < first + _DELETED_AT_ONCE
        session.execute(delete(MasterdataRow).where(MasterdataRow.version_id == version_id, some))
        return True
    of_version = select(MasterdataPair.pair).where(MasterdataPair.version_id == version_id)
    pair = session.scalar(of_version.order_by(MasterdataPair.pair).offset(_PAIRS_DELETED_AT_ONCE).limit(1))
    some_pairs = delete(MasterdataPair).where(MasterdataPair.version_id == version_id)
    session.execute(some_pairs if pair is None else some_pairs.where(MasterdataPair.pair < pair))
    if pair is not None:
        return True
    session.execute(delete(MasterdataVersion).where(MasterdataVersion.id == version_id))
    return False

"""What a version that is not in force yet would change: rows added, changed and gone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, cast, func, select
from sqlalchemy import Text as SqlText
from sqlalchemy.orm import Session, aliased

from ocr_service.records.masterdata import MasterdataList, MasterdataRow, MasterdataVersion

# So many rows of each kind are shown.
SHOWN: Final = 20
# Rows whose columns moved are compared one by one; so many are held at once.
_AT_ONCE: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class Changes:
    """How many rows are added, changed and gone, with the first of each kind: rows by column, and of changed ones
    ``{"key", "columns": {column: [old, new]}}``. `before` is None where nothing was in force.
    """

    before: int | None
    rows: int
    added: int
    changed: int
    gone: int
    columns_added: list[str]
    columns_gone: list[str]
    first_added: list[dict[str, str]]
    first_changed: list[dict[str, Any]]
    first_gone: list[dict[str, str]]


def compare_versions(session: Session, version_id: int) -> dict[str, Any]:
    """`Changes`, as it is kept, between the version in force and this one."""
    new = session.get_one(MasterdataVersion, version_id)
    in_force = select(MasterdataList.version_id).where(MasterdataList.name == new.list_name).scalar_subquery()
    old = session.scalar(select(MasterdataVersion).where(MasterdataVersion.id == in_force))
    added = _only_in(new, old)
    gone = None if old is None else _only_in(old, new)
    changed, first_changed = (0, []) if old is None else _changed(session, old, new)
    before = [] if old is None else old.columns
    return asdict(
        Changes(
            before=None if old is None else old.rows,
            rows=new.rows,
            added=_count(session, added),
            changed=changed,
            gone=0 if gone is None else _count(session, gone),
            columns_added=[name for name in new.columns if old is not None and name not in before],
            columns_gone=[name for name in before if name not in new.columns],
            first_added=_first(session, added, new.columns),
            first_changed=first_changed,
            first_gone=[] if gone is None or old is None else _first(session, gone, old.columns),
        )
    )


def _only_in(one: MasterdataVersion, other: MasterdataVersion | None) -> Select[int, list[Any]]:
    rows, others = aliased(MasterdataRow), aliased(MasterdataRow)
    own = select(rows.number, rows.values).where(rows.version_id == one.id)
    if other is None:
        return own
    same_key = and_(others.version_id == other.id, others.key == rows.key)
    return own.outerjoin_from(rows, others, same_key).where(others.key.is_(None))


def _count(session: Session, rows: Select[*tuple[Any, ...]]) -> int:
    return session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _first(session: Session, rows: Select[int, list[Any]], columns: Sequence[str]) -> list[dict[str, str]]:
    number = rows.selected_columns[0]
    first = session.execute(rows.order_by(number).limit(SHOWN))
    return [dict(zip(columns, values, strict=True)) for _, values in first]


def _changed(session: Session, old: MasterdataVersion, new: MasterdataVersion) -> tuple[int, list[dict[str, Any]]]:
    """By the columns that both have; a column that only one of them has makes no row a changed one."""
    rows, others = aliased(MasterdataRow), aliased(MasterdataRow)
    pairs = (
        select(rows.key, others.values, rows.values)
        .join(others, and_(others.version_id == old.id, others.key == rows.key))
        .where(rows.version_id == new.id)
    )
    if old.columns == new.columns:
        # Both were written by the same hand: equal values are equal as text.
        pairs = pairs.where(cast(rows.values, SqlText) != cast(others.values, SqlText))
        first = session.execute(pairs.order_by(rows.number).limit(SHOWN))
        return _count(session, pairs.with_only_columns(rows.number)), [_told(old, new, *row) for row in first]
    count = 0
    shown: list[dict[str, Any]] = []
    for row in session.execute(pairs.order_by(rows.number).execution_options(yield_per=_AT_ONCE)):
        told = _told(old, new, *row)
        if told["columns"]:
            count += 1
            if len(shown) < SHOWN:
                shown.append(told)
    return count, shown


def _told(
    old: MasterdataVersion, new: MasterdataVersion, key: str, before: Sequence[str], after: Sequence[str]
) -> dict[str, Any]:
    was: Mapping[str, str] = dict(zip(old.columns, before, strict=True))
    now = zip(new.columns, after, strict=True)
    return {"key": key, "columns": {name: [was[name], value] for name, value in now if was.get(name, value) != value}}

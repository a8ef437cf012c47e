"""Single rows of the version in force are added, changed or deleted, between two loads of the whole list."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ocr_service.records import audit
from ocr_service.records.masterdata import MasterdataList, MasterdataRow, MasterdataVersion
from ocr_service.records.masterdata_index import add_to_index, plain
from ocr_service.records.masterdata_rows import insert_rows
from ocr_service.usecases.masterdata.list_version import LoadedVersion, describe_version
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataNotFound, MasterdataRowInvalid
from ocr_service.usecases.masterdata.read_rows import MOST_CELL_CHARACTERS, MOST_KEY_CHARACTERS, row_of_object
from ocr_service.usecases.ports import Services

MOST_AT_ONCE: Final = 100


def put_rows(services: Services, *, actor: str, name: str, rows: Sequence[Mapping[str, Any]]) -> LoadedVersion:
    """Adds the rows, or changes those whose keys are there; columns that a row leaves out stay as they are.

    All of them or none. A load of the whole list that is under way replaces them. Raises MasterdataNotFound,
    MasterdataRowInvalid.
    """
    with services.database.begin() as session:
        version = _lock_in_force(session, name)
        changed = {row[version.key_column]: row for row in (_checked(version, row) for row in rows)}
        there = _load(session, version, changed)
        given: dict[str, list[str]] = {}
        for key, row in changed.items():
            old: dict[str, str] = dict(zip(version.columns, there.get(key, ()), strict=False))
            given[key] = [row.get(column, old.get(column, "")) for column in version.columns]
        _delete(session, version, there)
        numbers = range(version.last_row + 1, version.last_row + 1 + len(given))
        insert_rows(session, version.id, numbers, list(given), list(given.values()))
        places = [version.columns.index(column) for column in version.searched]
        searched = [[plain(values[place]) for place in places] for values in given.values()]
        add_to_index(session, version.id, zip(numbers, searched, strict=True))
        version.last_row += len(given)
        version.rows += len(given) - len(there)
        return _note(services, session, actor, version, {"put": list(given)})


def delete_rows(services: Services, *, actor: str, name: str, keys: Collection[str]) -> LoadedVersion:
    """Deletes the rows with these keys; those that are not there are passed over. Raises MasterdataNotFound."""
    with services.database.begin() as session:
        version = _lock_in_force(session, name)
        there = _load(session, version, keys)
        if not there:
            return describe_version(version, in_force=True)
        _delete(session, version, there)
        version.rows -= len(there)
        return _note(services, session, actor, version, {"deleted": list(there)})


def _lock_in_force(session: Session, name: str) -> MasterdataVersion:
    """The version in force, which nobody else changes or replaces before this transaction ends."""
    row = session.scalar(select(MasterdataList).where(MasterdataList.name == name).with_for_update())
    if row is None or row.version_id is None:
        raise MasterdataNotFound(list=name)
    return session.get_one(MasterdataVersion, row.version_id)


def _checked(version: MasterdataVersion, row: Mapping[str, Any]) -> dict[str, str]:
    try:
        values = row_of_object(dict(row), version.columns)
    except ValueError:
        values = {}
    key = values.get(version.key_column, "")
    longest = max(map(len, values.values()), default=0)
    if not key or len(key) > MOST_KEY_CHARACTERS or longest > MOST_CELL_CHARACTERS:
        raise MasterdataRowInvalid(list=version.list_name, columns=list(version.columns))
    return values


def _load(session: Session, version: MasterdataVersion, keys: Collection[str]) -> dict[str, list[str]]:
    of_version = select(MasterdataRow.key, MasterdataRow.values).where(MasterdataRow.version_id == version.id)
    return dict(session.execute(of_version.where(MasterdataRow.key.in_(list(keys)))).all())


def _delete(session: Session, version: MasterdataVersion, keys: Collection[str]) -> None:
    """What the index has of them leads nowhere from now on; the next load leaves it behind."""
    of_version = delete(MasterdataRow).where(MasterdataRow.version_id == version.id)
    session.execute(of_version.where(MasterdataRow.key.in_(list(keys))))


def _note(
    services: Services, session: Session, actor: str, version: MasterdataVersion, what: dict[str, list[str]]
) -> LoadedVersion:
    version.edits += 1
    told = {"version": version.label, **what}
    audit.write(
        session,
        at=services.now(),
        actor=actor,
        action="masterdata.changed",
        subject=version.list_name,
        new=told,
    )
    session.flush()
    return describe_version(version, in_force=True)

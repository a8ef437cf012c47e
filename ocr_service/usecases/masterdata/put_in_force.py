"""A version takes the place of the one in force, in one transaction."""

from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.records import audit
from ocr_service.records.masterdata import MasterdataList, MasterdataVersion
from ocr_service.usecases.masterdata.list_version import LoadedVersion, describe_version
from ocr_service.usecases.masterdata.masterdata_errors import (
    MasterdataFewer,
    MasterdataNotFound,
    MasterdataOvertaken,
    MasterdataVersionNotFound,
)
from ocr_service.usecases.masterdata.prune_versions import GOING
from ocr_service.usecases.ports import Services

# From so many rows on, a file with less than half of them needs somebody's word.
_MANY_ROWS: Final = 20


def put_in_force(services: Services, *, actor: str, version_id: int, allow_fewer: bool) -> LoadedVersion:
    """A version that has just been written. Raises MasterdataFewer, MasterdataOvertaken."""
    with services.database.begin() as session:
        name = session.get_one(MasterdataVersion, version_id).list_name
        row, old = _lock(session, name)
        version = session.get(MasterdataVersion, version_id, populate_existing=True)
        if version is None or version.rows == GOING or (old is not None and old.number > version.number):
            raise MasterdataOvertaken(list=name)
        if old is not None and has_few_rows(version.rows, old.rows) and not allow_fewer:
            raise MasterdataFewer(list=row.name, rows=version.rows, before=old.rows)
        return _switch(session, services, actor, row, old, version, "masterdata.loaded")


def use_version(services: Services, *, actor: str, name: str, number: int) -> LoadedVersion:
    """Makes a version current again that was so before, with the changes of single rows that it had.

    Raises MasterdataNotFound, MasterdataVersionNotFound.
    """
    with services.database.begin() as session:
        row, old = _lock(session, name)
        of_list = (MasterdataVersion.list_name == name, MasterdataVersion.number == number)
        version = session.scalar(select(MasterdataVersion).where(*of_list, MasterdataVersion.in_force_at.is_not(None)))
        if version is None or version.rows == GOING:
            raise MasterdataVersionNotFound(list=name, version=number)
        if version is old:
            return describe_version(version, in_force=True)
        return _switch(session, services, actor, row, old, version, "masterdata.used_again")


def has_few_rows(rows: int, before: int) -> bool:
    """Whether so many rows are too few to be believed where there were `before`."""
    return before >= _MANY_ROWS and rows * 2 < before


def _lock(session: Session, name: str) -> tuple[MasterdataList, MasterdataVersion | None]:
    """The list, which nobody else changes before this transaction ends, and its version in force."""
    row = session.scalars(select(MasterdataList).where(MasterdataList.name == name).with_for_update()).one_or_none()
    if row is None:
        raise MasterdataNotFound(list=name)
    return row, None if row.version_id is None else session.get(MasterdataVersion, row.version_id)


def _switch(
    session: Session,
    services: Services,
    actor: str,
    row: MasterdataList,
    old: MasterdataVersion | None,
    version: MasterdataVersion,
    action: str,
) -> LoadedVersion:
    now = services.now()
    version.ready, version.in_force_at = True, now
    row.version_id = version.id
    told: dict[str, Any] = {"version": version.label, "rows": version.rows, "source": version.source}
    before = None if old is None else {"version": old.label, "rows": old.rows}
    audit.write(session, at=now, actor=actor, action=action, subject=row.name, old=before, new=told)
    session.flush()
    return describe_version(version, in_force=True)

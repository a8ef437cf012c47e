"""Old versions of lists, and loads that nobody finished, are deleted piece by piece."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from ocr_service.records.masterdata import MasterdataList, MasterdataVersion
from ocr_service.records.masterdata_loads import MasterdataLoad
from ocr_service.records.masterdata_rows import delete_some
from ocr_service.usecases.ports import Services

# A load writes every second or so. One that has not for so long belongs to a process that is gone.
ABANDONED_AFTER: Final = timedelta(minutes=30)
# The version before the one in force stays whatever its size: a scan that is being read may still look into it.
KEPT: Final = 2
# Further ones can be made current again, while they are few and not large.
_KEPT_AT_MOST: Final = 5
_ROWS_KEPT: Final = 500_000
# Stands in place of the number of rows from the moment on that a version is being deleted.
GOING: Final = -1


def prune_list(services: Services, name: str) -> None:
    """Deletes the list's versions that were in force long ago."""
    with services.database() as session:
        in_force = session.scalar(select(MasterdataList.version_id).where(MasterdataList.name == name))
        before = select(MasterdataVersion.id, MasterdataVersion.rows).where(
            MasterdataVersion.list_name == name, MasterdataVersion.in_force_at.is_not(None)
        )
        newest_first = before.order_by(MasterdataVersion.in_force_at.desc(), MasterdataVersion.number.desc())
        versions = session.execute(newest_first).all()
    rows = 0
    for place, (version_id, own_rows) in enumerate(versions):
        rows += own_rows
        kept = place < KEPT or (place < _KEPT_AT_MOST and rows <= _ROWS_KEPT)
        if not kept and version_id != in_force:
            forget_version(services, version_id)


def sweep_masterdata(services: Services) -> int:
    """Deletes what abandoned loads have left behind; returns how many there were."""
    with services.database() as session:
        in_force = select(MasterdataList.version_id).where(MasterdataList.version_id.is_not(None))
        undecided = select(MasterdataLoad.version_id).where(
            MasterdataLoad.state.in_(("loading", "checked")), MasterdataLoad.version_id.is_not(None)
        )
        left = select(MasterdataVersion.id).where(
            MasterdataVersion.ready.is_(False),
            MasterdataVersion.touched_at < services.now() - ABANDONED_AFTER,
            MasterdataVersion.id.not_in(in_force),
            MasterdataVersion.id.not_in(undecided),
        )
        abandoned = session.scalars(left).all()
        names = session.scalars(select(MasterdataList.name).where(MasterdataList.last_number > KEPT)).all()
    for version_id in abandoned:
        forget_version(services, version_id)
    for name in names:
        prune_list(services, name)
    return len(abandoned)


def forget_version(services: Services, version_id: int) -> None:
    """Deletes a version, in as many transactions as it takes; nothing happens where it is in force."""
    with services.database.begin() as session:
        version = session.get(MasterdataVersion, version_id)
        if version is None:
            return
        # Whoever is about to put it in force waits here, and then finds that it is going.
        of_list = select(MasterdataList.version_id).where(MasterdataList.name == version.list_name).with_for_update()
        if session.scalar(of_list) == version_id:
            return
        version.rows = GOING
    more = True
    while more:
        with services.database.begin() as session:
            more = delete_some(session, version_id)

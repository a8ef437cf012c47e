"""Old versions of lists, and loads that nobody finished, are deleted piece by piece."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from ocr_service.records.masterdata import MasterdataList, MasterdataVersion
from ocr_service.records.masterdata_rows import delete_some
from ocr_service.usecases.ports import Services

# A load writes every second or so. One that has not for so long belongs to a process that is gone.
ABANDONED_AFTER: Final = timedelta(minutes=30)
# The version before the one in force stays: a scan that is being read may still look into it.
KEPT: Final = 2


def prune_list(services: Services, name: str) -> None:
    """Deletes the versions of a list that are older than the one in force, but for the one just before it."""
    with services.database() as session:
        in_force = select(MasterdataList.version_id).where(MasterdataList.name == name).scalar_subquery()
        number = select(MasterdataVersion.number).where(MasterdataVersion.id == in_force).scalar_subquery()
        older = select(MasterdataVersion.id).where(
            MasterdataVersion.list_name == name, MasterdataVersion.ready, MasterdataVersion.number <= number
        )
        outdated = session.scalars(older.order_by(MasterdataVersion.number.desc()).offset(KEPT)).all()
    for version_id in outdated:
        forget_version(services, version_id)


def sweep_masterdata(services: Services) -> int:
    """Deletes what abandoned loads have left behind; returns how many there were."""
    with services.database() as session:
        in_force = select(MasterdataList.version_id).where(MasterdataList.version_id.is_not(None))
        left = select(MasterdataVersion.id).where(
            MasterdataVersion.ready.is_(False),
            MasterdataVersion.touched_at < services.now() - ABANDONED_AFTER,
            MasterdataVersion.id.not_in(in_force),
        )
        abandoned = session.scalars(left).all()
        names = session.scalars(select(MasterdataList.name).where(MasterdataList.last_number > KEPT)).all()
    for version_id in abandoned:
        forget_version(services, version_id)
    for name in names:
        prune_list(services, name)
    return len(abandoned)


def forget_version(services: Services, version_id: int) -> None:
    """Deletes a version that is not in force, in as many transactions as it takes."""
    more = True
    while more:
        with services.database.begin() as session:
            more = delete_some(session, version_id)

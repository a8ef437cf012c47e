"""A person has looked at what a file changes: it is put in force, or dropped."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select

from ocr_service.records import audit
from ocr_service.records.masterdata_loads import MasterdataLoad
from ocr_service.usecases.masterdata.load_list import forget_quietly
from ocr_service.usecases.masterdata.loads.show_loads import LoadView, find_load, show_load
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataLoadOver
from ocr_service.usecases.masterdata.prune_versions import prune_list
from ocr_service.usecases.masterdata.put_in_force import put_in_force
from ocr_service.usecases.ports import Services

# What nobody has decided about by then is dropped; by then something newer is likely to be in force.
KEPT_FOR: Final = timedelta(days=1)
_TOLD_FOR: Final = timedelta(days=30)


def confirm_load(services: Services, *, actor: str, load_id: str, allow_fewer: bool = False) -> LoadView:
    """Puts it in force. Raises MasterdataLoadNotFound, MasterdataLoadOver, MasterdataFewer, MasterdataOvertaken."""
    with services.database() as session:
        load = find_load(session, load_id)
    if load.state != "checked" or load.version_id is None:
        raise MasterdataLoadOver
    fewer = allow_fewer or bool(load.wishes["allow_fewer"])
    put_in_force(services, actor=actor, version_id=load.version_id, allow_fewer=fewer)
    _note_in_force(services, load_id)
    prune_list(services, load.list_name)
    return show_load(services, load_id=load_id)


def drop_load(services: Services, *, actor: str, load_id: str) -> LoadView:
    """What is in force stays. Raises MasterdataLoadNotFound, MasterdataLoadOver where there is nothing to drop."""
    now = services.now()
    with services.database.begin() as session:
        row = find_load(session, load_id, to_change=True)
        if row.state not in ("waiting", "checked"):
            raise MasterdataLoadOver
        row.state, row.ended_at = "dropped", now
        version_id, row.version_id, row.file_sha256 = row.version_id, None, None
        audit.write(session, at=now, actor=actor, action="masterdata.load_dropped", subject=row.list_name)
    if version_id is not None:
        forget_quietly(services, version_id)
    return show_load(services, load_id=load_id)


def _note_in_force(services: Services, load_id: str) -> None:
    with services.database.begin() as session:
        row = find_load(session, load_id, to_change=True)
        row.state, row.ended_at = "in_force", services.now()


def tidy_loads(services: Services) -> None:
    """Drops what nobody has decided about for a day, and forgets what ended long ago."""
    now = services.now()
    undecided = (MasterdataLoad.state == "checked", MasterdataLoad.touched_at < now - KEPT_FOR)
    with services.database() as session:
        left = session.scalars(select(MasterdataLoad.id).where(*undecided)).all()
    for load_id in left:
        drop_load(services, actor="system", load_id=load_id)
    with services.database.begin() as session:
        session.execute(delete(MasterdataLoad).where(MasterdataLoad.ended_at < now - _TOLD_FOR))

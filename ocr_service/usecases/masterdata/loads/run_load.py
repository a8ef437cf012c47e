"""One file is loaded, in a process of its own: claimed, written beside what is in force, compared, put in force.

A process that dies leaves the version in force as it was; the load is taken up again, but not for ever.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy import select, update

from ocr_service.files import FileMissing
from ocr_service.records.masterdata_loads import MasterdataLoad
from ocr_service.usecases.errors import UsecaseError
from ocr_service.usecases.masterdata.load_list import forget_quietly, write_version
from ocr_service.usecases.masterdata.load_wishes import wishes_from
from ocr_service.usecases.masterdata.loads.compare_versions import compare_versions
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataLoadCrashed, MasterdataRefused
from ocr_service.usecases.masterdata.prune_versions import prune_list
from ocr_service.usecases.masterdata.put_in_force import put_in_force
from ocr_service.usecases.ports import Services

log = structlog.get_logger()

# A load notes every second or so that it goes on; one that has not for so long belongs to a machine that is gone.
ABANDONED_AFTER: Final = timedelta(minutes=5)
# A file that kills what loads it is not tried for ever.
MOST_ATTEMPTS: Final = 3
_NOTE_EVERY: Final = timedelta(seconds=1)
_SHOWN_PROBLEMS: Final = 100


def run_loads(services: Services, run: Callable[[str], None], *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Has every file loaded that waits, one after another; `run` does one, usually in a process of its own.

    Returns how many were run. What did not come to its end in there waits again. Several hosts may do so at once.
    """
    _take_back_abandoned(services)
    done = 0
    while not stopping() and (load := _claim_next(services)) is not None:
        try:
            run(load.id)
        finally:
            put_back(services, load, at_fault=not stopping())
        done += 1
    return done


def run_load(services: Services, load_id: str) -> None:
    """Loads one file that `run_loads` has claimed; how it went stands on its row."""
    with services.database() as session:
        load = session.get_one(MasterdataLoad, load_id)
    try:
        version_id = _write(services, load)
        if load.hold:
            _note(services, load, state="checked", file_sha256=None)
            return
        put_in_force(services, actor=load.actor, version_id=version_id, allow_fewer=bool(load.wishes["allow_fewer"]))
    except UsecaseError as error:
        _fail(services, load, error.code, error.params)
    else:
        _note(services, load, state="in_force", file_sha256=None, ended_at=services.now())
        prune_list(services, load.list_name)


def put_back(services: Services, load: MasterdataLoad, *, at_fault: bool = True) -> None:
    """A load that nobody works at any more waits again, or fails where it was tried often enough.

    With `at_fault` false it was put down because the service stops, which does not count.
    """
    with services.database() as session:
        now = session.get_one(MasterdataLoad, load.id)
    if now.state != "loading" or now.attempts != load.attempts:
        return
    if at_fault and load.attempts >= MOST_ATTEMPTS:
        _fail(services, now, MasterdataLoadCrashed.code, {"times": load.attempts})
        return
    log.warning("masterdata_load_put_back", load_id=load.id, list=load.list_name, attempts=load.attempts)
    attempts = load.attempts if at_fault else load.attempts - 1
    _note(services, now, state="waiting", version_id=None, rows=0, attempts=attempts)
    if now.version_id is not None:
        forget_quietly(services, now.version_id)


def _take_back_abandoned(services: Services) -> None:
    gone = (MasterdataLoad.state == "loading", MasterdataLoad.touched_at < services.now() - ABANDONED_AFTER)
    with services.database() as session:
        abandoned = session.scalars(select(MasterdataLoad).where(*gone)).all()
    for load in abandoned:
        put_back(services, load)


def _claim_next(services: Services) -> MasterdataLoad | None:
    waiting = select(MasterdataLoad.id).where(MasterdataLoad.state == "waiting")
    with services.database() as session:
        ids = session.scalars(waiting.order_by(MasterdataLoad.created_at, MasterdataLoad.id).limit(10)).all()
    for load_id in ids:
        claim = (
            update(MasterdataLoad)
            .where(MasterdataLoad.id == load_id, MasterdataLoad.state == "waiting")
            .values(state="loading", touched_at=services.now(), attempts=MasterdataLoad.attempts + 1)
        )
        with services.database.begin() as session:
            if session.connection().execute(claim).rowcount == 1:
                return session.get_one(MasterdataLoad, load_id)
    return None


def _write(services: Services, load: MasterdataLoad) -> int:
    noted_at = services.now()

    def note_progress(rows: int) -> None:
        nonlocal noted_at
        if services.now() - noted_at >= _NOTE_EVERY:
            noted_at = services.now()
            _note(services, load, rows=rows)

    try:
        with services.files.open(load.file_sha256 or "") as file:
            version_id = write_version(
                services,
                actor=load.actor,
                name=load.list_name,
                file=file,
                size_bytes=load.size_bytes,
                source=load.source,  # type: ignore[arg-type]  # only these are ever written
                wishes=wishes_from(load.wishes),
                while_loading=note_progress,
                when_begun=lambda version_id: _note(services, load, version_id=version_id),
            )
    except FileMissing:
        raise MasterdataRefused([{"code": "masterdata_file_gone", "params": {}}]) from None
    with services.database() as session:
        changes = compare_versions(session, version_id)
    _note(services, load, changes=changes, rows=changes["rows"])
    return version_id


def _fail(services: Services, load: MasterdataLoad, code: str, params: Mapping[str, Any]) -> None:
    kept = {**params, "problems": params["problems"][:_SHOWN_PROBLEMS]} if "problems" in params else dict(params)
    with services.database() as session:
        version_id = session.get_one(MasterdataLoad, load.id).version_id
    error = {"code": code, "params": kept}
    _note(services, load, state="failed", version_id=None, file_sha256=None, error=error, ended_at=services.now())
    if version_id is not None:
        forget_quietly(services, version_id)


def _note(services: Services, load: MasterdataLoad, **values: Any) -> None:
    """Only while this attempt is under way: one that was put back belongs to somebody else."""
    own = (MasterdataLoad.id == load.id, MasterdataLoad.state == "loading", MasterdataLoad.attempts == load.attempts)
    with services.database.begin() as session:
        session.execute(update(MasterdataLoad).where(*own).values(touched_at=services.now(), **values))

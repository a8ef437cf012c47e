"""How the files are doing that are to replace lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.records.masterdata import MasterdataList, MasterdataVersion
from ocr_service.records.masterdata_loads import MasterdataLoad
from ocr_service.usecases.masterdata.list_version import LoadedVersion, describe_version
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataLoadNotFound
from ocr_service.usecases.ports import Services

State = Literal["waiting", "loading", "checked", "in_force", "failed", "dropped"]
ENDED: Final = ("in_force", "failed", "dropped")


@dataclass(frozen=True, kw_only=True)
class LoadView:
    """A file on its way. `rows` are those loaded so far; `changes` is there once it is known what it changes
    (see `compare_versions.Changes`), `error` where it failed, and `version` while there is one.
    """

    id: str
    list: str
    state: State
    hold: bool
    size_bytes: int
    source: str
    actor: str
    created_at: datetime
    ended_at: datetime | None
    rows: int
    changes: Mapping[str, Any] | None
    error: Mapping[str, Any] | None
    version: LoadedVersion | None

    @property
    def is_over(self) -> bool:
        """Whether nothing happens any more without a person."""
        return self.state in ENDED or self.state == "checked"


def show_load(services: Services, *, load_id: str) -> LoadView:
    """Raises MasterdataLoadNotFound."""
    with services.database() as session:
        return view_load(find_load(session, load_id), session)


def list_loads(services: Services, *, name: str | None = None, count: int = 20) -> tuple[LoadView, ...]:
    """The newest first, of one list or of all."""
    newest = select(MasterdataLoad).order_by(MasterdataLoad.created_at.desc(), MasterdataLoad.id.desc()).limit(count)
    if name is not None:
        newest = newest.where(MasterdataLoad.list_name == name)
    with services.database() as session:
        return tuple(view_load(row, session) for row in session.scalars(newest))


def find_load(session: Session, load_id: str, *, to_change: bool = False) -> MasterdataLoad:
    """Raises MasterdataLoadNotFound."""
    row = session.get(MasterdataLoad, load_id, with_for_update=to_change)
    if row is None:
        raise MasterdataLoadNotFound
    return row


def view_load(row: MasterdataLoad, session: Session | None) -> LoadView:
    """A load as it is told, with its version where a session finds one."""
    version = session.get(MasterdataVersion, row.version_id) if session and row.version_id else None
    in_force = None
    if session and version is not None:
        in_force = session.scalar(select(MasterdataList.version_id).where(MasterdataList.name == row.list_name))
    return LoadView(
        id=row.id,
        list=row.list_name,
        state=row.state,  # type: ignore[arg-type]  # only these are ever written
        hold=row.hold,
        size_bytes=row.size_bytes,
        source=row.source,
        actor=row.actor,
        created_at=row.created_at,
        ended_at=row.ended_at,
        rows=row.rows,
        changes=row.changes,
        error=row.error,
        version=None if version is None else describe_version(version, in_force=version.id == in_force),
    )

"""Links that open the wall view: made (and shown once), listed, revoked, and what they show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import func, select, update

from ocr_service.access.tokens import fingerprint, new_token
from ocr_service.records import audit
from ocr_service.records.board import WallLink, Warning
from ocr_service.usecases.board.show_board import Board, show_board
from ocr_service.usecases.errors import UsecaseError
from ocr_service.usecases.ports import Services

# A wall asks every few seconds; that it is in use need not be written down as often.
_NOTED_EVERY: Final = timedelta(minutes=10)


class WallLinkUnknown(UsecaseError):
    """There is no such link, or it was revoked."""

    code = "wall_link_unknown"


@dataclass(frozen=True, kw_only=True)
class WallLinkView:
    """A link as the list shows it; its token is known to the screen alone."""

    id: str
    name: str
    created_at: datetime
    created_by: str
    used_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class NewWallLink:
    """A link just made, with its token: this is the only time that it is seen."""

    token: str
    view: WallLinkView


@dataclass(frozen=True, kw_only=True)
class WallFigures:
    """What hangs in the hall: figures without names or values. `warnings` are open ones."""

    board: Board
    warnings: int


def make_wall_link(services: Services, *, actor: str, name: str) -> NewWallLink:
    """The token opens figures only, and nothing else."""
    token, now = new_token(), services.now()
    row = WallLink(name=name, token_sha256=fingerprint(token), created_at=now, created_by=actor)
    with services.database.begin() as session:
        session.add(row)
        session.flush()
        audit.write(session, at=now, actor=actor, action="wall_link.made", subject=row.id, new={"name": name})
        return NewWallLink(token=token, view=_view(row))


def list_wall_links(services: Services) -> tuple[WallLinkView, ...]:
    """The links that open something, the newest first."""
    with services.database() as session:
        rows = session.scalars(select(WallLink).where(WallLink.revoked_at.is_(None)).order_by(WallLink.id.desc()))
        return tuple(_view(row) for row in rows)


def revoke_wall_link(services: Services, *, actor: str, link_id: str) -> None:
    """Its screen shows nothing any more within seconds. Raises WallLinkUnknown."""
    now = services.now()
    with services.database.begin() as session:
        row = session.get(WallLink, link_id, with_for_update=True)
        if row is None or row.revoked_at is not None:
            raise WallLinkUnknown
        row.revoked_at = now
        audit.write(session, at=now, actor=actor, action="wall_link.revoked", subject=link_id)


def show_wall(services: Services, *, token: str, data_folder: Path) -> WallFigures:
    """What a screen with this token may show. Raises WallLinkUnknown."""
    now = services.now()
    is_it = (WallLink.token_sha256 == fingerprint(token), WallLink.revoked_at.is_(None))
    with services.database() as session:
        link = session.scalar(select(WallLink).where(*is_it))
        if link is None:
            raise WallLinkUnknown
        warnings = session.scalar(select(func.count()).select_from(Warning).where(Warning.closed_at.is_(None)))
    if link.used_at is None or link.used_at < now - _NOTED_EVERY:
        with services.database.begin() as session:
            session.execute(update(WallLink).where(*is_it).values(used_at=now))
    return WallFigures(board=show_board(services, data_folder=data_folder), warnings=warnings or 0)


def _view(row: WallLink) -> WallLinkView:
    return WallLinkView(
        id=row.id, name=row.name, created_at=row.created_at, created_by=row.created_by, used_at=row.used_at
    )

"""The people who may sign in, as pages and programs see them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as DatabaseSession

from ocr_service.access.roles import Role
from ocr_service.records.people import Session, User
from ocr_service.usecases.people.access_errors import UserUnknown
from ocr_service.usecases.ports import Services


@dataclass(frozen=True, kw_only=True)
class UserView:
    """A person, as the list of people shows them: `browsers` are those signed in, `seen_at` when one was last used."""

    id: str
    name: str
    role: Role
    language: str
    active: bool
    created_at: datetime
    locked_until: datetime | None
    site: str | None
    browsers: int = 0
    seen_at: datetime | None = None


def list_users(services: Services) -> tuple[UserView, ...]:
    """Everybody, by name."""
    open_now = select(Session.user_id, func.count(), func.max(Session.seen_at)).where(
        Session.expires_at > services.now()
    )
    with services.database() as session:
        used = {user_id: (count, seen) for user_id, count, seen in session.execute(open_now.group_by(Session.user_id))}
        users = session.scalars(select(User).order_by(User.name))
        return tuple(replace(view_user(user), **_use(used.get(user.id))) for user in users)


def find_user(session: DatabaseSession, user_id: str) -> User:
    """Raises UserUnknown."""
    user = session.get(User, user_id)
    if user is None:
        raise UserUnknown
    return user


def view_user(user: User) -> UserView:
    return UserView(
        id=user.id,
        name=user.name,
        role=Role(user.role),
        language=user.language,
        active=user.active,
        created_at=user.created_at,
        locked_until=user.locked_until,
        site=user.site.code if user.site else None,
    )


def _use(found: tuple[int, datetime] | None) -> dict[str, Any]:
    return {"browsers": found[0], "seen_at": found[1]} if found else {}

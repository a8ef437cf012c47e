"""The people who may sign in: made, changed, disabled. Each act is written to the audit trail."""

from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as DatabaseSession

from ocr_service.access.passwords import new_password
from ocr_service.access.roles import Role
from ocr_service.records import audit
from ocr_service.records.people import Session, User
from ocr_service.usecases.people.access_errors import LastAdministrator, NameTaken
from ocr_service.usecases.people.find_site import open_site
from ocr_service.usecases.people.names_and_passwords import checked_hash, checked_name
from ocr_service.usecases.people.show_users import UserView, find_user, view_user
from ocr_service.usecases.ports import Services


def create_first_administrator(services: Services, *, name: str = "admin", password: str = "") -> str | None:
    """Makes an administrator where there is no person at all yet; without a password given, it makes one.

    Returns the password (for the caller to print once), None where people exist already.
    Raises PasswordTooWeak for a given one.
    """
    with services.database() as session:
        if session.scalar(select(func.count()).select_from(User)):
            return None
    password = password or new_password()
    try:
        create_user(services, actor="system", name=name, password=password, role=Role.ADMINISTRATOR)
    except NameTaken:  # another process was first
        return None
    return password


def create_user(
    services: Services,
    *,
    actor: str,
    name: str,
    password: str,
    role: Role,
    language: str = "zh-CN",
    site: str | None = None,
) -> UserView:
    """`site` is the code of one. Raises NameUnusable, NameTaken, PasswordTooWeak, SiteUnknown or SiteClosed."""
    name = checked_name(name)
    user = User(
        name=name,
        role=role.value,
        password_hash=checked_hash(name, password),
        language=language,
        created_at=services.now(),
    )
    try:
        with services.database.begin() as session:
            user.site_id = open_site(session, site) if site else None
            session.add(user)
            session.flush()
            new = {"name": name, "role": role.value, "site": site}
            _audit(session, services, actor, "user.created", user.id, new=new)
            return view_user(user)
    except IntegrityError:
        raise NameTaken(name=name) from None


def end_sessions(services: Services, *, actor: str, user_id: str) -> int:
    """Signs somebody out everywhere; returns of how many browsers. Raises UserUnknown."""
    with services.database.begin() as session:
        find_user(session, user_id)
        count: int = session.connection().execute(delete(Session).where(Session.user_id == user_id)).rowcount
        _audit(session, services, actor, "user.sessions_ended", user_id, new={"browsers": count})
        return count


def change_user(
    services: Services,
    *,
    actor: str,
    user_id: str,
    role: Role | None = None,
    active: bool | None = None,
    site: str | None = None,
) -> UserView:
    """Changes what is given; an empty `site` belongs to none. Disabling somebody ends their sessions.

    Raises UserUnknown, LastAdministrator, SiteUnknown or SiteClosed.
    """
    with services.database.begin() as session:
        administrators = session.scalars(
            select(User.id).where(User.role == Role.ADMINISTRATOR.value, User.active).with_for_update()
        ).all()
        user = find_user(session, user_id)
        stays = (role is None or role is Role.ADMINISTRATOR) and active is not False
        if list(administrators) == [user_id] and not stays:
            raise LastAdministrator
        old = _described(user)
        user.role = role.value if role else user.role
        user.active = user.active if active is None else active
        if site is not None and site != old["site"]:
            user.site_id = open_site(session, site) if site else None
        if not user.active:
            session.execute(delete(Session).where(Session.user_id == user_id))
        session.flush()
        session.refresh(user, ["site"])
        _audit(session, services, actor, "user.changed", user_id, old, _described(user))
        return view_user(user)


def set_password(services: Services, *, actor: str, user_id: str, password: str) -> None:
    """An administrator gives somebody a new password: unlocks the name, ends all sessions of it.

    Raises UserUnknown or PasswordTooWeak.
    """
    with services.database() as session:
        name = find_user(session, user_id).name
    kept = checked_hash(name, password)
    with services.database.begin() as session:
        user = find_user(session, user_id)
        user.password_hash, user.failed_logins, user.locked_until = kept, 0, None
        session.execute(delete(Session).where(Session.user_id == user_id))
        _audit(session, services, actor, "user.password_set", user_id)


def _audit(
    session: DatabaseSession,
    services: Services,
    actor: str,
    action: str,
    subject: str,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    audit.write(session, at=services.now(), actor=actor, action=action, subject=subject, old=old, new=new)


def _described(user: User) -> dict[str, Any]:
    return {"role": user.role, "active": user.active, "site": user.site.code if user.site else None}

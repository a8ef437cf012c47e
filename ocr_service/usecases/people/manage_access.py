"""The people who may sign in: made, changed, disabled. Each act is written to the audit trail."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as DatabaseSession

from ocr_service.access.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH, check_password, hash_password, new_password
from ocr_service.access.roles import Role
from ocr_service.records import audit
from ocr_service.records.people import Session, User
from ocr_service.usecases.people.access_errors import (
    LastAdministrator,
    NameTaken,
    NameUnusable,
    PasswordTooWeak,
    SignInRefused,
    UserUnknown,
)
from ocr_service.usecases.people.find_site import open_site
from ocr_service.usecases.ports import Services

_NAME_LIMIT: Final = 60


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
    name = _checked_name(name)
    user = User(
        name=name,
        role=role.value,
        password_hash=_checked_hash(name, password),
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
            return _view(user)
    except IntegrityError:
        raise NameTaken(name=name) from None


def list_users(services: Services) -> tuple[UserView, ...]:
    """Everybody, by name."""
    open_now = select(Session.user_id, func.count(), func.max(Session.seen_at)).where(
        Session.expires_at > services.now()
    )
    with services.database() as session:
        used = {user_id: (count, seen) for user_id, count, seen in session.execute(open_now.group_by(Session.user_id))}
        users = session.scalars(select(User).order_by(User.name))
        return tuple(replace(_view(user), **_use(used.get(user.id))) for user in users)


def end_sessions(services: Services, *, actor: str, user_id: str) -> int:
    """Signs somebody out everywhere; returns of how many browsers. Raises UserUnknown."""
    with services.database.begin() as session:
        _find(session, user_id)
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
        user = _find(session, user_id)
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
        return _view(user)


def set_password(services: Services, *, actor: str, user_id: str, password: str) -> None:
    """An administrator gives somebody a new password: unlocks the name, ends all sessions of it.

    Raises UserUnknown or PasswordTooWeak.
    """
    with services.database() as session:
        name = _find(session, user_id).name
    kept = _checked_hash(name, password)
    with services.database.begin() as session:
        user = _find(session, user_id)
        user.password_hash, user.failed_logins, user.locked_until = kept, 0, None
        session.execute(delete(Session).where(Session.user_id == user_id))
        _audit(session, services, actor, "user.password_set", user_id)


def change_own_password(services: Services, *, user_id: str, keep_session: str, old: str, new: str) -> None:
    """Somebody changes their own password; their other sessions end. `keep_session` is a token's fingerprint.

    Raises SignInRefused where the old one is wrong, PasswordTooWeak for the new one.
    """
    with services.database() as session:
        user = _find(session, user_id)
        name, kept = user.name, user.password_hash
    if not check_password(kept, old).right:
        raise SignInRefused
    new_hash = _checked_hash(name, new)
    with services.database.begin() as session:
        _find(session, user_id).password_hash = new_hash
        session.execute(delete(Session).where(Session.user_id == user_id, Session.token_sha256 != keep_session))
        _audit(session, services, f"user:{user_id}", "user.password_changed", user_id)


def set_language(services: Services, *, user_id: str, language: str) -> None:
    """The language of somebody's pages. Raises UserUnknown."""
    with services.database.begin() as session:
        user = _find(session, user_id)
        old, user.language = user.language, language
        _audit(
            session,
            services,
            f"user:{user_id}",
            "user.language_set",
            user_id,
            {"language": old},
            {"language": language},
        )


def usual_name(name: str) -> str:
    """The one way to write a name: composed, lower case, without blanks around it. Raises ValueError."""
    name = unicodedata.normalize("NFKC", name).strip().casefold()
    if not 0 < len(name) <= _NAME_LIMIT or any(unicodedata.category(letter).startswith("C") for letter in name):
        raise ValueError("not a name")
    return name


def _checked_name(name: str) -> str:
    try:
        return usual_name(name)
    except ValueError:
        raise NameUnusable(limit=_NAME_LIMIT) from None


def _checked_hash(name: str, password: str) -> str:
    if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH or password.casefold() == name:
        raise PasswordTooWeak(minimum=MINIMUM_LENGTH, maximum=MAXIMUM_LENGTH)
    return hash_password(password)


def _find(session: DatabaseSession, user_id: str) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise UserUnknown
    return user


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


def _use(found: tuple[int, datetime] | None) -> dict[str, Any]:
    return {"browsers": found[0], "seen_at": found[1]} if found else {}


def _described(user: User) -> dict[str, Any]:
    return {"role": user.role, "active": user.active, "site": user.site.code if user.site else None}


def _view(user: User) -> UserView:
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

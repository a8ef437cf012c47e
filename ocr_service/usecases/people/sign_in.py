"""People sign in and out; every request finds its caller again, by session token or by API key."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection, Update, case, delete, or_, select, update
from sqlalchemy.exc import OperationalError

from ocr_service.access.caller import BrowserSession, Caller
from ocr_service.access.passwords import check_password
from ocr_service.access.roles import KEY_SCOPES, ROLE_PERMISSIONS, Permission, Role
from ocr_service.access.tokens import fingerprint, new_token
from ocr_service.records import audit
from ocr_service.records.people import ApiKey, Session, User
from ocr_service.usecases.people.access_errors import SignInRefused
from ocr_service.usecases.people.names_and_passwords import usual_name
from ocr_service.usecases.ports import Services

log = structlog.get_logger()

# Writing "last seen" on every request would make each read a write.
_SEEN_GRAIN: Final = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class LockoutRule:
    """After so many wrong passwords in a row a name is locked for a while."""

    failures: int
    locked_for: timedelta


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """The session's token, which only the browser gets to know, and who it belongs to."""

    token: str
    caller: Caller


def sign_in(services: Services, *, name: str, password: str, rule: LockoutRule, idle: timedelta) -> SignedIn:
    """Starts a session that ends after `idle` without use. Raises SignInRefused.

    The failure is counted before the password is looked at, so that many tries at once cannot outrun the count.
    """
    now = services.now()
    try:
        name = usual_name(name)
    except ValueError:
        name = ""
    with services.database.begin() as session:
        user = session.scalar(select(User).where(User.name == name))
        kept = user.password_hash if user else None
        allowed = user is not None and user.active and _count_try(session.connection(), user.id, now, rule)
    # Outside a transaction: hashing is slow on purpose, and SQLite has but one writer.
    check = check_password(kept, password)
    if user is None or not allowed or not check.right:
        if user is not None:
            with services.database.begin() as session:
                audit.write(session, at=now, actor=f"user:{user.id}", action="user.sign_in_refused", subject=user.id)
        raise SignInRefused
    token = new_token()
    with services.database.begin() as session:
        person = session.get_one(User, user.id)
        if not person.active or person.password_hash != kept:
            raise SignInRefused
        person.failed_logins, person.locked_until = 0, None
        if check.new_hash:
            person.password_hash = check.new_hash
        session.execute(delete(Session).where(Session.expires_at <= now))
        row = Session(
            token_sha256=fingerprint(token),
            user_id=person.id,
            csrf_token=new_token(),
            created_at=now,
            seen_at=now,
            expires_at=now + idle,
        )
        session.add(row)
        audit.write(session, at=now, actor=f"user:{person.id}", action="user.signed_in", subject=person.id)
        return SignedIn(token=token, caller=_person(person, row))


def sign_out(services: Services, *, caller: Caller) -> None:
    """Ends the caller's session; no error where it has ended already."""
    if caller.session is None:
        return
    with services.database.begin() as session:
        session.execute(delete(Session).where(Session.token_sha256 == caller.session.token_sha256))
        audit.write(session, at=services.now(), actor=caller.actor, action="user.signed_out", subject=caller.id)


def find_session(services: Services, *, token: str, idle: timedelta) -> Caller | None:
    """Whose session this is, and keeps it alive; None for one that has ended or never was."""
    now = services.now()
    with services.database() as session:
        row = session.get(Session, fingerprint(token))
        user = session.get(User, row.user_id) if row else None
        if row is None or user is None or not user.active or row.expires_at <= now:
            return None
        caller, seen = _person(user, row), row.seen_at
    if now - seen >= min(_SEEN_GRAIN, idle / 10):
        mine = Session.token_sha256 == fingerprint(token)
        _note(services, update(Session).where(mine).values(seen_at=now, expires_at=now + idle))
    return caller


def find_key(services: Services, *, key: str) -> Caller | None:
    """The machine that has this key; None for one that was revoked or never made."""
    now = services.now()
    with services.database() as session:
        row = session.scalar(select(ApiKey).where(ApiKey.key_sha256 == fingerprint(key), ApiKey.revoked_at.is_(None)))
        if row is None:
            return None
        scopes = frozenset(Permission(scope) for scope in row.scopes if scope in KEY_SCOPES)
        caller = Caller(actor=f"key:{row.id}", kind="key", id=row.id, name=row.name, permissions=scopes)
        used = row.last_used_at
    if used is None or now - used >= _SEEN_GRAIN:
        _note(services, update(ApiKey).where(ApiKey.id == caller.id).values(last_used_at=now))
    return caller


def _note(services: Services, statement: Update) -> None:
    """Notes that somebody was here. Where the disk is full they can still look; what they change is refused then."""
    try:
        with services.database.begin() as session:
            session.execute(statement)
    except OperationalError as error:
        log.warning("use_not_noted", detail=str(error.orig))


def _count_try(connection: Connection, user_id: str, now: datetime, rule: LockoutRule) -> bool:
    """Counts a try as if it failed, locking the name with the last one allowed; False where it is locked already."""
    last = User.failed_logins + 1 >= rule.failures
    counted = connection.execute(
        update(User)
        .where(User.id == user_id, or_(User.locked_until.is_(None), User.locked_until <= now))
        .values(
            failed_logins=case((last, 0), else_=User.failed_logins + 1),
            locked_until=case((last, now + rule.locked_for), else_=None),
        )
    )
    return counted.rowcount == 1


def _person(user: User, row: Session) -> Caller:
    role = Role(user.role)
    return Caller(
        actor=f"user:{user.id}",
        kind="user",
        id=user.id,
        name=user.name,
        role=role,
        permissions=ROLE_PERMISSIONS[role],
        language=user.language,
        session=BrowserSession(token_sha256=row.token_sha256, csrf_token=row.csrf_token),
    )

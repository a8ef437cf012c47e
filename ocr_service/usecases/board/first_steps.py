"""What is left to do on a new service. Each step is ticked off by how the service stands; nobody ticks by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, sessionmaker

from ocr_service.access.roles import Permission, Role
from ocr_service.records import audit
from ocr_service.records.people import ApiKey, AuditEntry, User
from ocr_service.records.retention import FINISHED_SCANS, Retention
from ocr_service.records.scans import Scan
from ocr_service.records.templates import TemplateVersion
from ocr_service.usecases.board.count_unreceived import results_have_receiver
from ocr_service.usecases.ports import Services

Name = Literal["password", "people", "form", "way_in", "accepted", "receiver", "backup", "address", "retention"]
_SYSTEM: Final = "system"
# What the trail tells of: that the page was put away, or brought back, and when a backup was made.
_PUT_AWAY, _BROUGHT_BACK = "first_steps.put_away", "first_steps.brought_back"
_SUBJECT: Final = "first-steps"
_BACKUP_MADE: Final = "backup.made"


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What only the settings know: that people reach the service by https, that a folder is watched, and that the
    first administrator's password or the time that scans are kept stands there.
    """

    by_https: bool
    folder_watched: bool
    password_given: bool
    retention_fixed: bool


@dataclass(frozen=True, kw_only=True)
class FirstStep:
    """`at` tells when, of what has to be done again and again."""

    name: Name
    done: bool
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class FirstSteps:
    """In the order in which they are best done. `put_away`: an administrator wants to see no more of them."""

    steps: tuple[FirstStep, ...]
    put_away: bool

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def over(self) -> bool:
        """Nobody needs to be reminded of them."""
        return self.put_away or self.done == len(self.steps)


def show_first_steps(services: Services, setup: Setup, *, actor: str) -> FirstSteps:
    """As they are for this administrator: each has a password of their own."""
    with services.database() as session:
        return FirstSteps(steps=tuple(_steps(session, setup, actor)), put_away=_is_put_away(session))


def put_away_first_steps(services: Services, *, actor: str, away: bool) -> None:
    """For all administrators; with False they are shown again."""
    with services.database.begin() as session:
        if _is_put_away(session) != away:
            action = _PUT_AWAY if away else _BROUGHT_BACK
            audit.write(session, at=services.now(), actor=actor, action=action, subject=_SUBJECT)


def note_backup(database: sessionmaker[Session], *, at: datetime, file_name: str) -> None:
    """Tells the trail that a backup was made."""
    with database.begin() as session:
        told = {"file_name": file_name}
        audit.write(session, at=at, actor=_SYSTEM, action=_BACKUP_MADE, subject="backup", new=told)


def _steps(session: Session, setup: Setup, actor: str) -> Iterator[FirstStep]:
    def is_there(*conditions: Any) -> bool:
        return bool(session.scalar(select(exists().where(*conditions))))

    own = is_there(AuditEntry.actor == actor, AuditEntry.action == "user.password_changed")
    yield FirstStep(name="password", done=own or setup.password_given)
    yield FirstStep(name="people", done=(session.scalar(_count_people()) or 0) > 1)
    yield FirstStep(name="form", done=is_there(TemplateVersion.published_by != _SYSTEM))
    yield FirstStep(name="way_in", done=setup.folder_watched or _somebody_hands_in(session))
    yield FirstStep(name="accepted", done=is_there(Scan.accepted_at.is_not(None)))
    yield FirstStep(name="receiver", done=_results_are_taken(session))
    newest = select(func.max(AuditEntry.at)).where(AuditEntry.action == _BACKUP_MADE)
    backup_at = session.scalar(newest)
    yield FirstStep(name="backup", done=backup_at is not None, at=backup_at)
    yield FirstStep(name="address", done=setup.by_https)
    chosen = is_there(Retention.id == FINISHED_SCANS, Retention.keep_days.is_not(None))
    yield FirstStep(name="retention", done=chosen or setup.retention_fixed)


def _count_people() -> Select[int]:
    return select(func.count()).select_from(User).where(User.active)


def _somebody_hands_in(session: Session) -> bool:
    """A person whose work it is, or a program that may."""
    clerk = exists().where(User.active, User.role == Role.CLERK)
    return bool(session.scalar(select(clerk))) or any(Permission.SCANS_WRITE in one.scopes for one in _keys(session))


def _results_are_taken(session: Session) -> bool:
    """A receiver is told of them, or a program that may see scans has been here to fetch them."""
    fetched = (one.last_used_at is not None and Permission.SCANS_READ in one.scopes for one in _keys(session))
    return results_have_receiver(session) or any(fetched)


def _keys(session: Session) -> list[ApiKey]:
    return list(session.scalars(select(ApiKey).where(ApiKey.revoked_at.is_(None))))


def _is_put_away(session: Session) -> bool:
    either = or_(AuditEntry.action == _PUT_AWAY, AuditEntry.action == _BROUGHT_BACK)
    newest = select(AuditEntry.action).where(AuditEntry.subject == _SUBJECT, either).order_by(AuditEntry.id.desc())
    return session.scalar(newest.limit(1)) == _PUT_AWAY

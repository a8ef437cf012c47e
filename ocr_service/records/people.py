"""People, their sessions, machines' API keys, and the audit trail."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ocr_service.records.base import Base, new_id
from ocr_service.records.sites import Site


class User(Base):
    """A person who signs in."""

    __tablename__ = "users"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("user"))
    name: Mapped[str] = mapped_column(String(60), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(10), default="zh-CN")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"))  # where what they hand in comes from

    site: Mapped[Site | None] = relationship()


class Session(Base):
    """A signed-in browser. Only the token's SHA-256 is kept."""

    __tablename__ = "sessions"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ApiKey(Base):
    """A machine's key: shown once, kept as SHA-256 (it has 256 random bits, so a slow hash adds nothing)."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("key"))
    name: Mapped[str] = mapped_column(String(100))
    key_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(80))
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    site_id: Mapped[str | None] = mapped_column(ForeignKey("sites.id"))

    site: Mapped[Site | None] = relationship()


class AuditEntry(Base):
    """Who did what to which thing, when, from what to what. Rows are only ever added."""

    __tablename__ = "audit"
    # Each leads from one thing asked for to the newest entries.
    __table_args__ = (
        Index("ix_audit_actor_at", "actor", "at", "id"),
        Index("ix_audit_action_at", "action", "at", "id"),
        Index("ix_audit_subject_at", "subject", "at", "id"),
        Index("ix_audit_at_id", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(60))  # scan.accepted, field.corrected, key.revoked ...
    subject: Mapped[str] = mapped_column(String(80))  # the scan's, user's, key's ... identifier
    path: Mapped[str | None] = mapped_column(String(160))  # the field, where one was changed
    old: Mapped[dict[str, Any] | None]
    new: Mapped[dict[str, Any] | None]

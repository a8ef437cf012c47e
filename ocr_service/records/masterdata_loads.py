"""Files that are to replace lists of master data: kept, loaded by a process of its own, looked at, put in force."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ocr_service.records.base import Base, new_id


class MasterdataLoad(Base):
    """A file on its way to be a version of a list.

    `state` goes from waiting to loading and, with `hold`, to checked, where it stays until a person has looked at what
    it changes; it ends in_force, failed or dropped.
    """

    __tablename__ = "masterdata_loads"
    __table_args__ = (
        Index("ix_masterdata_loads_state_created_at", "state", "created_at"),
        Index("ix_masterdata_loads_list_name_created_at", "list_name", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("load"))
    list_name: Mapped[str] = mapped_column(String(63))  # no foreign key: the first load makes the list
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    hold: Mapped[bool]
    file_sha256: Mapped[str | None] = mapped_column(String(64))  # None once nobody needs the file any more
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    wishes: Mapped[dict[str, Any]]  # see `usecases.masterdata.load_wishes`
    source: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime]  # while it is loaded; one that stands still belongs to a process that is gone
    ended_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)  # so far
    version_id: Mapped[int | None]
    changes: Mapped[dict[str, Any] | None] = mapped_column(nullable=True)  # see `usecases.masterdata.compare_versions`
    error: Mapped[dict[str, Any] | None] = mapped_column(nullable=True)  # code and params

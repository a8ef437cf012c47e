"""Master data: named lists (customers, materials, orders) in versions, one of which is in force for each list."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, ForeignKeyConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ocr_service.records.base import Base

# Compared byte by byte: faster than by a language's rules, and the same on every server.
Key = String(200).with_variant(String(200, collation="C"), "postgresql")


class MasterdataList(Base):
    """A list by its name. `version_id` is the version in force; None until the first load was complete."""

    __tablename__ = "masterdata_lists"

    name: Mapped[str] = mapped_column(String(63), primary_key=True)
    version_id: Mapped[int | None]  # no foreign key: the version's row names this one, and is deleted only after
    last_number: Mapped[int] = mapped_column(default=0)  # of the newest load, whatever became of it
    created_at: Mapped[datetime]


class MasterdataVersion(Base):
    """One load of a list. Its rows are written while `ready` is false; single rows may be changed after that.

    `edits` counts those changes: the version is told as ``12.3``, load 12 with three changes.
    """

    __tablename__ = "masterdata_versions"
    __table_args__ = (UniqueConstraint("list_name", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    list_name: Mapped[str] = mapped_column(ForeignKey("masterdata_lists.name", ondelete="CASCADE"))
    number: Mapped[int]
    edits: Mapped[int] = mapped_column(default=0)
    ready: Mapped[bool] = mapped_column(default=False)
    columns: Mapped[list[Any]]  # names, in the file's order
    key_column: Mapped[str] = mapped_column(String(63))
    display: Mapped[list[Any]]  # the columns that are shown and searched beside the key
    rows: Mapped[int] = mapped_column(default=0)
    last_row: Mapped[int] = mapped_column(default=0)  # the highest number given to a row
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    source: Mapped[str] = mapped_column(String(20))  # api, command, pull, folder
    loaded_by: Mapped[str] = mapped_column(String(80))
    begun_at: Mapped[datetime]
    touched_at: Mapped[datetime]  # while rows are written; one that stands still was abandoned
    in_force_at: Mapped[datetime | None]

    @property
    def label(self) -> str:
        """``12``, or ``12.3`` after three changes of single rows."""
        return f"{self.number}.{self.edits}" if self.edits else str(self.number)

    @property
    def searched(self) -> tuple[str, ...]:
        """The columns that values are found by: the key, then those that are shown."""
        return (self.key_column, *(name for name in self.display if name != self.key_column))


class MasterdataRow(Base):
    """One row of a version: its values beside the version's columns. `number` is its line in the file, or counts on."""

    __tablename__ = "masterdata_rows"
    __table_args__ = (
        ForeignKeyConstraint(["version_id"], ["masterdata_versions.id"]),
        UniqueConstraint("version_id", "key"),
        {"sqlite_with_rowid": False},
    )

    version_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(Key)
    values: Mapped[list[Any]] = mapped_column(JSON)


class MasterdataPair(Base):
    """Which rows have a pair of neighbouring characters in a searched column: their numbers, as 32-bit integers.

    `pair` is a column and two characters (see `records.masterdata_index`), `block` a part of the version, so that a
    million rows are indexed piece by piece.
    """

    __tablename__ = "masterdata_pairs"
    __table_args__ = (
        ForeignKeyConstraint(["version_id"], ["masterdata_versions.id"]),
        {"sqlite_with_rowid": False},
    )

    version_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    pair: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rows: Mapped[bytes] = mapped_column(LargeBinary)


class MasterdataSource(Base):
    """Where a list is fetched from, how often, and how that went. `settings` hold how to sign in there."""

    __tablename__ = "masterdata_sources"

    list_name: Mapped[str] = mapped_column(String(63), primary_key=True)
    url: Mapped[str] = mapped_column(String(2000))
    format: Mapped[str] = mapped_column(String(10))  # csv, ndjson
    key_column: Mapped[str | None] = mapped_column(String(63))
    display: Mapped[list[Any] | None] = mapped_column(nullable=True)
    minutes: Mapped[int]
    allow_fewer: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    active: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(80))
    # What the sender said about its newest answer, for asking whether there is a newer one.
    etag: Mapped[str | None] = mapped_column(String(500))
    last_modified: Mapped[str | None] = mapped_column(String(100))
    next_at: Mapped[datetime] = mapped_column(index=True)
    tried_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]  # the newest answer that was loaded, or was told to be the same still
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    error: Mapped[dict[str, Any] | None] = mapped_column(nullable=True)  # code and params of the newest failure


class ScanMasterdata(Base):
    """With which version of a list a scan was last checked."""

    __tablename__ = "scan_masterdata"

    scan_id: Mapped[str] = mapped_column(ForeignKey("scans.id", ondelete="CASCADE"), primary_key=True)
    list_name: Mapped[str] = mapped_column(String(63), primary_key=True)
    version: Mapped[str] = mapped_column(String(40))

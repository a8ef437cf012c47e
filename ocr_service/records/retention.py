"""How long finished scans are kept, where that was chosen on the page, and what the last run forgot."""

from datetime import datetime
from typing import Final

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ocr_service.records.base import Base

FINISHED_SCANS: Final = "finished-scans"


class Retention(Base):
    """One row. `keep_days` is None as long as nobody has chosen; 0 keeps all.

    `scans` and `files` are what the newest run has forgotten so far. `busy_until` is its lease, None once it has ended:
    a run whose lease ran out was cut off, and the next one goes on with it.
    """

    __tablename__ = "retention"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    keep_days: Mapped[int | None]
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[str | None] = mapped_column(String(80))
    ran_at: Mapped[datetime | None]
    busy_until: Mapped[datetime | None]
    scans: Mapped[int | None]
    files: Mapped[int | None]

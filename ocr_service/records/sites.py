"""Sites: the plants, warehouses and offices that paper comes from."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ocr_service.records.base import Base, new_id


class Site(Base):
    """A place where people and machines hand paper in. A closed one stays, for what came from it."""

    __tablename__ = "sites"

    id: Mapped[str] = mapped_column(String(40), primary_key=True, default=lambda: new_id("site"))
    code: Mapped[str] = mapped_column(String(20), unique=True)  # short, never changed: settings and programs name it
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

"""Serial numbers of printed blank forms."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ocr_service.records.base import Base


class BlankSeries(Base):
    """The last serial number that was printed on a blank of the form; the next one gets the next."""

    __tablename__ = "blank_series"

    template: Mapped[str] = mapped_column(String(63), primary_key=True)
    last: Mapped[int]

"""All tables in one place, for whoever needs the whole schema."""

from sqlalchemy import MetaData

from ocr_service.records import (
    answers,
    blanks,
    board,
    calibration,
    cases,
    checking,
    deliveries,
    drafts,
    masterdata,
    masterdata_loads,
    people,
    retention,
    reviews,
    scans,
    search,
    sites,
    templates,
    uploads,
)
from ocr_service.records.base import Base

# Each module registers its tables on import.
MODULES = (
    cases,
    scans,
    search,
    templates,
    people,
    sites,
    deliveries,
    drafts,
    retention,
    reviews,
    answers,
    calibration,
    board,
    checking,
    masterdata,
    masterdata_loads,
    uploads,
    blanks,
)

metadata: MetaData = Base.metadata

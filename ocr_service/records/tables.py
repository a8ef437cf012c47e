"""All tables in one place, for whoever needs the whole schema."""

from sqlalchemy import MetaData

from ocr_service.records import answers, calibration, cases, deliveries, people, reviews, scans, sites, templates
from ocr_service.records.base import Base

# Each module registers its tables on import.
MODULES = (cases, scans, templates, people, sites, deliveries, reviews, answers, calibration)

metadata: MetaData = Base.metadata

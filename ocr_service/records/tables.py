"""All tables in one place, for whoever needs the whole schema."""

from sqlalchemy import MetaData

from ocr_service.records import answers, calibration, deliveries, people, reviews, scans, sites, templates
from ocr_service.records.base import Base

# Each module registers its tables on import.
MODULES = (scans, templates, people, sites, deliveries, reviews, answers, calibration)

metadata: MetaData = Base.metadata

"""How much work there is at the review desk."""

from sqlalchemy import func, select

from ocr_service.records.scans import Scan
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import free_for
from ocr_service.usecases.reviewing.review_scan import REVIEWABLE


def count_waiting(services: Services, *, actor: str) -> int:
    """How many forms wait for a person and are in nobody else's hands."""
    waiting = select(func.count()).where(Scan.state.in_(REVIEWABLE), free_for(actor, services.now()))
    with services.database() as session:
        return session.scalar(waiting) or 0

"""How much work there is at the review desk."""

from sqlalchemy import func, select

from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.queue_order import Wanted


def count_waiting(services: Services, *, actor: str) -> int:
    """How many forms wait for a person and are in nobody else's hands."""
    waiting = select(func.count()).where(Wanted().meets(actor, services.now()))
    with services.database() as session:
        return session.scalar(waiting) or 0

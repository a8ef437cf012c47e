"""Accepted forms that go nowhere: there is no receiver for results at all."""

from typing import Final

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.usecases.delivering.events import FORM_ACCEPTED
from ocr_service.usecases.ports import Services

# Whoever only fetches results has ever more of them: beyond this the figure tells no more.
MOST_COUNTED: Final = 10_000


def results_have_receiver(session: Session) -> bool:
    """Whether any receiver in use is told of accepted forms."""
    told = session.scalars(select(WebhookEndpoint.events).where(WebhookEndpoint.active))
    return any(FORM_ACCEPTED in events for events in told)


def count_unreceived(session: Session) -> int:
    """Accepted forms that were made out to nobody, at most 10,000; 0 where any receiver is told of results.

    Where there are receivers, but of other forms, somebody has chosen so.
    """
    if results_have_receiver(session):
        return 0
    made_out = exists().where(Delivery.scan_id == Scan.id, Delivery.event == FORM_ACCEPTED)
    found = select(Scan.id).where(Scan.state == ScanState.ACCEPTED, ~made_out).limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def ask_unreceived(services: Services) -> int:
    """`count_unreceived` of this moment."""
    with services.database() as session:
        return count_unreceived(session)

"""What the web service is made of besides its routes: handed to `create_app`, found again from each request."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Annotated

from anyio import CapacityLimiter
from fastapi import Depends
from prometheus_client import CollectorRegistry
from starlette.requests import HTTPConnection

from ocr_service.access.throttle import FailureThrottle
from ocr_service.delivery.attempt import Sender
from ocr_service.settings import Settings
from ocr_service.usecases.ports import FormProposer, Services, TrialReader, UploadJudge
from ocr_service.usecases.templates.publish_template import TemplatesInUse
from ocr_service.web.field_labels import FieldLabels
from ocr_service.web.i18n import Texts


def _sign_in_throttle() -> FailureThrottle:
    # A whole office may share one address, so this is far above what one name is allowed.
    return FailureThrottle(failures=50, window=timedelta(minutes=15))


@dataclass(frozen=True, kw_only=True)
class WebParts:
    """`hashing` bounds how many passwords are checked at once: each takes 19 MB and a core. Without a `judge` nobody
    looks at uploads before they are read; without a `proposer` there are no proposals for unknown forms, without a
    `trial` reader forms that are being drawn cannot be tried.
    """

    services: Services
    settings: Settings
    sender: Sender
    texts: Texts
    registry: CollectorRegistry
    judge: UploadJudge | None = None
    proposer: FormProposer | None = None
    trial: TrialReader | None = None
    labels: FieldLabels = field(default_factory=FieldLabels)
    throttle: FailureThrottle = field(default_factory=_sign_in_throttle)
    hashing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(2))

    @cached_property
    def templates(self) -> TemplatesInUse:
        """The forms in use, kept ready for whoever reads with them here."""
        return TemplatesInUse(self.services)

    @property
    def idle(self) -> timedelta:
        """After so long without use a session ends."""
        return timedelta(hours=self.settings.session_hours)


def parts_of(request: HTTPConnection) -> WebParts:
    """The parts of the app that answers the request."""
    parts: WebParts = request.app.state.parts
    return parts


def services_of(request: HTTPConnection) -> Services:
    return parts_of(request).services


Parts = Annotated[WebParts, Depends(parts_of)]
UseServices = Annotated[Services, Depends(services_of)]

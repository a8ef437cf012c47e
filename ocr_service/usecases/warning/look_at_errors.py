"""Forms whose measured share of wrong values is above what they promise."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from ocr_service.access.roles import Role
from ocr_service.usecases.auditing.measure_errors import measure_errors
from ocr_service.usecases.ports import Services
from ocr_service.usecases.warning.trouble import Trouble

ERRORS_ABOVE_PROMISE: Final = "errors_above_promise"
MEASURED_OVER: Final = timedelta(days=90)


def look_at_errors(services: Services, now: datetime) -> Iterator[Trouble]:
    """The random audits of 90 days. Told where even the lower end of the 95 % confidence interval is above the promise;
    it stays open while the measured share itself is.
    """
    for form in measure_errors(services, since=now - MEASURED_OVER):
        measured = form.machine
        if form.promised is None or measured.rate is None or measured.rate <= form.promised:
            continue
        yield Trouble(
            kind=ERRORS_ABOVE_PROMISE,
            subject=form.template,
            role=Role.SUPERVISOR,
            firm=measured.low > form.promised,
            params={
                "wrong": measured.wrong,
                "checked": measured.checked,
                "rate": round(measured.rate, 6),
                "low": round(measured.low, 6),
                "high": round(measured.high, 6),
                "promised": form.promised,
            },
        )

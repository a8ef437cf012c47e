"""Files of certificates that cannot be used, while what was read before them still is, and those that end soon."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.access.roles import Role
from ocr_service.delivery.certificate_ends import CertificateEnd
from ocr_service.delivery.tls_contexts import UnreadableFile
from ocr_service.records.deliveries import WebhookEndpoint
from ocr_service.records.masterdata import MasterdataSource
from ocr_service.usecases.warning.trouble import Trouble

CERTIFICATE_UNREADABLE: Final = "certificate_unreadable"

CERTIFICATE_ENDS: Final = "certificate_ends"
# Time enough to have a new one issued; of one that a program renews every few days, what it leaves when it failed.
_BEFORE_IT_ENDS: Final = timedelta(days=14)
_SHARE_LEFT: Final = 5

FindUnreadable = Callable[[Collection[str]], Iterable[UnreadableFile]]
FindEnds = Callable[[Collection[str]], Iterable[CertificateEnd]]


def look_at_certificates(
    session: Session, now: datetime, find_unreadable: FindUnreadable, find_ends: FindEnds
) -> Iterator[Trouble]:
    """The authority's file, and each client certificate that a receiver or a source of master data names.

    One ends soon where less than 14 days and less than a fifth of its life are left.
    """
    settings: list[dict[str, Any]] = [
        *session.scalars(select(WebhookEndpoint.settings).where(WebhookEndpoint.active)),
        *session.scalars(select(MasterdataSource.settings).where(MasterdataSource.active)),
    ]
    named = sorted({one["certificate"] for one in settings if one.get("certificate")})
    for file in find_unreadable(named):
        yield Trouble(
            kind=CERTIFICATE_UNREADABLE,
            subject=file.name[:200],
            role=Role.ADMINISTRATOR,
            params={"file": file.name},
        )
    for end in find_ends(named):
        left = end.ends_at - now
        if left < min(_BEFORE_IT_ENDS, end.lasts / _SHARE_LEFT):
            yield Trouble(
                kind=CERTIFICATE_ENDS,
                subject=end.name[:200],
                role=Role.ADMINISTRATOR,
                params={"file": end.name, "day": f"{end.ends_at:%Y-%m-%d}", "ended": left <= timedelta()},
            )

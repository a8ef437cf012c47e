"""Files of certificates that cannot be used, while what was read before them still is."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.access.roles import Role
from ocr_service.delivery.tls_contexts import UnreadableFile
from ocr_service.records.deliveries import WebhookEndpoint
from ocr_service.records.masterdata import MasterdataSource
from ocr_service.usecases.warning.trouble import Trouble

CERTIFICATE_UNREADABLE: Final = "certificate_unreadable"

FindUnreadable = Callable[[Collection[str]], Iterable[UnreadableFile]]


def look_at_certificates(session: Session, find_unreadable: FindUnreadable) -> Iterator[Trouble]:
    """The authority's file, and each client certificate that a receiver or a source of master data names."""
    settings: list[dict[str, Any]] = [
        *session.scalars(select(WebhookEndpoint.settings).where(WebhookEndpoint.active)),
        *session.scalars(select(MasterdataSource.settings).where(MasterdataSource.active)),
    ]
    named = {one["certificate"] for one in settings if one.get("certificate")}
    for file in find_unreadable(sorted(named)):
        yield Trouble(
            kind=CERTIFICATE_UNREADABLE,
            subject=file.name[:200],
            role=Role.ADMINISTRATOR,
            params={"file": file.name},
        )

"""Receivers as they are shown and as the audit trail keeps them: never with a secret, but for the one just made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ocr_service.records.deliveries import WebhookEndpoint
from ocr_service.usecases.endpoints.endpoint_kinds import shown_settings
from ocr_service.usecases.endpoints.endpoint_options import EndpointOptions, described_options, options_of


@dataclass(frozen=True, kw_only=True)
class EndpointView:
    """A receiver without its secrets. `templates` empty means every form; `disabled_reason` is gone or administrator.

    `settings` are the kind's own, with secrets masked. `old_secret_until` is set while, after a rotation, messages are
    signed with the old secret too; `rests_until` while nothing is tried because it could not be reached several times
    in a row.
    """

    id: str
    kind: str
    url: str
    settings: dict[str, Any]
    description: str
    templates: tuple[str, ...]
    active: bool
    disabled_reason: str | None
    old_secret_until: datetime | None
    options: EndpointOptions
    rests_until: datetime | None
    created_at: datetime
    created_by: str


@dataclass(frozen=True, kw_only=True)
class EndpointWithSecret:
    """A receiver and its newest secret, which is shown this once."""

    endpoint: EndpointView
    secret: str


def view_of(endpoint: WebhookEndpoint, now: datetime) -> EndpointView:
    """As it is shown at the time `now`."""
    ends = [datetime.fromisoformat(entry["expires_at"]) for entry in endpoint.secrets if entry["expires_at"]]
    return EndpointView(
        id=endpoint.id,
        kind=endpoint.kind,
        url=endpoint.url,
        settings=shown_settings(endpoint.kind, endpoint.settings),
        description=endpoint.description,
        templates=tuple(endpoint.templates),
        active=endpoint.active,
        disabled_reason=endpoint.disabled_reason,
        old_secret_until=max((end for end in ends if end > now), default=None),
        options=options_of(endpoint),
        rests_until=endpoint.rests_until if endpoint.rests_until and endpoint.rests_until > now else None,
        created_at=endpoint.created_at,
        created_by=endpoint.created_by,
    )


def described_endpoint(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """As the audit trail keeps it."""
    return {
        "kind": endpoint.kind,
        "url": endpoint.url,
        "settings": shown_settings(endpoint.kind, endpoint.settings),
        "description": endpoint.description,
        "templates": endpoint.templates,
        "options": described_options(endpoint),
    }

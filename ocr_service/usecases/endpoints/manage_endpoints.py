"""Receivers of results: made, changed, switched off and on, deleted. Every act is audited."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ocr_service.delivery.attempt import Sender
from ocr_service.delivery.signing import new_secret
from ocr_service.records.base import new_id
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.records.templates import TemplateVersion
from ocr_service.usecases.endpoints.endpoint_errors import (
    EndpointHasOpenDeliveries,
    EndpointNotFound,
    EndpointTextTooLong,
)
from ocr_service.usecases.endpoints.endpoint_kinds import check_address, check_secrets_stay, checked_settings
from ocr_service.usecases.endpoints.endpoint_options import (
    EndpointOptions,
    check_options,
    write_options,
)
from ocr_service.usecases.endpoints.endpoint_rows import held, note
from ocr_service.usecases.endpoints.endpoint_views import EndpointView, EndpointWithSecret, described_endpoint, view_of
from ocr_service.usecases.errors import TemplateNotFound
from ocr_service.usecases.ports import Services

MAX_DESCRIPTION: Final = 200


def create_endpoint(
    services: Services,
    sender: Sender,
    *,
    actor: str,
    url: str,
    kind: str = "webhook",
    settings: Mapping[str, Any] | None = None,
    description: str = "",
    templates: Sequence[str] = (),
    options: EndpointOptions | None = None,
) -> EndpointWithSecret:
    """Raises EndpointKindUnknown, EndpointSettingsInvalid, EndpointUrlRefused, EndpointTextTooLong, TemplateNotFound,
    and what `check_options` raises.
    """
    options = options or EndpointOptions()
    check_options(options)
    kept = checked_settings(kind, settings or {}, {})
    check_address(sender, url, kind)
    now, secret = services.now(), new_secret()
    with services.database.begin() as session:
        endpoint = WebhookEndpoint(
            id=new_id("hook"),
            kind=kind,
            url=url,
            settings=kept,
            description=_checked(description),
            templates=_known(session, templates),
            secrets=[{"secret": secret, "expires_at": None}],
            active=True,
            created_at=now,
            created_by=actor,
        )
        write_options(endpoint, options)
        session.add(endpoint)
        note(session, now, actor, "endpoint.created", endpoint.id, new=described_endpoint(endpoint))
        return EndpointWithSecret(endpoint=view_of(endpoint, now), secret=secret)


def list_endpoints(services: Services) -> tuple[EndpointView, ...]:
    """All receivers, oldest first."""
    with services.database() as session:
        rows = session.scalars(select(WebhookEndpoint).order_by(WebhookEndpoint.id))
        return tuple(view_of(endpoint, services.now()) for endpoint in rows)


def show_endpoint(services: Services, *, endpoint_id: str) -> EndpointView:
    """Raises EndpointNotFound."""
    with services.database() as session:
        endpoint = session.get(WebhookEndpoint, endpoint_id)
        if endpoint is None:
            raise EndpointNotFound(endpoint_id=endpoint_id)
        return view_of(endpoint, services.now())


def update_endpoint(
    services: Services,
    sender: Sender,
    *,
    actor: str,
    endpoint_id: str,
    url: str | None = None,
    settings: Mapping[str, Any] | None = None,
    description: str | None = None,
    templates: Sequence[str] | None = None,
    options: EndpointOptions | None = None,
) -> EndpointView:
    """Changes what is given. What already waits to be sent goes to the new URL, in the shape that it has.

    Secrets that `settings` leave out stay, unless they would go to another server than before. Raises
    EndpointNotFound, EndpointSettingsInvalid, EndpointSecretsNeeded, EndpointUrlRefused, EndpointTextTooLong,
    TemplateNotFound, and what `check_options` raises.
    """
    if options is not None:
        check_options(options)
    if url is not None:
        # Looked up before the row is held: a name server may take its time.
        check_address(sender, url, show_endpoint(services, endpoint_id=endpoint_id).kind)
    now = services.now()
    with services.database.begin() as session:
        endpoint = held(session, endpoint_id)
        old = described_endpoint(endpoint)
        where = (endpoint.url, endpoint.url if url is None else url)
        check_secrets_stay(endpoint.kind, urls=where, given=settings, before=endpoint.settings)
        if url is not None:
            endpoint.url = url
        if settings is not None:
            endpoint.settings = checked_settings(endpoint.kind, settings, endpoint.settings)
        if description is not None:
            endpoint.description = _checked(description)
        if templates is not None:
            endpoint.templates = _known(session, templates)
        if options is not None:
            write_options(endpoint, options)
        if (new := described_endpoint(endpoint)) != old:
            note(session, now, actor, "endpoint.updated", endpoint_id, old=old, new=new)
        return view_of(endpoint, now)


def switch_endpoint(services: Services, *, actor: str, endpoint_id: str, active: bool) -> EndpointView:
    """Off: what waits keeps waiting, and new results are not put out for it. On: what waits is sent.

    Raises EndpointNotFound.
    """
    now = services.now()
    with services.database.begin() as session:
        endpoint = held(session, endpoint_id)
        if endpoint.active != active:
            endpoint.active, endpoint.failures_in_row, endpoint.rests_until = active, 0, None
            endpoint.disabled_reason = None if active else "administrator"
            note(session, now, actor, "endpoint.enabled" if active else "endpoint.disabled", endpoint_id)
        return view_of(endpoint, now)


def delete_endpoint(services: Services, *, actor: str, endpoint_id: str) -> None:
    """Deletes the receiver and the history of what it got.

    Raises EndpointNotFound, and EndpointHasOpenDeliveries where something was not delivered, given up or not.
    """
    now = services.now()
    with services.database.begin() as session:
        endpoint = held(session, endpoint_id)
        mine = Delivery.endpoint_id == endpoint_id
        still_open = select(func.count()).where(mine, Delivery.state.in_(("waiting", "sending", "dead")))
        count = session.scalar(still_open)
        if count:
            raise EndpointHasOpenDeliveries(deliveries=count)
        session.execute(delete(Delivery).where(mine).execution_options(synchronize_session=False))
        session.delete(endpoint)
        note(session, now, actor, "endpoint.deleted", endpoint_id, old=described_endpoint(endpoint))


def _checked(description: str) -> str:
    if len(description) > MAX_DESCRIPTION:
        raise EndpointTextTooLong(limit=MAX_DESCRIPTION)
    return description.replace("\0", "").strip()


def _known(session: Session, templates: Sequence[str]) -> list[Any]:
    names = list(dict.fromkeys(templates))
    published = set(session.scalars(select(TemplateVersion.name).where(TemplateVersion.name.in_(names))))
    for name in names:
        if name not in published:
            raise TemplateNotFound(template=name)
    return names

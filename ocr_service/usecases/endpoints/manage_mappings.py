"""A receiver's mappings: each save is a version; the newest one counts from the next message on."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ocr_service.delivery.formats import FormatUnfit, encode
from ocr_service.delivery.mapping import MappingFailed
from ocr_service.records import audit
from ocr_service.records.deliveries import EndpointMapping, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.form_event import payload_for
from ocr_service.usecases.endpoints.endpoint_errors import EndpointNotFound, MappingUnfit
from ocr_service.usecases.endpoints.endpoint_options import check_expression
from ocr_service.usecases.errors import ScanNotFound, ScanStateConflict, TemplateNotFound
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.publish_template import version_in_use


@dataclass(frozen=True, kw_only=True)
class MappingView:
    """One version. `template` is null where it holds for all forms; an empty `expression` sends the event as it is."""

    template: str | None
    version: int
    expression: str
    created_at: datetime
    created_by: str


@dataclass(frozen=True, kw_only=True)
class MappingPreview:
    """What the receiver would get: the text, and what it is."""

    content_type: str
    text: str


def list_mappings(services: Services, *, endpoint_id: str) -> tuple[MappingView, ...]:
    """All versions, newest first. Raises EndpointNotFound."""
    with services.database() as session:
        _find(session, endpoint_id)
        rows = select(EndpointMapping).where(EndpointMapping.endpoint_id == endpoint_id)
        return tuple(_view(row) for row in session.scalars(rows.order_by(EndpointMapping.id.desc())))


def save_mapping(
    services: Services, *, actor: str, endpoint_id: str, expression: str, template: str | None = None
) -> MappingView:
    """A new version for one form, or for all. Raises EndpointNotFound, TemplateNotFound, EndpointMappingInvalid."""
    if expression:
        check_expression(expression)
    now = services.now()
    with services.database.begin() as session:
        _find(session, endpoint_id, to_change=True)
        if template is not None and version_in_use(session, template) is None:
            raise TemplateNotFound(template=template)
        same = (EndpointMapping.endpoint_id == endpoint_id, EndpointMapping.template == (template or ""))
        newest = session.scalar(select(func.max(EndpointMapping.version)).where(*same)) or 0
        row = EndpointMapping(
            endpoint_id=endpoint_id,
            template=template or "",
            version=newest + 1,
            expression=expression,
            created_at=now,
            created_by=actor,
        )
        session.add(row)
        new = {"template": template, "version": row.version}
        audit.write(session, at=now, actor=actor, action="endpoint.mapping_saved", subject=endpoint_id, new=new)
        return _view(row)


def preview_mapping(services: Services, *, endpoint_id: str, expression: str, scan_id: str) -> MappingPreview:
    """What this expression makes of a real result. Nothing is saved or sent.

    Raises EndpointNotFound, ScanNotFound, ScanStateConflict where the scan was never accepted, EndpointMappingInvalid,
    MappingUnfit.
    """
    mapping = check_expression(expression) if expression else None
    with services.database() as session:
        endpoint = _find(session, endpoint_id)
        scan = session.get(Scan, scan_id)
        if scan is None:
            raise ScanNotFound(scan_id=scan_id)
        if scan.accepted_at is None:
            raise ScanStateConflict(state=scan.state)
        event = json.loads(payload_for(session, scan, endpoint, services.now()).model_dump_json())
        try:
            shaped = mapping.apply(event) if mapping else event
            document = encode(shaped, endpoint.format, encoding=endpoint.encoding)  # type: ignore[arg-type]
        except MappingFailed as error:
            raise MappingUnfit("mapping_failed", detail=error.detail) from None
        except FormatUnfit as error:
            raise MappingUnfit(error.code, **error.params) from None
    return MappingPreview(content_type=document.content_type, text=document.text)


def _find(session: Session, endpoint_id: str, *, to_change: bool = False) -> WebhookEndpoint:
    endpoint = session.get(WebhookEndpoint, endpoint_id, with_for_update=to_change)
    if endpoint is None:
        raise EndpointNotFound(endpoint_id=endpoint_id)
    return endpoint


def _view(row: EndpointMapping) -> MappingView:
    return MappingView(
        template=row.template or None,
        version=row.version,
        expression=row.expression,
        created_at=row.created_at,
        created_by=row.created_by,
    )

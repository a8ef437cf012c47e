"""One event as one receiver wants it: mapped, in its envelope, in its format, with the key that keeps order."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.delivery.formats import FormatUnfit, encode
from ocr_service.delivery.mapping import MappingFailed, MappingInvalid, PayloadMapping
from ocr_service.records.deliveries import EndpointMapping, WebhookEndpoint


@dataclass(frozen=True, kw_only=True)
class ShapedMessage:
    """What is sent. `mapping_version` is 0 where no mapping was needed."""

    content_type: str
    text: str
    mapping_version: int
    order_key: str | None


class MessageUnshaped(Exception):
    """The event does not go into what the receiver wants. `code` is stable, `detail` says what is wrong."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def shape_message(
    session: Session, endpoint: WebhookEndpoint, event: dict[str, Any], *, message_id: str, template: str | None
) -> ShapedMessage:
    """`event` are JSON values, `template` the form's name. Raises MessageUnshaped."""
    mapping = newest_mapping(session, endpoint.id, template)
    try:
        key = PayloadMapping(endpoint.order_by).apply(event) if endpoint.order_by else None
        mapped = PayloadMapping(mapping.expression).apply(event) if mapping and mapping.expression else None
        body = _enveloped(endpoint, event, mapped, message_id)
        document = encode(body, endpoint.format, encoding=endpoint.encoding)  # type: ignore[arg-type]  # checked when saved
    except (MappingInvalid, MappingFailed) as error:
        raise MessageUnshaped("mapping_failed", str(error)) from error
    except FormatUnfit as error:
        raise MessageUnshaped(error.code, str(error)) from error
    cloud = endpoint.envelope == "cloudevents"
    return ShapedMessage(
        content_type="application/cloudevents+json; charset=utf-8" if cloud else document.content_type,
        text=document.text,
        mapping_version=mapping.version if mapping else 0,
        order_key=None if key is None else str(key)[:200],
    )


def newest_mapping(session: Session, endpoint_id: str, template: str | None) -> EndpointMapping | None:
    """The form's own mapping, else the one for all forms; its newest version."""
    newest = (
        select(EndpointMapping)
        .where(EndpointMapping.endpoint_id == endpoint_id, EndpointMapping.template.in_(("", template or "")))
        .order_by(EndpointMapping.template.desc(), EndpointMapping.version.desc())
        .limit(1)
    )
    return session.scalar(newest)


def _enveloped(endpoint: WebhookEndpoint, event: dict[str, Any], mapped: Any, message_id: str) -> Any:
    if endpoint.envelope != "cloudevents":
        return event if mapped is None else mapped
    # CloudEvents 1.0.2, structured content mode: https://github.com/cloudevents/spec
    return {
        "specversion": "1.0",
        "id": message_id,
        "source": "/api/v1/scans",
        "subject": event["data"].get("scan_id"),
        "type": event["type"],
        "time": event["timestamp"],
        "datacontenttype": "application/json",
        "data": event["data"] if mapped is None else mapped,
    }

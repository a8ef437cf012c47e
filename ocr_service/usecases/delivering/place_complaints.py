"""On which of our fields a receiver's complaint stands: it may use our path, or the name that the mapping gave.

A mapped name is translated back by experiment: our values are changed one by one (in halves, so that a few trials are
enough) and mapped anew; the one value whose change changes what the receiver named is meant. Where it is not one, the
complaint belongs to the form.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.delivery.erp_answer import Complaint
from ocr_service.delivery.mapping import MappingFailed, MappingInvalid, PayloadMapping
from ocr_service.forms.result import field_name
from ocr_service.records.deliveries import Delivery, EndpointMapping, WebhookEndpoint
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.changed_values import with_changes
from ocr_service.usecases.delivering.form_event import payload_for

_PARTS: Final = re.compile(r"[^.\[\]/]+")
Place = tuple[str, ...]


def place_complaints(
    session: Session, scan: Scan, endpoint_id: str | None, complaints: Iterable[Complaint], now: datetime
) -> tuple[dict[str, str], list[Complaint]]:
    """Reasons by our path, and the complaints that belong to no one field. The scan's result must stand as sent."""
    placed: dict[str, list[str]] = {}
    elsewhere: list[Complaint] = []
    given = list(complaints)
    if not given:
        return {}, []
    endpoint = session.get(WebhookEndpoint, endpoint_id) if endpoint_id else None
    event = payload_for(session, scan, endpoint, now).model_dump(mode="json")
    paths = [field["path"] for field in event["data"]["fields"]]
    mapping = _mapping_used(session, scan, endpoint_id)
    for complaint in given:
        path = _own_path(complaint.path, paths) or _mapped_path(complaint.path, paths, event, mapping)
        if path is None:
            elsewhere.append(complaint)
        else:
            placed.setdefault(path, []).append(complaint.reason)
    return {path: "; ".join(filter(None, reasons)) for path, reasons in placed.items()}, elsewhere


def _own_path(name: str, paths: Sequence[str]) -> str | None:
    """``items[0].qty``, also as ``items.0.qty`` or ``/items/0/qty``; ``items.qty`` where there is one row."""
    if name in paths:
        return name
    wanted = _parts(name)
    same = [path for path in paths if _parts(path) == wanted]
    same = same or [path for path in paths if field_name(path) == ".".join(wanted)]
    return same[0] if len(same) == 1 else None


def _mapped_path(name: str, paths: Sequence[str], event: dict[str, Any], mapping: PayloadMapping | None) -> str | None:
    def shaped(changed: dict[str, Any]) -> dict[Place, Any]:
        return dict(_leaves(changed if mapping is None else mapping.apply(changed)))

    try:
        before = shaped(event)
        named = _named(_parts(name), before)
        if not named:
            return None

        def matters(which: Sequence[str]) -> bool:
            after = shaped(with_changes(event, which))
            return any(before.get(place) != after.get(place) for place in named)

        found = _which_matter(paths, matters)
    except MappingFailed:
        return None
    return found[0] if len(found) == 1 else None


def _which_matter(paths: Sequence[str], matters: Callable[[Sequence[str]], bool]) -> list[str]:
    """Those whose change matters; looks no further once there are two."""
    if not paths or not matters(paths):
        return []
    if len(paths) == 1:
        return list(paths)
    middle = len(paths) // 2
    found = _which_matter(paths[:middle], matters)
    return found if len(found) > 1 else found + _which_matter(paths[middle:], matters)


def _named(wanted: Place, leaves: Mapping[Place, Any]) -> list[Place]:
    """The places that the receiver may mean: the whole way, or its end, with or without the numbers of rows."""
    for same in (lambda place: place, _without_numbers):
        ends = [place for place in leaves if same(place)[-len(wanted) :] == wanted]
        if ends:
            return ends
    plain = _without_numbers(wanted)
    return [place for place in leaves if plain and plain != wanted and _without_numbers(place)[-len(plain) :] == plain]


def _leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _leaves(part, (*place, str(name)))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _leaves(part, (*place, str(number)))
    else:
        yield place, value


def _mapping_used(session: Session, scan: Scan, endpoint_id: str | None) -> PayloadMapping | None:
    """The mapping that shaped what the receiver got; None where it got the event itself."""
    sent = select(Delivery.mapping_version).where(
        Delivery.scan_id == scan.id,
        Delivery.endpoint_id == endpoint_id,
        Delivery.result_version == scan.result_version,
    )
    version = session.scalar(sent) if endpoint_id else None
    if not version:
        return None
    used = (
        select(EndpointMapping.expression)
        .where(
            EndpointMapping.endpoint_id == endpoint_id,
            EndpointMapping.version == version,
            EndpointMapping.template.in_(("", scan.template or "")),
        )
        # The form's own before the one for all, as when it was put out.
        .order_by(EndpointMapping.template.desc())
        .limit(1)
    )
    expression = session.scalar(used)
    try:
        return PayloadMapping(expression) if expression else None
    except MappingInvalid:
        return None


def _parts(name: str) -> Place:
    return tuple(_PARTS.findall(name))


def _without_numbers(place: Place) -> Place:
    return tuple(part for part in place if not part.isdecimal())

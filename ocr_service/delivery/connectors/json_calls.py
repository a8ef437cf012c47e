"""JSON over HTTP, as nearly every receiver speaks it, and what its statuses mean."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.connectors.connector import ConnectorFailed
from ocr_service.delivery.exchange import Http
from ocr_service.delivery.http_answer import HttpAnswer


def document_of(message: Message) -> dict[str, Any]:
    """The mapped document. Raises ConnectorFailed ``connector_document_shape`` where it is no JSON object."""
    try:
        document = json.loads(message.body)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise ConnectorFailed("connector_document_shape", final=True)
    return document


def at(base: str, path: str, query: Mapping[str, str] | None = None) -> str:
    """`path` below the address `base`, whether or not that ends with a slash."""
    return f"{base.rstrip('/')}/{path.lstrip('/')}" + (f"?{urlencode(query)}" if query else "")


def call_json(
    http: Http, method: str, url: str, body: Any = None, *, headers: Iterable[tuple[str, str]] = ()
) -> tuple[HttpAnswer, Any]:
    """The answer and its JSON, None where it is none. Raises ExchangeFailed."""
    own = [("accept", "application/json")]
    text = b""
    if body is not None:
        own.append(("content-type", "application/json; charset=utf-8"))
        text = json.dumps(body, ensure_ascii=False).encode()
    answer = http.request(method, url, headers=[*own, *headers], body=text)
    try:
        return answer, json.loads(answer.body)
    except (ValueError, RecursionError):
        return answer, None


def failure(answer: HttpAnswer, detail: str = "") -> ConnectorFailed:
    """What an HTTP status means that is no success, where the receiver's protocol does not say more."""
    status = answer.status
    detail = detail or answer.body.decode("utf-8", "replace")[:500]
    wait = answer.header("retry-after") or ""
    match status:
        case 401:
            return ConnectorFailed("connector_login_refused", detail, status=status)
        case 403:
            return ConnectorFailed("connector_permission", detail, status=status)
        case 404:
            return ConnectorFailed("connector_address", detail, status=status)
        case 429:
            seconds = float(wait) if wait.isascii() and wait.isdigit() else None
            return ConnectorFailed("connector_busy", detail, status=status, retry_after=seconds)
    match status // 100:
        case 3:
            return ConnectorFailed("delivery_redirect", detail, status=status)
        case 4:
            return ConnectorFailed("connector_refused", detail, status=status)
        case 5:
            return ConnectorFailed("delivery_status_5xx", detail, status=status)
    return ConnectorFailed("connector_answer_unclear", detail, status=status)


def must_be_object(answer: HttpAnswer, found: Any) -> dict[str, Any]:
    """The answer's JSON object. Raises ConnectorFailed where the status is no success, or the answer no object."""
    if not 200 <= answer.status <= 299:
        raise failure(answer)
    if not isinstance(found, dict):
        raise ConnectorFailed("connector_answer_unclear", answer.body.decode("utf-8", "replace")[:500])
    return found


def number_in(found: dict[str, Any], name: str) -> str:
    """What was made, by the answer's own word. Raises ConnectorFailed where it has none: a repeat looks it up."""
    number = found.get(name)
    if not isinstance(number, str | int) or isinstance(number, bool) or not str(number).strip():
        raise ConnectorFailed("connector_answer_unclear", json.dumps(found, ensure_ascii=False)[:500], status=200)
    return str(number)

"""Any receiver with an HTTP interface of its own: method, address, headers and log-in as it wants them."""

import re
from typing import Annotated, ClassVar, Final, Literal
from urllib.parse import quote

from pydantic import Field, StringConstraints, field_validator

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.connectors.connector import ConnectorFailed, HttpConnector, Outlet
from ocr_service.delivery.connectors.json_calls import document_of, failure
from ocr_service.delivery.connectors.poll import PollSettings, ask_by_url
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.formats import to_bytes
from ocr_service.delivery.http_answer import HttpAnswer
from ocr_service.delivery.question import Question

_PLACE: Final = re.compile(r"{([A-Za-z_][A-Za-z0-9_]*)}")
_TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
# These are set by the connection, or decide who is asked.
_OWN: Final = frozenset(
    {"host", "content-length", "connection", "transfer-encoding", "authorization", "cookie", "accept-encoding"}
)
HeaderValue = Annotated[str, StringConstraints(max_length=500, pattern=r"^[\x20-\x7e]*$")]


class RestSettings(PollSettings):
    """How requests are made."""

    method: Literal["POST", "PUT", "PATCH"] = Field(default="POST", description="the request's method")
    path: str = Field(
        default="",
        max_length=500,
        pattern=r"^([/?][^\s#\\]*)?$",
        description="what follows the address; {delivery_id} and {name} (a text or number at the document's top) are "
        "filled in, percent-encoded",
    )
    headers: dict[str, HeaderValue] = Field(default={}, max_length=20, description="further headers, none secret")
    id_header: str = Field(
        default="Idempotency-Key", pattern=f"^{_TOKEN.pattern}$", description="the header that holds our delivery id"
    )

    @field_validator("headers")
    @classmethod
    def _are_free(cls, given: dict[str, str]) -> dict[str, str]:
        for name in given:
            if not _TOKEN.fullmatch(name) or name.lower() in _OWN:
                raise ValueError(f"the header {name[:64]!r} cannot be set")
        return given


class Rest(HttpConnector):
    """Any receiver with an HTTP interface.

    The delivery id goes along as ``Idempotency-Key`` (draft-ietf-httpapi-idempotency-key-header), so that a receiver
    that keeps to it makes no second document of a repeat; a 409 to a repeat says that it has the first one.
    """

    name: ClassVar = "rest"
    Settings: ClassVar = RestSettings

    def test(self, message: Message, settings: RestSettings, outlet: Outlet) -> Attempt:
        """Asks what the address allows (OPTIONS), which changes nothing anywhere."""
        answer = outlet.http.request("OPTIONS", message.url, headers=settings.auth_headers())
        # Many do not know OPTIONS; what counts is that somebody is there and lets us in.
        if answer.status in (401, 403) or answer.status >= 500:
            raise failure(answer)
        return _taken(answer)

    def send(self, message: Message, settings: RestSettings, outlet: Outlet) -> Attempt:
        headers = [
            ("content-type", message.content_type),
            ("accept", "application/json"),
            *settings.headers.items(),
            (settings.id_header, message.id),
            *settings.auth_headers(),
        ]
        url = message.url + _filled(settings.path, message)
        body = to_bytes(message.body, message.content_type)
        answer = outlet.http.request(settings.method, url, headers=headers, body=body)
        if answer.status == 409 and message.first_try_at is not None:
            return _taken(answer)
        if not 200 <= answer.status <= 299:
            raise failure(answer)
        return _taken(answer)

    def ask(self, question: Question, settings: RestSettings, outlet: Outlet) -> ErpAnswer | None:
        return ask_by_url(question, settings, outlet.http)


def _taken(answer: HttpAnswer) -> Attempt:
    """The receiver's own answer, for the answer mapping to read. Raises ConnectorFailed where it is a sign-in page."""
    if answer.is_sign_in_page:
        raise ConnectorFailed("delivery_login_page", status=answer.status)
    return Attempt(status=answer.status, error=None, seconds=0.0, body=answer.body, complete=answer.complete)


def _filled(path: str, message: Message) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name == "delivery_id":
            return message.id
        given = document_of(message).get(name)
        if not isinstance(given, str | int | float) or isinstance(given, bool) or str(given) in ("", ".", ".."):
            raise ConnectorFailed("connector_document_shape", name, final=True)
        return quote(str(given), safe="")

    return _PLACE.sub(value, path)

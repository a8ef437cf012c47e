"""What a connector is: a small class that speaks one receiver's protocol. Any package may add one (docs/connectors.md).

A connector is named by an entry point of the group ``ocr_service.connectors`` and made once, without arguments. It may
be called from several threads at once.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.exchange import Http
from ocr_service.delivery.question import Question

GROUP: Final = "ocr_service.connectors"

FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$")]
Filled = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]


class ConnectorSettings(BaseModel):
    """A connector's own options. A field that is a `pydantic.SecretStr` (itself, not within others) is never shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class HttpSettings(ConnectorSettings):
    """Options of everything that speaks HTTP."""

    certificate: FileName | None = Field(
        default=None, description="client certificate (mutual TLS): its file's name without .pem, in the set folder"
    )


@dataclass(frozen=True, kw_only=True)
class Outlet:
    """The ways out that a connector has; it opens no others.

    `http` leads to allowed addresses only and is over when the time for one try is. `folder` is where local file drops
    lie, None where the administrator set none.
    """

    http: Http
    folder: Path | None = None


class ConnectorFailed(Exception):
    """The receiver did not take the message.

    `code` is stable, `detail` is the receiver's own message. `final` says that trying again is of no use before a
    person has changed something. `status` is the HTTP status, if any; `retry_after` is in seconds.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        status: int | None = None,
        final: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.status = status
        self.final = final
        self.retry_after = retry_after


class DocumentRefused(ConnectorFailed):
    """The receiver looked at the document and does not want it; `reference` is set where it kept it nevertheless."""

    def __init__(
        self,
        detail: str,
        *,
        reference: str | None = None,
        status: int | None = 200,
        fields: Iterable[tuple[str, str]] = (),
    ) -> None:
        """`fields` are the names, as the receiver has them, of the values that it does not want, each with why."""
        super().__init__("connector_refused", detail, status=status)
        self.reference = reference
        self.fields = tuple(fields)


class Connector(Protocol):
    """One way to deliver. `name` is the `kind` of its endpoints; its docstring says what it is for."""

    name: ClassVar[str]
    Settings: ClassVar[type[ConnectorSettings]]

    def admit(self, url: str, outlet: Outlet) -> None:
        """Raises DestinationRefused where nothing may be or can be sent to `url`."""
        ...

    def test(self, message: Message, settings: Any, outlet: Outlet) -> Attempt:
        """Signs in and looks whether all is there, without leaving anything at the receiver.

        Raises ConnectorFailed, and ExchangeFailed from `outlet.http`.
        """
        ...

    def send(self, message: Message, settings: Any, outlet: Outlet) -> Attempt:
        """One try. `message.id` is the same each time, and where `message.first_try_at` is set there was one before.

        Raises ConnectorFailed, and ExchangeFailed from `outlet.http`.
        """
        ...


@runtime_checkable
class AskingConnector(Protocol):
    """A connector that can ask what became of a document it handed over. It is asked again and again, ever less often,
    until there is an answer (docs/connectors.md). One that can only where a setting is filled names that as `asked_by`.
    """

    def ask(self, question: Question, settings: Any, outlet: Outlet) -> ErpAnswer | None:
        """What the receiver decided, None while it has not; leaves nothing changed there.

        Raises ConnectorFailed, `final` where asking again is of no use, and ExchangeFailed from `outlet.http`.
        """
        ...


class HttpConnector:
    """What connectors over HTTP share: the address must be on the allow-list."""

    def admit(self, url: str, outlet: Outlet) -> None:
        outlet.http.admit_url(url)


def taken(reference: str | None = None, *, status: int | None = 200, approved: bool = False, **more: Any) -> Attempt:
    """The receiver has the document `reference`; `approved` where it already stands there for good."""
    said = approval(reference) if approved else None
    return Attempt(status=status, error=None, seconds=0.0, body=_body(reference, more), complete=True, said=said)


def rejected(refusal: DocumentRefused) -> Attempt:
    """The receiver's no to the document itself, which a person at the review desk can do something about."""
    reference, reason = refusal.reference, refusal.detail
    said = rejection(reason, reference=reference, fields=refusal.fields)
    body = _body(reference, {"reason": reason})
    return Attempt(status=refusal.status, error=None, seconds=0.0, body=body, complete=True, said=said)


def approval(reference: str | None) -> ErpAnswer:
    """The receiver's yes to the document."""
    return ErpAnswer(status="approved", reference=(reference or "")[:200].strip() or None)


def rejection(reason: str, *, reference: str | None, fields: Iterable[tuple[str, str]] = ()) -> ErpAnswer:
    """Its no, with the names of the values that it is about, as it calls them, each with why."""
    named = [{"path": name[:200], "reason": why[:2000]} for name, why in fields]
    given = (reference or "")[:200].strip() or None
    return ErpAnswer.model_validate(
        {"status": "rejected", "reference": given, "reason": reason[:2000], "fields": named}
    )


def attempt_of_decision(reference: str, decision: ErpAnswer | None) -> Attempt:
    """The receiver has the document since an earlier try, and perhaps decided on it already."""
    body = _body(reference, {"reason": decision.reason} if decision and decision.reason else {})
    return Attempt(status=200, error=None, seconds=0.0, body=body, complete=True, said=decision)


def _body(reference: str | None, more: dict[str, Any]) -> bytes:
    return json.dumps({"reference": reference, **more}, ensure_ascii=False).encode()

"""What connectors to approval systems share: a token that lasts, one approval for each form, and asking about it."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.connectors.connector import (
    ConnectorFailed,
    DocumentRefused,
    HttpConnector,
    HttpSettings,
    Outlet,
    attempt_of_decision,
    rejected,
    taken,
)
from ocr_service.delivery.connectors.tokens import Token, TokenStore
from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.exchange import Http
from ocr_service.delivery.question import Question

SettingsT = TypeVar("SettingsT", bound=HttpSettings)
T = TypeVar("T")


class Approvals(Protocol):
    """The calls of one conversation, signed in. All raise SessionLost, ConnectorFailed and ExchangeFailed."""

    def start(self, message: Message, document: Any) -> Attempt:
        """Hands in an approval. Raises DocumentRefused."""
        ...

    def find(self, message: Message) -> str | None:
        """The number of the approval that an earlier try of this delivery started.

        None also where `start` itself makes no second one.
        """
        ...

    def decision(self, number: str) -> ErpAnswer | None:
        """What became of the approval; None while nobody has decided."""
        ...


class ApprovalConnector(HttpConnector, Generic[SettingsT]):
    """One approval for each form. A repeat looks for the approval that a lost try started before it starts one."""

    def __init__(self) -> None:
        self._tokens = TokenStore()

    @abstractmethod
    def sign_in(self, http: Http, url: str, settings: SettingsT) -> Token:
        """A fresh token. Raises ConnectorFailed and ExchangeFailed."""

    @abstractmethod
    def account(self, settings: SettingsT) -> tuple[str, ...]:
        """What a token belongs to, besides the address."""

    @abstractmethod
    def document(self, message: Message, settings: SettingsT) -> Any:
        """What is handed in. Raises ConnectorFailed ``connector_document_shape``."""

    @abstractmethod
    def approvals(self, http: Http, url: str, settings: SettingsT, token: str) -> Approvals:
        """The calls with this token."""

    def test(self, message: Message, settings: SettingsT, outlet: Outlet) -> Attempt:
        self.sign_in(outlet.http, message.url, settings)
        return taken()

    def send(self, message: Message, settings: SettingsT, outlet: Outlet) -> Attempt:
        document = self.document(message, settings)

        def act(approvals: Approvals) -> Attempt:
            known = approvals.find(message) if message.first_try_at else None
            if known is not None:
                return attempt_of_decision(known, approvals.decision(known))
            try:
                return approvals.start(message, document)
            except DocumentRefused as refusal:
                return rejected(refusal)

        return self._signed_in(message.url, settings, outlet.http, act)

    def ask(self, question: Question, settings: SettingsT, outlet: Outlet) -> ErpAnswer | None:
        number = question.reference
        if number is None:
            raise ConnectorFailed("connector_no_reference", final=True)
        return self._signed_in(question.url, settings, outlet.http, lambda approvals: approvals.decision(number))

    def _signed_in(self, url: str, settings: SettingsT, http: Http, act: Callable[[Approvals], T]) -> T:
        return self._tokens.use(
            (url, *self.account(settings)),
            lambda: self.sign_in(http, url, settings),
            lambda token: act(self.approvals(http, url, settings, token)),
        )

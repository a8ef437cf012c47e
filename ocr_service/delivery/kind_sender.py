"""Sends each message in the way of its receiver's kind: as a webhook, or by a connector."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

import structlog

from ocr_service.delivery.allow_list import Resolve
from ocr_service.delivery.attempt import Attempt, DestinationRefused, Message
from ocr_service.delivery.certificate_ends import CertificateEnd
from ocr_service.delivery.connectors.connector import AskingConnector, Connector, ConnectorFailed, Outlet
from ocr_service.delivery.connectors.registry import (
    WEBHOOK,
    KindUnknown,
    SettingsInvalid,
    find_connector,
    read_settings,
)
from ocr_service.delivery.exchange import ExchangeFailed, HttpExchange
from ocr_service.delivery.question import Asked, Question
from ocr_service.delivery.sender import WebhookSender
from ocr_service.delivery.tls_contexts import UnreadableFile

log = structlog.get_logger()
_NOT_AS_DOCUMENTED: Final = (LookupError, TypeError, ValueError, AttributeError)
T = TypeVar("T")
Act = Callable[[Connector, Any, Outlet], T]


class KindSender:
    """A `Sender` for all kinds of receivers. It may be used by several threads at once."""

    def __init__(
        self,
        *,
        allow: Iterable[str],
        seconds: float,
        ca_file: Path | None = None,
        certificates: Path | None = None,
        folder: Path | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        """As `HttpExchange`; `folder` is where files for local receivers are put."""
        allowed = tuple(allow)
        self._exchange = HttpExchange(
            allow=allowed, seconds=seconds, ca_file=ca_file, certificates=certificates, resolve=resolve
        )
        self._webhooks = WebhookSender(
            allow=allowed, seconds=seconds, ca_file=ca_file, certificates=certificates, resolve=resolve
        )
        self._folder = folder

    def check(self, url: str, kind: str = WEBHOOK) -> None:
        """Raises KindUnknown besides."""
        if kind == WEBHOOK:
            return self._webhooks.check(url)
        return find_connector(kind).admit(url, Outlet(http=self._exchange.open(), folder=self._folder))

    def unreadable_files(self, certificates: Iterable[str]) -> list[UnreadableFile]:
        """The authority's file and the client certificates of these names, as far as they cannot be used by now."""
        return self._exchange.unreadable_files(certificates)

    def certificate_ends(self, certificates: Iterable[str]) -> list[CertificateEnd]:
        """Until when these are good, as far as they can be read."""
        return self._exchange.certificate_ends(certificates)

    def test(self, message: Message) -> Attempt:
        if message.kind == WEBHOOK:
            return self._webhooks.test(message)
        return self._act(message, lambda connector, settings, outlet: connector.test(message, settings, outlet))

    def send(self, message: Message) -> Attempt:
        if message.kind == WEBHOOK:
            return self._webhooks.send(message)
        return self._act(message, lambda connector, settings, outlet: connector.send(message, settings, outlet))

    def ask(self, question: Question) -> Asked:
        if question.kind == WEBHOOK:
            return self._webhooks.ask(question)

        def act(connector: Connector, settings: Any, outlet: Outlet) -> Asked:
            if not isinstance(connector, AskingConnector):
                raise ConnectorFailed("connector_unknown", final=True)
            return Asked(answer=connector.ask(question, settings, outlet))

        asked = self._tried(question.delivery_id, question.kind, question.settings, act)
        if isinstance(asked, Asked):
            return asked
        return Asked(error=asked.error, detail=asked.answer, final=asked.final, retry_after=asked.retry_after)

    def _act(self, message: Message, act: Act[Attempt]) -> Attempt:
        started = time.monotonic()
        attempt = self._tried(message.id, message.kind, message.settings, act)
        return replace(attempt, seconds=time.monotonic() - started)

    def _tried(self, delivery_id: str, kind: str, given: Mapping[str, Any], act: Act[T]) -> T | Attempt:
        try:
            connector = find_connector(kind)
            settings = read_settings(kind, given)
            http = self._exchange.open(certificate=getattr(settings, "certificate", None))
            return act(connector, settings, Outlet(http=http, folder=self._folder))
        except KindUnknown:
            return _failed("connector_unknown", final=True)
        except SettingsInvalid as error:
            return _failed("connector_settings", str(error), final=True)
        except (ExchangeFailed, DestinationRefused) as error:
            return _failed(error.code)
        except ConnectorFailed as error:
            failed = _failed(error.code, error.detail, final=error.final)
            return replace(failed, status=error.status, retry_after=error.retry_after)
        except _NOT_AS_DOCUMENTED:
            # Parts of an answer that are always there were not, or were something else.
            log.exception("connector_confused", delivery=delivery_id, kind=kind)
            return _failed("connector_answer_unclear")


def _failed(code: str, detail: str = "", *, final: bool = False) -> Attempt:
    body = detail.encode("utf-8", "replace")
    return Attempt(status=None, error=code, seconds=0.0, body=body, complete=True, final=final)

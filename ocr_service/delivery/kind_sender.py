"""Sends each message in the way of its receiver's kind: as a webhook, or by a connector."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import structlog

from ocr_service.delivery.allow_list import Resolve
from ocr_service.delivery.attempt import Attempt, DestinationRefused, Message
from ocr_service.delivery.connectors.connector import Connector, ConnectorFailed, Outlet
from ocr_service.delivery.connectors.registry import (
    WEBHOOK,
    KindUnknown,
    SettingsInvalid,
    find_connector,
    read_settings,
)
from ocr_service.delivery.exchange import ExchangeFailed, HttpExchange
from ocr_service.delivery.sender import WebhookSender

log = structlog.get_logger()
_NOT_AS_DOCUMENTED: Final = (LookupError, TypeError, ValueError, AttributeError)
Act = Callable[[Connector, Any, Outlet], Attempt]


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

    def test(self, message: Message) -> Attempt:
        if message.kind == WEBHOOK:
            return self._webhooks.test(message)
        return self._act(message, lambda connector, settings, outlet: connector.test(message, settings, outlet))

    def send(self, message: Message) -> Attempt:
        if message.kind == WEBHOOK:
            return self._webhooks.send(message)
        return self._act(message, lambda connector, settings, outlet: connector.send(message, settings, outlet))

    def _act(self, message: Message, act: Act) -> Attempt:
        started = time.monotonic()
        attempt = self._tried(message, act)
        return replace(attempt, seconds=time.monotonic() - started)

    def _tried(self, message: Message, act: Act) -> Attempt:
        try:
            connector = find_connector(message.kind)
            settings = read_settings(message.kind, message.settings)
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
            log.exception("connector_confused", delivery=message.id, kind=message.kind)
            return _failed("connector_answer_unclear")


def _failed(code: str, detail: str = "", *, final: bool = False) -> Attempt:
    body = detail.encode("utf-8", "replace")
    return Attempt(status=None, error=code, seconds=0.0, body=body, complete=True, final=final)

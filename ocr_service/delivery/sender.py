"""Sends webhooks: signed after Standard Webhooks, one request a try."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

from ocr_service.delivery.allow_list import Resolve
from ocr_service.delivery.attempt import Attempt, Message
from ocr_service.delivery.connectors.connector import ConnectorFailed
from ocr_service.delivery.connectors.poll import ask_by_url
from ocr_service.delivery.connectors.webhook import WebhookSettings
from ocr_service.delivery.exchange import ExchangeFailed, HttpExchange
from ocr_service.delivery.formats import to_bytes
from ocr_service.delivery.http_answer import HttpAnswer
from ocr_service.delivery.question import Asked, Question
from ocr_service.delivery.signing import TOLERANCE_SECONDS, signed_headers

# What receivers answer to a message whose signature does not count.
_UNSIGNED: Final = (400, 401, 403)


class WebhookSender:
    """A `Sender` for receivers of Standard Webhooks. It may be used by several threads at once."""

    def __init__(
        self,
        *,
        allow: Iterable[str],
        seconds: float,
        ca_file: Path | None = None,
        certificates: Path | None = None,
        resolve: Resolve | None = None,
    ) -> None:
        """As `HttpExchange`."""
        self._exchange = HttpExchange(
            allow=allow, seconds=seconds, ca_file=ca_file, certificates=certificates, resolve=resolve
        )

    def check(self, url: str, kind: str = "webhook") -> None:
        self._exchange.check(url)

    def test(self, message: Message) -> Attempt:
        return self.send(message)

    def ask(self, question: Question) -> Asked:
        try:
            settings = WebhookSettings.model_validate(question.settings)
            http = self._exchange.open(certificate=settings.certificate)
            return Asked(answer=ask_by_url(question, settings, http))
        except ConnectorFailed as error:
            return Asked(error=error.code, detail=error.detail, final=error.final, retry_after=error.retry_after)
        except ExchangeFailed as error:
            return Asked(error=error.code)

    def send(self, message: Message) -> Attempt:
        started = time.monotonic()
        settings = WebhookSettings.model_validate(message.settings)
        body = to_bytes(message.body, message.content_type)
        headers = {
            **dict(settings.auth_headers()),
            "content-type": message.content_type,
            "accept": "application/json",
            **signed_headers(message.secrets, message.id, int(message.at.timestamp()), body),
        }
        try:
            answer = self._exchange.open(certificate=settings.certificate).request(
                "POST", message.url, headers=headers.items(), body=body
            )
        except ExchangeFailed as error:
            return Attempt(status=None, error=error.code, seconds=time.monotonic() - started)
        return attempt_of(answer, seconds=time.monotonic() - started, at=message.at)


def attempt_of(answer: HttpAnswer, *, seconds: float, at: datetime) -> Attempt:
    """What an HTTP answer means where its status alone says so; a sign-in page says no. `at` is when it was asked."""
    error = _status_code(answer.status) or ("delivery_login_page" if answer.is_sign_in_page else None)
    if answer.status in _UNSIGNED and _clocks_differ(answer, at, seconds):
        error = "delivery_clocks_differ"
    return Attempt(
        status=answer.status,
        error=error,
        seconds=seconds,
        body=answer.body,
        complete=answer.complete,
        retry_after=_retry_after(answer, at),
    )


def _clocks_differ(answer: HttpAnswer, at: datetime, seconds: float) -> bool:
    """Whether the receiver's clock, as its ``Date`` tells it, makes our signature one of another time."""
    told = _moment(answer.header("date") or "")
    return told is not None and abs((told - at).total_seconds() - seconds) > TOLERANCE_SECONDS


def _status_code(status: int) -> str | None:
    if 200 <= status <= 299:
        return None
    if status == 410:
        return "delivery_gone"
    return {3: "delivery_redirect", 4: "delivery_status_4xx", 5: "delivery_status_5xx"}.get(
        status // 100, "delivery_broken_answer"
    )


def _retry_after(answer: HttpAnswer, at: datetime) -> float | None:
    """RFC 9110, section 10.2.3: seconds, or a date. What is neither is passed over."""
    text = answer.header("retry-after") or ""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    moment = _moment(text)
    return None if moment is None else max(0.0, (moment - at).total_seconds())


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""One try to hand a message to a receiver: what goes out, what came back, and who can do it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.delivery.question import Asked, Question

MAX_ANSWER_BYTES: Final = 64 * 1024
SHOWN_ANSWER_CHARACTERS: Final = 2000

# Failures of the way to the receiver, not of one message: every other message would fail the same way just now.
_UNREACHABLE: Final = frozenset(
    {
        *("delivery_timeout", "delivery_refused", "delivery_dns", "delivery_tls", "delivery_not_allowed"),
        *("delivery_login_page", "delivery_clocks_differ"),
        # A log-in that is refused again and again locks the account.
        *("connector_login_refused", "connector_session_lost", "connector_busy"),
    }
)
# The receiver asks for less: too many requests, or something behind it is down or slow.
_OVERLOADED: Final = frozenset({429, 502, 503, 504})


def concerns_all(error: str | None) -> bool:
    """Whether everything else for the same receiver would fail like this just now."""
    return error in _UNREACHABLE


class DestinationRefused(Exception):
    """Nothing may be or can be sent to this address.

    `code` is one of ``delivery_url_invalid``, ``delivery_url_credentials``, ``delivery_not_allowed``, ``delivery_dns``.
    """

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code = code
        self.params = params


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is sent: `body` under the delivery's `id`, signed with each of `secrets` at the time `at`.

    `content_type` names the encoding in which the body goes out. `kind` is the way to deliver ("webhook" or a
    connector's name), whose own options `settings` are. `first_try_at` is set where there was a try before this one.
    """

    id: str
    url: str
    body: str
    secrets: tuple[str, ...]
    at: datetime
    content_type: str = "application/json; charset=utf-8"
    kind: str = "webhook"
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)
    first_try_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What came of one try. `error` is None exactly where the receiver said yes (a status from 200 to 299).

    `status` is None where there was no answer. `body` holds at most 64 KiB, and `complete` says whether that is all of
    it. `retry_after` is in seconds from the try, as the receiver asked for it. `said` is the receiver's decision where
    the way to deliver already knows it. `final` says that trying again is of no use before a person changes something.
    """

    status: int | None
    error: str | None
    seconds: float
    body: bytes = b""
    complete: bool = False
    retry_after: float | None = None
    said: ErpAnswer | None = None
    final: bool = False

    @property
    def answer(self) -> str:
        """The answer's first 2,000 characters, fit to be kept and shown (a database takes no NUL in text)."""
        return self.body.decode("utf-8", "replace").replace("\0", "\ufffd")[:SHOWN_ANSWER_CHARACTERS]

    @property
    def asks_for_rest(self) -> bool:
        """Whether the receiver had better be left alone for a while, whatever else there is for it."""
        return concerns_all(self.error) or self.status in _OVERLOADED


class Sender(Protocol):
    """Hands messages to receivers. It may be called from several threads at once."""

    def check(self, url: str, kind: str = "webhook") -> None:
        """Raises DestinationRefused where nothing may be or can be sent to `url` in the way `kind`."""
        ...

    def test(self, message: Message) -> Attempt:
        """One try that leaves nothing at receivers that would take it for a form."""
        ...

    def ask(self, question: Question) -> Asked:
        """Asks once what became of a document. Whatever goes wrong comes back as the answer's `error`."""
        ...

    def send(self, message: Message) -> Attempt:
        """One try. Whatever goes wrong between here and the receiver comes back as the attempt's `error`."""
        ...

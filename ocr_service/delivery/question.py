"""Asking a receiver what became of a form that it took without deciding on it; and when to ask again."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from ocr_service.delivery.erp_answer import ErpAnswer

_MINUTE: Final = 60
# Between the questions: an approval that takes minutes is seen within minutes, one that takes days costs few questions.
_GAPS_SECONDS: Final = (30, _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 20 * _MINUTE, 30 * _MINUTE)
_FIRST_DAYS_SECONDS: Final = 3600
_LATER_SECONDS: Final = 4 * 3600
_FIRST_DAYS: Final = timedelta(days=2)
_JITTER: Final = 0.1
_LONGEST_WISH: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What became of the delivery `delivery_id`? `reference` is what the receiver called the document, if anything.

    `settings` are the kind's own options; the receiver got the document at `sent_at`, and it is now `at`.
    """

    delivery_id: str
    reference: str | None
    url: str
    kind: str
    sent_at: datetime
    at: datetime
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What came of asking once: `answer` where the receiver has decided, `error` (a stable code) where it could not be
    asked, with its own words in `detail`. `final` says that asking again is of no use. `retry_after` is in seconds."""

    answer: ErpAnswer | None = None
    error: str | None = None
    detail: str = ""
    final: bool = False
    retry_after: float | None = None


def next_question(asks: int, *, opened_at: datetime, now: datetime, days: float, wish: float | None) -> datetime | None:
    """When to ask for the next time after `asks` questions; None where `days` have passed since the first was due.

    `wish` is how many seconds the receiver wants to be left alone, at most a day of which is heeded.
    """
    if now >= opened_at + timedelta(days=days):
        return None
    if asks < len(_GAPS_SECONDS):
        gap = _GAPS_SECONDS[asks]
    else:
        gap = _FIRST_DAYS_SECONDS if now - opened_at < _FIRST_DAYS else _LATER_SECONDS
    wait = timedelta(seconds=gap * random.uniform(1 - _JITTER, 1 + _JITTER))
    return now + max(wait, min(timedelta(seconds=wish or 0), _LONGEST_WISH))

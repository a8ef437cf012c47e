"""The states of a scan and the only ways between them."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ScanState(StrEnum):
    """Where a scan is on its way from paper to the ERP."""

    RECEIVED = "received"  # stored; nothing else has happened
    QUEUED = "queued"  # waits for a worker
    READING = "reading"  # a worker has it, under a lease
    NEEDS_TEMPLATE = "needs_template"  # no known form: a person picks one
    NEEDS_REVIEW = "needs_review"  # a person looks at the doubtful fields
    ACCEPTED = "accepted"  # the values stand; nothing to deliver, or not yet begun
    DELIVERING = "delivering"  # the first try to send has begun
    DELIVERED = "delivered"  # every receiver has said yes
    ANSWERED = "answered"  # the ERP has said approved or rejected, with its reference
    REJECTED = "rejected"  # not a usable paper: a person or the page itself says so
    FAILED = "failed"  # could not be read, with the reason
    CANCELLED = "cancelled"
    SPLIT = "split"  # a file of several forms: each went on as a scan of its own


_S = ScanState

TRANSITIONS: Final = MappingProxyType(
    {
        _S.RECEIVED: frozenset({_S.QUEUED, _S.FAILED, _S.CANCELLED}),
        _S.QUEUED: frozenset({_S.READING, _S.FAILED, _S.CANCELLED}),
        _S.READING: frozenset(
            {_S.QUEUED, _S.NEEDS_TEMPLATE, _S.NEEDS_REVIEW, _S.ACCEPTED, _S.REJECTED, _S.FAILED, _S.CANCELLED, _S.SPLIT}
        ),
        _S.NEEDS_TEMPLATE: frozenset({_S.QUEUED, _S.REJECTED, _S.CANCELLED}),
        # Answered: the ERP approves late what it had rejected.
        _S.NEEDS_REVIEW: frozenset({_S.QUEUED, _S.ACCEPTED, _S.REJECTED, _S.CANCELLED, _S.ANSWERED}),
        # Undo and reprocess are possible until the first try to send.
        _S.ACCEPTED: frozenset({_S.QUEUED, _S.NEEDS_REVIEW, _S.DELIVERING}),
        _S.DELIVERING: frozenset({_S.DELIVERED, _S.ANSWERED}),
        _S.DELIVERED: frozenset({_S.ANSWERED}),
        # The ERP's rejection reopens review; a later answer may follow an earlier one.
        _S.ANSWERED: frozenset({_S.ANSWERED, _S.NEEDS_REVIEW}),
        _S.REJECTED: frozenset({_S.QUEUED, _S.NEEDS_REVIEW, _S.NEEDS_TEMPLATE}),
        _S.FAILED: frozenset({_S.QUEUED, _S.CANCELLED}),
        _S.CANCELLED: frozenset({_S.QUEUED}),
        # Its documents live on by themselves; splitting again would double them.
        _S.SPLIT: frozenset(),
    }
)


def may_change(old: ScanState, new: ScanState) -> bool:
    """Whether a scan may go from `old` straight to `new`."""
    return new in TRANSITIONS[old]

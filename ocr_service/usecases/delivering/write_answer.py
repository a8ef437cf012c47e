"""The ERP's word on a form, written down in the caller's transaction; a no sends the form back to review.

Late, old and doubled answers change nothing, but are kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.delivery.erp_answer import ErpAnswer
from ocr_service.records import audit
from ocr_service.records.answers import ReceiverAnswer
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.delivering.questions import close_questions
from ocr_service.usecases.delivering.reopen_rejected import add_rejection, close_again, reopen_rejected, stands_as_sent

Outcome = Literal["counted", "repeated", "superseded", "held"]
Way = Literal["response", "callback", "asked", "told"]

_ANSWERABLE: Final = (ScanState.DELIVERING, ScanState.DELIVERED, ScanState.ANSWERED)


@dataclass(frozen=True, kw_only=True)
class AnswerSource:
    """Who answered, and how: `endpoint_id` is None where a person or a program with a key told it.

    A callback has its own `message_id` and the digest of its body.
    """

    actor: str
    way: Way
    endpoint_id: str | None = None
    message_id: str | None = None
    body_sha256: str | None = None


def write_answer(
    session: Session, scan_id: str, answer: ErpAnswer, *, source: AnswerSource, now: datetime, result_version: int
) -> Outcome:
    """What became of the answer: it "counted", it "repeated" what was known, its result was "superseded" by a newer one
    or never sent, or it is "held": an approval of what another receiver rejected, or of what is being corrected.

    Whoever calls holds the scan's row. An approval leaves the scan answered, a rejection leaves it in review.
    """
    scan = session.get(Scan, scan_id, populate_existing=True)
    if scan is None:
        return "superseded"
    outcome = _outcome(session, scan, answer, source, now, result_version)
    if outcome != "repeated" or source.message_id is not None:
        _keep(session, scan_id, answer, source, now, result_version, outcome)
    if outcome == "counted":
        close_questions(session, scan_id, result_version)
    return outcome


def _outcome(
    session: Session, scan: Scan, answer: ErpAnswer, source: AnswerSource, now: datetime, result_version: int
) -> Outcome:
    if scan.result_version != result_version:
        return "superseded"
    new: dict[str, Any] = {
        "erp_answer": answer.status,
        "erp_reference": answer.reference,
        "erp_reason": answer.reason or None,
    }
    old = {name: getattr(scan, name) for name in new}
    in_review = scan.state == ScanState.NEEDS_REVIEW and scan.erp_answer == "rejected"
    if scan.state not in _ANSWERABLE and not in_review:
        return "superseded"
    if old == new and (in_review or scan.state == ScanState.ANSWERED):
        return "repeated"
    if in_review:
        return _answer_in_review(session, scan, answer, source, now, new)
    change_state(session, scan.id, _ANSWERABLE, ScanState.ANSWERED, now=now, **new)
    audit.write(session, at=now, actor=source.actor, action="scan.answered", subject=scan.id, old=old, new=new)
    if answer.status == "rejected":
        reopen_rejected(session, scan.id, answer, actor=source.actor, endpoint_id=source.endpoint_id, now=now)
    return "counted"


def _answer_in_review(
    session: Session,
    scan: Scan,
    answer: ErpAnswer,
    source: AnswerSource,
    now: datetime,
    new: dict[str, Any],
) -> Outcome:
    """The form waits for a person because a receiver rejected it, and now another answer to the same result comes."""
    if answer.status == "rejected":
        add_rejection(session, scan.id, answer, actor=source.actor, now=now)
        return "counted"
    if _rejected_by(session, scan) not in (None, source.endpoint_id) and source.endpoint_id is not None:
        return "held"
    if not stands_as_sent(session, scan.id):
        return "held"
    close_again(session, scan.id, new, actor=source.actor, now=now)
    return "counted"


def _rejected_by(session: Session, scan: Scan) -> str | None:
    """The receiver whose no sent the form back; None where a person told it."""
    newest = (
        select(ReceiverAnswer.endpoint_id)
        .where(
            ReceiverAnswer.scan_id == scan.id,
            ReceiverAnswer.result_version == scan.result_version,
            ReceiverAnswer.outcome == "counted",
            ReceiverAnswer.status == "rejected",
        )
        .order_by(ReceiverAnswer.id.desc())
        .limit(1)
    )
    return session.scalar(newest)


def _keep(
    session: Session,
    scan_id: str,
    answer: ErpAnswer,
    source: AnswerSource,
    now: datetime,
    result_version: int,
    outcome: Outcome,
) -> None:
    session.add(
        ReceiverAnswer(
            scan_id=scan_id,
            result_version=result_version,
            endpoint_id=source.endpoint_id,
            message_id=source.message_id,
            body_sha256=source.body_sha256,
            way=source.way,
            at=now,
            status=answer.status,
            reference=answer.reference,
            reason=answer.reason,
            fields=[one.model_dump() for one in answer.fields],
            outcome=outcome,
        )
    )
    session.flush()

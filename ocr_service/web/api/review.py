"""Review: claim a form, correct and confirm its values, accept or reject it, undo."""

from typing import Annotated

from fastapi import APIRouter, Body

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.records.states import ScanState
from ocr_service.usecases.following.find_scans import show_scan
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.close_review import accept_review, choose_template, reject_scan, reopen_scan
from ocr_service.usecases.reviewing.correct_fields import correct_fields
from ocr_service.usecases.reviewing.count_waiting import count_waiting
from ocr_service.usecases.reviewing.review_scan import claim_next, claim_scan, release_scan, renew_claim
from ocr_service.usecases.reviewing.take_turn import take_turn
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.review_shapes import (
    Acceptance,
    ChosenTemplate,
    Claim,
    Corrections,
    Entered,
    Rejection,
    Renewed,
    Turn,
    TurnTaken,
    Waiting,
)
from ocr_service.web.api.scan_shapes import ScanWithFields
from ocr_service.web.api.scans import Show
from ocr_service.web.api.texts import Identifier
from ocr_service.web.guard import needs
from ocr_service.web.parts import Parts, UseServices

router = APIRouter(tags=["review"], responses={**PROBLEMS, **NOT_FOUND, **CONFLICT})
Reviewer = Annotated[Caller, needs(Permission.REVIEW_WRITE)]


@router.get("/review/waiting", summary="How many forms wait for a person")
def get_waiting(caller: Reviewer, services: UseServices) -> Waiting:
    """Forms in other people's hands are not counted."""
    return Waiting(count=count_waiting(services, actor=caller.actor))


@router.post("/review/claim", summary="Claim a form")
def claim(caller: Reviewer, parts: Parts, show: Show, wanted: Annotated[Claim | None, Body()] = None) -> ScanWithFields:
    """Nobody else can work on it until the claim runs out. 404 ``nothing_to_review`` where no form waits."""
    services, minutes = parts.services, parts.settings.review_minutes
    wanted = wanted or Claim()
    if wanted.scan is None:
        scan_id = claim_next(services, actor=caller.actor, minutes=minutes, wanted=wanted.wanted()).scan_id
    else:
        scan_id = claim_scan(services, actor=caller.actor, scan_id=wanted.scan, minutes=minutes).scan_id
    return show.detail(show_scan(services, scan_id=scan_id))


@router.post("/review/turn", summary="Accept a form and claim the next one")
def turn(caller: Reviewer, given: Turn, parts: Parts, show: Show) -> TurnTaken:
    """Both or nothing; saying it once more does no harm. Refused while a doubtful field is unchecked."""
    taken = take_turn(
        parts.services,
        actor=caller.actor,
        scan_id=given.accept,
        confirmed=given.confirmed,
        minutes=parts.settings.review_minutes,
        wanted=given.wanted(),
        ready=given.scan,
        key=given.key,
    )
    following = None if taken.next is None else show.detail(taken.next)
    return TurnTaken(state=ScanState(taken.state), next=following)


@router.post("/scans/{scan_id}/review/renew", summary="Prolong a claim")
def renew(caller: Reviewer, scan_id: Identifier, parts: Parts) -> Renewed:
    """For as long as the setting OCR_REVIEW_MINUTES says, from now on."""
    renewed = renew_claim(parts.services, actor=caller.actor, scan_id=scan_id, minutes=parts.settings.review_minutes)
    return Renewed(review_until=renewed.until)


@router.post("/scans/{scan_id}/review/release", status_code=204, summary="Put a form back")
def release(caller: Reviewer, scan_id: Identifier, services: UseServices) -> None:
    """Corrections are kept; anybody can claim it."""
    release_scan(services, actor=caller.actor, scan_id=scan_id)


@router.patch("/scans/{scan_id}/fields", summary="Correct and confirm values")
def patch_fields(
    caller: Reviewer, scan_id: Identifier, given: Corrections, services: UseServices, show: Show
) -> ScanWithFields:
    """All of it or nothing. The answer is the scan with every rule checked again."""
    corrections, confirmed = _as_it_stands(services, scan_id, given)
    corrected = correct_fields(
        services,
        actor=caller.actor,
        scan_id=scan_id,
        corrections=corrections,
        confirmed=confirmed,
        doubted=given.doubted,
    )
    return show.detail(corrected)


@router.post("/scans/{scan_id}/review/accept", summary="Accept a form")
def accept(
    caller: Reviewer,
    scan_id: Identifier,
    services: UseServices,
    show: Show,
    given: Annotated[Acceptance | None, Body()] = None,
) -> ScanWithFields:
    """Its values stand, and go to the receivers. Refused while a doubtful field is unchecked."""
    accept_review(services, actor=caller.actor, scan_id=scan_id, confirmed=given.confirmed if given else ())
    return show.detail(show_scan(services, scan_id=scan_id))


@router.post("/scans/{scan_id}/review/reject", status_code=204, summary="Reject a form")
def reject(caller: Reviewer, scan_id: Identifier, given: Rejection, services: UseServices) -> None:
    """The paper is not usable; nothing is sent. Saying it once more with the same key does no harm."""
    reject_scan(services, actor=caller.actor, scan_id=scan_id, reason=given.reason, key=given.key)


@router.post("/scans/{scan_id}/review/template", status_code=204, summary="Say which form it is")
def template(caller: Reviewer, scan_id: Identifier, given: ChosenTemplate, services: UseServices) -> None:
    """It is read again as that form. Saying it once more with the same key does no harm."""
    choose_template(services, actor=caller.actor, scan_id=scan_id, template=given.template, key=given.key)


@router.post("/scans/{scan_id}/review/undo", summary="Undo accepting or rejecting")
def undo(caller: Reviewer, scan_id: Identifier, services: UseServices, show: Show) -> ScanWithFields:
    """Back to review, as long as nothing was sent; also for a form that the ERP has rejected."""
    reopen_scan(services, actor=caller.actor, scan_id=scan_id)
    return show.detail(show_scan(services, scan_id=scan_id))


def _as_it_stands(services: Services, scan_id: str, given: Corrections) -> tuple[dict[str, Entered], list[str]]:
    """What is really a correction, and what only confirms the value that is there."""
    if not given.fields:
        return {}, given.confirmed
    scan = show_scan(services, scan_id=scan_id)
    shown = {field.path: (field.value, field.text) for field in scan.fields}
    same = [path for path, entered in given.fields.items() if _is_same(entered, shown.get(path))]
    corrections = {path: entered for path, entered in given.fields.items() if path not in same}
    return corrections, [*given.confirmed, *same]


def _is_same(entered: Entered, shown: tuple[Entered | int, str] | None) -> bool:
    if shown is None:
        return False
    value, text = shown
    # True equals 1 in Python; a tick and a figure are different things.
    return (entered == value and type(entered) is type(value)) or (isinstance(entered, str) and entered == text)

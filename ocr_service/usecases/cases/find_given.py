"""What was already given is found and offered instead of being asked for again.

A paper is the same where its file has the same bytes, where the printed blank has the same serial number, or where the
form and the values that its template names (`unique_by`) are the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ocr_service.forms.result import FormResult, Reason
from ocr_service.records import audit
from ocr_service.records.locks import lock_word
from ocr_service.records.scans import Scan
from ocr_service.records.states import TRANSITIONS, ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.cases.case_errors import GivenKeyUnusable, NotTheSamePaper
from ocr_service.usecases.cases.template_keys import keys_of, paper_key
from ocr_service.usecases.errors import FieldNotFound, FieldValueInvalid, ScanStateConflict, TemplateNotFound
from ocr_service.usecases.ports import Services
from ocr_service.usecases.processing.reading_lease import NO_LEASE
from ocr_service.usecases.refusals import find_scan, lock_scan
from ocr_service.usecases.reviewing.enter_value import ValueRefused, enter_value, find_content
from ocr_service.usecases.reviewing.review_scan import NO_REVIEWER
from ocr_service.usecases.templates.publish_template import load_published, version_in_use

Why = Literal["same_file", "same_serial", "same_values"]

# A paper that came to nothing was not given.
_ENDED: Final = (ScanState.REJECTED, ScanState.FAILED, ScanState.CANCELLED, ScanState.SPLIT)
_MOST: Final = 20
_REPLACEABLE: Final = tuple(state for state in ScanState if ScanState.CANCELLED in TRANSITIONS[state])


@dataclass(frozen=True, kw_only=True)
class GivenPaper:
    """A paper that came before, and by what it is known to be the same."""

    scan_id: str
    file_name: str
    created_at: datetime
    actor: str
    state: str
    template: str | None
    case_id: str | None
    why: Why


def hold_given(session: Session, scan_id: str, result: FormResult) -> FormResult:
    """The result, for review with the reason already_given (params: scan, file, day) where the same paper came before.

    Of two workers that read the same paper at once, the later one sees what the earlier one wrote.
    """
    if result.template is None:
        return result
    keys = keys_of(session, result.template, result.template_version)
    key = paper_key(result.template, keys, {field.path: field.value for field in result.fields})
    if key is None:
        return result
    lock_word(session, f"paper.{key}")
    # Handed in earlier, or handed in later but accepted already.
    before = or_(Scan.id < scan_id, Scan.accepted_at.is_not(None))
    earlier = session.scalar(
        select(Scan)
        .where(Scan.paper_key == key, Scan.id != scan_id, before, Scan.state.not_in(_ENDED))
        .order_by(Scan.id)
        .limit(1)
    )
    if earlier is None:
        return result
    day = earlier.created_at.date().isoformat()
    reason = Reason(code="already_given", params={"scan": earlier.id, "file": earlier.file_name, "day": day})
    decision = "review" if result.decision == "accept" else result.decision
    return result.model_copy(update={"decision": decision, "reasons": (*result.reasons, reason)})


def find_given(
    services: Services,
    *,
    sha256: str | None = None,
    template: str | None = None,
    serial: str | None = None,
    values: Mapping[str, str] | None = None,
) -> tuple[GivenPaper, ...]:
    """The papers that are known by any of these, oldest first: at most 20.

    `values` are those of the form's `unique_by` fields, as a person writes them. Raises TemplateNotFound,
    GivenKeyUnusable where one of them is missing or the form has none, FieldNotFound, FieldValueInvalid.
    """
    with services.database() as session:
        ways: list[tuple[Why, ColumnElement[bool]]] = []
        if sha256 is not None:
            ways.append(("same_file", Scan.file_sha256 == sha256))
        if serial is not None and template is not None:
            ways.append(("same_serial", (Scan.serial == serial) & (Scan.template == template)))
        if values:
            ways.append(("same_values", Scan.paper_key == _wanted_key(services, session, template, values)))
        found: dict[str, GivenPaper] = {}
        for why, same in ways:
            rows = select(Scan).where(same, Scan.state.not_in(_ENDED)).order_by(Scan.id).limit(_MOST)
            for scan in session.scalars(rows):
                found.setdefault(scan.id, _view(scan, why))
    return tuple(sorted(found.values(), key=lambda one: one.scan_id))[:_MOST]


def use_given(services: Services, *, actor: str, scan_id: str, given_id: str) -> None:
    """Takes the scan out because the same paper was given before; that one takes its place in its case.

    Raises ScanNotFound, NotTheSamePaper, and ScanStateConflict where the scan is decided already or the other one came
    to nothing.
    """
    now = services.now()
    with services.database.begin() as session:
        scan, given = lock_scan(session, scan_id), find_scan(session, given_id)
        if scan_id == given_id or not _is_same(scan, given):
            raise NotTheSamePaper
        if given.state in _ENDED:
            raise ScanStateConflict(state=given.state)
        old = scan.state
        why = {"code": "given_before", "params": {"scan": given.id, "file": given.file_name}}
        columns: dict[str, Any] = {**NO_LEASE, **NO_REVIEWER, "reasons": [why]}
        if not change_state(session, scan_id, _REPLACEABLE, ScanState.CANCELLED, now=now, **columns):
            raise ScanStateConflict(state=old)
        if given.case_id is None and scan.case_id is not None:
            given.case_id, given.case_by = scan.case_id, scan.case_by
        new = {"given": given.id}
        audit.write(
            session, at=now, actor=actor, action="scan.given_before", subject=scan_id, old={"state": old}, new=new
        )


def _is_same(scan: Scan, given: Scan) -> bool:
    if scan.file_sha256 == given.file_sha256 and scan.parent_id is None and given.parent_id is None:
        return True
    if scan.template != given.template or scan.template is None:
        return False
    return (scan.serial is not None and scan.serial == given.serial) or (
        scan.paper_key is not None and scan.paper_key == given.paper_key
    )


def _wanted_key(services: Services, session: Session, template: str | None, values: Mapping[str, str]) -> str:
    version = version_in_use(session, template) if template is not None else None
    if template is None or version is None:
        raise TemplateNotFound(template=template or "")
    keys = keys_of(session, template, version)
    form = load_published(services.files, session, template, version).template
    typed = {}
    for name, text in values.items():
        content = find_content(form, name)
        if content is None:
            raise FieldNotFound(path=name)
        try:
            typed[name] = enter_value(content, text)[0]
        except ValueRefused as error:
            raise FieldValueInvalid(path=name, text=text[:200], reason=error.code) from None
    key = paper_key(template, keys, typed)
    if key is None:
        raise GivenKeyUnusable(names=", ".join(keys.unique_by))
    return key


def _view(scan: Scan, why: Why) -> GivenPaper:
    return GivenPaper(
        scan_id=scan.id,
        file_name=scan.file_name,
        created_at=scan.created_at,
        actor=scan.actor,
        state=scan.state,
        template=scan.template,
        case_id=scan.case_id,
        why=why,
    )

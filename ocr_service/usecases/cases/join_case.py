"""Papers find their case by themselves: by the sender's reference, or by the field that the form's template names."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.forms.result import Value
from ocr_service.records import audit
from ocr_service.records.cases import Case
from ocr_service.records.locks import lock_word
from ocr_service.records.scans import Scan, ScanField
from ocr_service.records.states import ScanState
from ocr_service.usecases.cases.close_case import close_if_whole
from ocr_service.usecases.cases.template_keys import keys_of, paper_key

_MAX_KEY: Final = 200
# A file that was split is only the wrapper of its documents.
_NO_PAPER: Final = (ScanState.SPLIT,)


def note_keys(session: Session, scan: Scan, now: datetime) -> None:
    """In the caller's transaction, whenever a scan's values came to stand: which paper it is, and where it lies.

    A person's placing stays; a corrected key field moves a paper to the case of its new value.
    """
    keys = keys_of(session, scan.template, scan.template_version)
    values = _values(session, scan.id, (*keys.unique_by, *((keys.case_by,) if keys.case_by else ())))
    scan.paper_key = paper_key(scan.template or "", keys, values)
    told = str(values.get(keys.case_by) or "").strip()[:_MAX_KEY] if keys.case_by else ""
    if told and keys.case_by and scan.case_by != "person":
        _put(session, scan, _find_or_open(session, "field", keys.case_by, told, now), "field", now)
    elif scan.case_id is None:
        join_by_reference(session, scan, now)
    if scan.case_id is not None:
        close_if_whole(session, scan.case_id, now)


def join_by_reference(session: Session, scan: Scan, now: datetime) -> None:
    """Puts the scan with those of the same reference from the same sender's side; the second one opens the case.

    One paper alone is no case: most references name one paper only.
    """
    reference = (scan.client_reference or "").strip()[:_MAX_KEY]
    if not reference or scan.case_id is not None or scan.state in _NO_PAPER:
        return
    lock_word(session, f"case.reference.{reference}")
    others = session.scalars(
        select(Scan).where(
            Scan.client_reference == scan.client_reference,
            Scan.id != scan.id,
            Scan.state.not_in(_NO_PAPER),
        )
    ).all()
    case = _find(session, "reference", "", reference)
    if case is None and not others:
        return
    case = case or _find_or_open(session, "reference", "", reference, now)
    for paper in (scan, *(other for other in others if other.case_id is None)):
        _put(session, paper, case, "reference", now)


def _find(session: Session, kind: str, name: str, key: str) -> Case | None:
    return session.scalar(select(Case).where(Case.kind == kind, Case.key_name == name, Case.key == key))


def _find_or_open(session: Session, kind: str, name: str, key: str, now: datetime) -> Case:
    # Two workers may read two papers of one case at the same moment.
    lock_word(session, f"case.{kind}.{name}.{key}")
    case = _find(session, kind, name, key)
    if case is None:
        case = Case(
            created_at=now,
            changed_at=now,
            created_by="system",
            title=key,
            kind=kind,
            key_name=name,
            key=key,
            state="open",
            expected=[],
        )
        session.add(case)
        session.flush()
        audit.write(session, at=now, actor="system", action="case.opened", subject=case.id, new={kind: key})
    return case


def _put(session: Session, scan: Scan, case: Case, by: str, now: datetime) -> None:
    if scan.case_id == case.id:
        return
    old = {"case": scan.case_id} if scan.case_id else None
    scan.case_id, scan.case_by, case.changed_at = case.id, by, now
    session.flush()
    audit.write(
        session, at=now, actor="system", action="scan.put_in_case", subject=scan.id, old=old, new={"case": case.id}
    )


def _values(session: Session, scan_id: str, names: Sequence[str]) -> dict[str, Value]:
    if not names:
        return {}
    rows = select(ScanField.path, ScanField.value).where(ScanField.scan_id == scan_id, ScanField.path.in_(names))
    return {row.path: row.value for row in session.execute(rows)}

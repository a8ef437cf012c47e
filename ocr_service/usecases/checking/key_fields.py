"""Double keying: two people type a field without seeing the reading; where they differ a third decides between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from ocr_service.forms.result import Value
from ocr_service.records import audit
from ocr_service.records.checking import KeyedValue
from ocr_service.records.scans import Scan, ScanField
from ocr_service.records.states import ScanState
from ocr_service.usecases.checking.hold_for_keying import KEYED_TWICE, TYPINGS, is_held, note_held
from ocr_service.usecases.checking.verify_cells import may_be_accepted
from ocr_service.usecases.errors import FieldNotFound, FieldNotKeyed, FieldValueInvalid, LeaseLost, ScanStateConflict
from ocr_service.usecases.masterdata.check_again import find_news
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import lock_scan
from ocr_service.usecases.reviewing.close_review import accept_form
from ocr_service.usecases.reviewing.correct_fields import load_fields, lock_review
from ocr_service.usecases.reviewing.enter_value import ValueRefused, enter_value, find_content
from ocr_service.usecases.reviewing.queue_order import queue_order
from ocr_service.usecases.reviewing.recheck_fields import CONFIRMED, recheck_fields
from ocr_service.usecases.templates.publish_template import load_published
from ocr_service.usecases.templates.published_form import published_form

# As many as are typed within a few minutes: nobody else gets them meanwhile.
MOST_FIELDS: Final = 20
NO_KEYER: Final = {"keyer": None, "keyer_until": None}
KEYED_BY_TWO: Final = "keyed_by_two"

# waiting: for a second person; settled: both typed the same, or the third has decided; differs: a third decides
Typed = Literal["waiting", "settled", "differs"]


@dataclass(frozen=True, kw_only=True)
class TypedValue:
    """What one of two people made of a field."""

    value: Value
    text: str


@dataclass(frozen=True, kw_only=True)
class FieldToKey:
    """A field and where it stands on its page, without any reading of it.

    `between` is what a third person decides between, in no telling order; empty for the first two.
    """

    scan_id: str
    path: str
    template: str | None
    template_version: int | None
    type: str
    page: int
    box: dict[str, int]
    between: tuple[TypedValue, ...]


@dataclass(frozen=True, kw_only=True)
class KeyingBatch:
    """Fields that are this person's to type until then; `more` wait besides."""

    fields: tuple[FieldToKey, ...]
    until: datetime
    more: int


def claim_keying(services: Services, *, actor: str, minutes: int, limit: int = MOST_FIELDS) -> KeyingBatch:
    """Takes the next fields to type: never one that this person has typed before. Those in hand already come first."""
    now = services.now()
    until = now + timedelta(minutes=minutes)
    with services.database.begin() as session:
        waiting = _waiting(actor, now)
        chosen = (
            select(ScanField, Scan.template, Scan.template_version)
            .join(Scan, Scan.id == ScanField.scan_id)
            .where(*waiting)
            .order_by((ScanField.keyer == actor).desc(), *queue_order(actor, now), ScanField.position)
            .limit(min(limit, MOST_FIELDS))
            .with_for_update(skip_locked=True, of=ScanField)
        )
        rows = session.execute(chosen).all()
        for field, _, _ in rows:
            field.keyer, field.keyer_until = actor, until
        session.flush()
        fields = tuple(_to_key(session, *row) for row in rows)
        return KeyingBatch(fields=fields, until=until, more=_count(session, actor, now) - len(fields))


def count_keying(services: Services, *, actor: str) -> int:
    """How many fields this person could type now."""
    with services.database() as session:
        return _count(session, actor, services.now())


def release_keying(services: Services, *, actor: str, until: datetime | None = None) -> None:
    """Puts back what this person was to type; with `until`, not what has been claimed for longer since: a page that is
    left says so late, and the next one may have claimed already.
    """
    held = [ScanField.keying.in_(TYPINGS), ScanField.keyer == actor]
    if until is not None:
        held.append(ScanField.keyer_until <= until)
    with services.database.begin() as session:
        mine = update(ScanField).where(*held).values(**NO_KEYER)
        session.execute(mine.execution_options(synchronize_session=False))


def key_field(services: Services, *, actor: str, scan_id: str, path: str, entered: Value) -> Typed:
    """Keeps what the person typed; with the last field that was held back the form is accepted.

    Whoever did not get the answer says it once more: the same by the same person is told as it was, and counts once.
    Raises ScanNotFound, ScanStateConflict, FieldNotFound, FieldNotKeyed, LeaseLost, FieldValueInvalid.
    """
    now = services.now()
    with services.database.begin() as session:
        scan = lock_scan(session, scan_id)
        rows = load_fields(session, scan_id)
        before = _typed(session, rows.get(path))
        if said := _said_before(session, scan, path, before, actor, entered):
            return said
        if scan.state != ScanState.NEEDS_REVIEW:
            raise ScanStateConflict(state=scan.state)
        row = _find_held(rows, path)
        if row.keyer != actor or any(one.actor == actor for one in before):
            raise LeaseLost
        value, text = _enter(session, scan, path, entered)
        number = TYPINGS.index(str(row.keying)) + 1
        typed = KeyedValue(field_id=row.id, number=number, actor=actor, value=value, text=text, at=now)
        session.add(typed)
        row.keyer = row.keyer_until = None
        scan.changed_at = now
        # What was typed is not told: whoever types it next could look it up.
        keyed = {"number": number}
        audit.write(session, at=now, actor=actor, action="field.keyed", subject=scan_id, path=path, new=keyed)
        if number == 1:
            row.keying = "second"
            return "waiting"
        if number == 2 and before[0].value != value:
            row.keying = "third"
            return "differs"
        _settle(services, session, scan, rows, row, typed, now)
        note_held(scan, rows.values())
        ready = may_be_accepted(scan, rows) and not _in_hand(scan, now)
        if ready and not find_news(services, session, scan, rows):
            accept_form(session, scan, rows, actor, now)
        return "settled"


def key_again(services: Services, *, actor: str, scan_id: str, path: str) -> None:
    """Whoever has the form in hand doubts what two people agreed on: it is typed by two again.

    Raises ScanNotFound, ScanStateConflict, ReviewedByOther, LeaseLost, FieldNotFound, FieldNotKeyed.
    """
    now = services.now()
    with services.database.begin() as session:
        scan = lock_review(session, scan_id, actor, now)
        rows = load_fields(session, scan_id)
        row = rows.get(path)
        if row is None:
            raise FieldNotFound(path=path)
        if row.keying != "done":
            raise FieldNotKeyed(path=path)
        session.execute(delete(KeyedValue).where(KeyedValue.field_id == row.id))
        row.keying, row.decision, row.reasons = "first", "review", [{"code": KEYED_TWICE, "params": {}}]
        note_held(scan, rows.values())
        scan.changed_at = now
        audit.write(session, at=now, actor=actor, action="field.key_again", subject=scan_id, path=path)


def _waiting(actor: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """SQL: the fields that this person may type now."""
    typed = exists().where(KeyedValue.field_id == ScanField.id, KeyedValue.actor == actor)
    free = or_(ScanField.keyer.is_(None), ScanField.keyer == actor, ScanField.keyer_until <= now)
    return Scan.state == ScanState.NEEDS_REVIEW, ScanField.keying.in_(TYPINGS), free, ~typed


def _count(session: Session, actor: str, now: datetime) -> int:
    found = select(ScanField.id).join(Scan, Scan.id == ScanField.scan_id).where(*_waiting(actor, now))
    return len(session.scalars(found).all())


def _to_key(session: Session, field: ScanField, template: str | None, version: int | None) -> FieldToKey:
    typed: list[KeyedValue] = []
    if field.keying == "third":
        typed = sorted(_typed(session, field), key=lambda one: one.text)
    return FieldToKey(
        scan_id=field.scan_id,
        path=field.path,
        template=template,
        template_version=version,
        type=field.type,
        page=field.page,
        box=field.box,
        between=tuple(TypedValue(value=one.value, text=one.text) for one in typed),
    )


def _typed(session: Session, field: ScanField | None) -> list[KeyedValue]:
    """What people have typed into it, in the order in which they did."""
    if field is None:
        return []
    return list(session.scalars(select(KeyedValue).filter_by(field_id=field.id).order_by(KeyedValue.number)))


def _said_before(
    session: Session, scan: Scan, path: str, typed: Sequence[KeyedValue], actor: str, entered: Value
) -> Typed | None:
    """What was answered where this person has typed just this already, whatever has become of the form since."""
    mine = next((one for one in typed if one.actor == actor), None)
    if mine is None or _enter(session, scan, path, entered)[0] != mine.value:
        return None
    if mine.number == 1:
        return "waiting"
    return "differs" if mine.number == 2 and typed[0].value != mine.value else "settled"


def _find_held(rows: Mapping[str, ScanField], path: str) -> ScanField:
    if path not in rows:
        raise FieldNotFound(path=path)
    if not is_held(rows[path]):
        raise FieldNotKeyed(path=path)
    return rows[path]


def _enter(session: Session, scan: Scan, path: str, entered: Value) -> tuple[Value, str]:
    content = find_content(published_form(session, scan.template, scan.template_version), path)
    if content is None:
        raise FieldNotFound(path=path)
    try:
        return enter_value(content, entered)
    except ValueRefused as error:
        shown = "" if entered is None else str(entered)[:200]
        raise FieldValueInvalid(path=path, text=shown, reason=error.code) from None


def _settle(
    services: Services,
    session: Session,
    scan: Scan,
    rows: Mapping[str, ScanField],
    row: ScanField,
    typed: KeyedValue,
    now: datetime,
) -> None:
    """The value stands, and every rule is checked again. None of them reopens what two people read alike."""
    before = {path: one.value for path, one in rows.items()}
    old: dict[str, Any] = {"value": row.value, "text": row.text}
    new: dict[str, Any] = {"value": typed.value, "text": typed.text}
    if old != new:
        row.value, row.text = typed.value, typed.text
        row.corrected_by, row.corrected_at = typed.actor, now
    row.keying, row.decision = "done", "accept"
    row.reasons = [{"code": code, "params": {}} for code in (KEYED_BY_TWO, CONFIRMED)]
    action = "field.settled"
    audit.write(session, at=now, actor=typed.actor, action=action, subject=scan.id, path=row.path, old=old, new=new)
    package = load_published(services.files, session, scan.template, scan.template_version)
    recheck_fields(package, before, list(rows.values()))


def _in_hand(scan: Scan, now: datetime) -> bool:
    """Somebody has the form on the review desk: he ends it himself."""
    return scan.reviewer is not None and scan.review_until is not None and scan.review_until > now

"""How many accepted values are really wrong, by form and field, beside what the form promises."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, func, null, outerjoin, select
from sqlalchemy.orm import Session

from ocr_service.forms.template import Template
from ocr_service.records.checking import AuditCheck, AuditedField
from ocr_service.records.scans import Scan
from ocr_service.usecases.auditing.claim_audit import to_be_checked
from ocr_service.usecases.auditing.exact_interval import Sample, interval
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.publish_template import version_in_use
from ocr_service.usecases.templates.published_form import find_form


@dataclass(frozen=True, kw_only=True)
class ErrorRate:
    """Of `checked` values on `forms` drawn forms so many were `wrong`: the share, and between which two shares the true
    one lies with 95 % confidence. Nothing checked: no rate, and anything is possible.
    """

    forms: int
    checked: int
    wrong: int
    rate: float | None
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class FieldErrors:
    """A field (its name, or ``table.column``). `machine`: nobody had looked at the value. `person`: somebody had."""

    field: str
    machine: ErrorRate
    person: ErrorRate


@dataclass(frozen=True, kw_only=True)
class FormErrors:
    """A form's errors, by field and all together.

    `promised` is the error budget of the version in use, which speaks of the machine's values only; None where it goes
    by a fixed confidence instead. `share` is what it has drawn now; `checked` forms were, `waiting` are still to be.
    """

    template: str
    template_version: int | None
    promised: float | None
    share: float
    checked: int
    waiting: int
    machine: ErrorRate
    person: ErrorRate
    fields: tuple[FieldErrors, ...]


NOTHING = ErrorRate(forms=0, checked=0, wrong=0, rate=None, low=0.0, high=1.0)


def measure_errors(
    services: Services, *, since: datetime | None = None, until: datetime | None = None, template: str | None = None
) -> tuple[FormErrors, ...]:
    """What audits that ended from `since` to before `until` have found, form by form, by name."""
    within: list[ColumnElement[bool]] = [AuditCheck.state == "done"]
    if since is not None:
        within.append(AuditCheck.checked_at >= since)
    if until is not None:
        within.append(AuditCheck.checked_at < until)
    of_form: list[ColumnElement[bool]] = [] if template is None else [AuditCheck.template == template]
    with services.database() as session:
        waiting = _count(session, *to_be_checked(), *of_form)
        checked = _count(session, *within, *of_form)
        rates = _rates(session, [*within, *of_form])
        names = sorted({*waiting, *checked})
        forms = {name: _in_use(session, name) for name in names}
    return tuple(
        FormErrors(
            template=name,
            template_version=form.version if form else None,
            promised=form.error_budget if form and form.accept_confidence is None else None,
            share=form.audit_share if form else 0.0,
            checked=checked.get(name, 0),
            waiting=waiting.get(name, 0),
            machine=rates[name].get((None, False), NOTHING),
            person=rates[name].get((None, True), NOTHING),
            fields=_fields(rates[name]),
        )
        for name, form in forms.items()
    )


def _count(session: Session, *conditions: ColumnElement[bool]) -> dict[str, int]:
    # The scan of one that was checked may be forgotten by now.
    scans = outerjoin(AuditCheck, Scan, Scan.id == AuditCheck.scan_id)
    counted = select(AuditCheck.template, func.count()).select_from(scans).where(*conditions)
    counted = counted.group_by(AuditCheck.template)
    return dict(session.execute(counted).all())


def _rates(session: Session, conditions: list[ColumnElement[bool]]) -> Mapping[str, dict[tuple[Any, bool], ErrorRate]]:
    """For each form by (field, whether a person vouched for it); the field None: all of them."""
    found: defaultdict[str, dict[tuple[Any, bool], ErrorRate]] = defaultdict(dict)
    for by_field in (True, False):
        for template, field, by_person, *sums in session.execute(_sums(conditions, by_field=by_field)):
            sample = Sample(**dict(zip(_SUMS, map(int, sums), strict=True)))
            low, high = interval(sample)
            found[template][field, by_person] = ErrorRate(
                forms=sample.forms,
                checked=sample.checked,
                wrong=sample.wrong,
                rate=sample.wrong / sample.checked,
                low=low,
                high=high,
            )
    return found


_SUMS = ("forms", "checked", "wrong", "checked_squares", "wrong_squares", "products")


def _sums(conditions: list[ColumnElement[bool]], *, by_field: bool) -> Any:
    """SQL: first over the fields of each drawn form, then over the forms."""
    field: Any = AuditedField.field if by_field else null()
    names = (AuditCheck.template, AuditedField.by_person, *((AuditedField.field,) if by_field else ()))
    checked, wrong = func.count(), func.sum(1 - cast(AuditedField.right, Integer))
    forms = (
        select(
            AuditCheck.template.label("template"),
            field.label("field"),
            AuditedField.by_person.label("by_person"),
            checked.label("n"),
            wrong.label("w"),
        )
        .join(AuditCheck, AuditCheck.id == AuditedField.check_id)
        .where(*conditions)
        .group_by(AuditedField.check_id, *names)
        .subquery()
    )
    n, w = forms.c.n, forms.c.w
    keys = (forms.c.template, forms.c.field, forms.c.by_person)
    return select(
        *keys, func.count(), func.sum(n), func.sum(w), func.sum(n * n), func.sum(w * w), func.sum(n * w)
    ).group_by(*keys)


def _fields(rates: Mapping[tuple[Any, bool], ErrorRate]) -> tuple[FieldErrors, ...]:
    names = sorted({field for field, _ in rates if field is not None})
    return tuple(
        FieldErrors(field=name, machine=rates.get((name, False), NOTHING), person=rates.get((name, True), NOTHING))
        for name in names
    )


def _in_use(session: Session, name: str) -> Template | None:
    return find_form(session, name, version_in_use(session, name))

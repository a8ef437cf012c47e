"""The random audit: drawn forms are typed again blind, and the errors found are shown beside what is promised."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.auditing.check_blind import AuditResult, settle_differences, submit_typed
from ocr_service.usecases.auditing.claim_audit import claim_audit, release_audit
from ocr_service.usecases.auditing.measure_errors import measure_errors
from ocr_service.web.api.check_shapes import FieldShower, FieldToType, Returned, ShowFields
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.review import Reviewer
from ocr_service.web.api.review_shapes import Entered
from ocr_service.web.api.texts import FieldPath, Identifier, TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.parts import Parts, UseServices

router = APIRouter(tags=["check"], responses=PROBLEMS)


class Audit(BaseModel):
    """A drawn form in the caller's hands until then: its fields to type, or to decide where `between` holds two."""

    id: str
    scan: str
    form: str = Field(description="the form's title")
    fields: list[FieldToType]
    until: datetime


class NextAudit(BaseModel):
    """The next drawn form; null where none waits for the caller."""

    audit: Audit | None


class TypedForm(BaseModel):
    """What the caller makes of the pictures, by path, as a person writes it; null means blank."""

    model_config = ConfigDict(extra="forbid")
    values: Annotated[dict[FieldPath, Entered], Field(max_length=10_000)]


class FoundError(BaseModel):
    """A value that was accepted wrong, and what the paper says."""

    path: str
    label: str
    accepted: str
    right: str


class AuditOutcome(BaseModel):
    """`differences` are to be decided next; where there are none it is done.

    `corrected`: a new result takes the place of the wrong one. False: receivers have the wrong one and must be told.
    """

    differences: list[FieldToType]
    checked: int
    errors: list[FoundError]
    corrected: bool | None


class Rate(BaseModel):
    """So many of `checked` values on `forms` forms were wrong. The true share lies between `low` and `high` with 95 %
    confidence (Clopper-Pearson, for the design of the sample).
    """

    forms: int
    checked: int
    wrong: int
    rate: float | None
    low: float
    high: float


class FieldRate(BaseModel):
    """`machine`: values nobody had looked at. `person`: values that somebody had corrected or confirmed."""

    field: str
    label: str
    machine: Rate
    person: Rate


class FormRate(BaseModel):
    """A form's measured errors, beside the share of wrong values that it promises (`promised`, of the machine's)."""

    template: str
    form: str = Field(description="the form's title")
    promised: float | None
    share: float = Field(description="which share of the accepted forms is drawn")
    checked: int = Field(description="forms that were checked")
    waiting: int = Field(description="forms that are still to be checked")
    machine: Rate
    person: Rate
    fields: list[FieldRate]


class Errors(BaseModel):
    """Every form of which any was drawn, by name."""

    items: list[FormRate]


@router.post("/check/audits/claim", summary="Claim a drawn form")
def claim(caller: Reviewer, parts: Parts, show: ShowFields) -> NextAudit:
    """An accepted form that was drawn by chance, without its values; never one whose values the caller knows."""
    task = claim_audit(parts.services, actor=caller.actor, minutes=parts.settings.review_minutes)
    if task is None:
        return NextAudit(audit=None)
    fields = [show.to_type(field) for field in task.fields]
    form = show.title(task.template, task.template_version)
    return NextAudit(audit=Audit(id=task.id, scan=task.scan_id, form=form, fields=fields, until=task.until))


@router.post("/check/audits/{check_id}/release", status_code=204, summary="Put a drawn form back")
def release(
    caller: Reviewer, check_id: Identifier, services: UseServices, held: Annotated[Returned | None, Body()] = None
) -> None:
    """What was not sent off is forgotten."""
    release_audit(services, actor=caller.actor, check_id=check_id, until=held.until if held else None)


@router.post("/check/audits/{check_id}/typed", summary="Compare what was typed", responses={**NOT_FOUND, **CONFLICT})
def typed(
    caller: Reviewer, check_id: Identifier, given: TypedForm, services: UseServices, show: ShowFields
) -> AuditOutcome:
    """Every field of the form at once. Only where it differs from what was accepted are both shown."""
    return show_outcome(show, submit_typed(services, actor=caller.actor, check_id=check_id, entered=given.values))


@router.post(
    "/check/audits/{check_id}/settle", summary="Decide where the two differ", responses={**NOT_FOUND, **CONFLICT}
)
def settle(
    caller: Reviewer, check_id: Identifier, given: TypedForm, services: UseServices, show: ShowFields
) -> AuditOutcome:
    """What the paper says after all. Errors are corrected in a new result as long as nothing was sent."""
    return show_outcome(show, settle_differences(services, actor=caller.actor, check_id=check_id, entered=given.values))


@router.get("/audits/errors", summary="Measured error rates")
def errors(
    _: Annotated[Caller, needs(Permission.BOARD_READ)],
    services: UseServices,
    show: ShowFields,
    since: Annotated[AwareDatetime | None, Query(description="audits that ended at this time or later")] = None,
    until: Annotated[AwareDatetime | None, Query(description="audits that ended before this time")] = None,
    template: TemplateName | None = None,
) -> Errors:
    """What the random audit found, by form and field, beside what each form promises."""
    return Errors(
        items=[
            FormRate(
                template=one.template,
                form=show.title(one.template, one.template_version),
                promised=one.promised,
                share=one.share,
                checked=one.checked,
                waiting=one.waiting,
                machine=Rate(**asdict(one.machine)),
                person=Rate(**asdict(one.person)),
                fields=[
                    FieldRate(
                        field=field.field,
                        label=show.label(one.template, one.template_version, field.field),
                        machine=Rate(**asdict(field.machine)),
                        person=Rate(**asdict(field.person)),
                    )
                    for field in one.fields
                ],
            )
            for one in measure_errors(services, since=since, until=until, template=template)
        ]
    )


def show_outcome(show: FieldShower, result: AuditResult) -> AuditOutcome:
    return AuditOutcome(
        differences=[show.to_type(field) for field in result.differences],
        checked=result.checked,
        errors=[
            FoundError(
                path=one.path,
                label=show.path_label(result.template, result.template_version, one.path),
                accepted=one.accepted,
                right=one.right,
            )
            for one in result.errors
        ],
        corrected=result.corrected,
    )

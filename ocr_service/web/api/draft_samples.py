"""Filled scans that a form under way is tried on, and the values that are kept for later versions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from ocr_service.forms.content import LocalText
from ocr_service.forms.result import Value
from ocr_service.usecases.errors import TemplateInvalid
from ocr_service.usecases.receiving.file_names import clean_file_name
from ocr_service.usecases.templates import try_draft as trials
from ocr_service.web.api.draft_answers import invalid_draft
from ocr_service.web.api.draft_requests import PREFIX, Author
from ocr_service.web.api.forms import FormLimits, files_of, read_form
from ocr_service.web.api.problem_docs import BROKEN, CONFLICT, NOT_FOUND, PROBLEMS, TOO_LARGE, UNAVAILABLE, UNSUPPORTED
from ocr_service.web.api.shown_reasons import ShownReason, show_reasons
from ocr_service.web.api.texts import FieldPath, Identifier
from ocr_service.web.field_labels import in_language
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import Parts, UseServices, WebParts
from ocr_service.web.problems import Problem

router = APIRouter(prefix=PREFIX + "/{draft_id}/samples", tags=["template drafts"], responses={**PROBLEMS, **NOT_FOUND})
_JPEG: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"image/jpeg": {}}, "description": "a JPEG"}}
_FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
            }
        },
    }
}


class SampleField(BaseModel):
    """One value as it was read; the box is in pixels of the page's picture."""

    path: str
    type: str
    value: Any
    text: str
    confidence: float
    decision: str
    page: int
    box: dict[str, int]
    reasons: list[ShownReason]


class SampleReading(BaseModel):
    """`known_as`: the form that the scan was taken for by itself, null where for none."""

    known_as: str | None
    decision: str
    reasons: list[ShownReason]
    total_seconds: float
    pages: list[dict[str, Any]]
    fields: list[SampleField]


class SampleDifference(BaseModel):
    """A value that is not read as kept; `accepted` where no person would have looked at it."""

    model_config = ConfigDict(from_attributes=True)

    path: str
    expected: Any
    read: Any
    accepted: bool


class SampleDetail(BaseModel):
    """A filled scan. `fresh`: it was read with the draft as it stands. `expected`: values by path, null: none kept."""

    id: str
    file_name: str
    fresh: bool
    read_at: datetime | None
    reading: SampleReading | None
    expected: dict[str, Any] | None
    differences: list[SampleDifference]


class Samples(BaseModel):
    """In the order in which they came."""

    items: list[SampleDetail]


class Expected(BaseModel):
    """What is right, by path, as people write it; null forgets it."""

    model_config = ConfigDict(extra="forbid")
    values: dict[FieldPath, Value] | None = Field(max_length=5000)


@router.get("", summary="List the scans that a draft is tried on")
def get_samples(_: Author, request: Request, draft_id: Identifier, parts: Parts) -> Samples:
    """Its own, and those kept for its form."""
    found = trials.list_samples(parts.services, draft_id=draft_id)
    return Samples(items=[_show(request, parts, one) for one in found])


@router.post(
    "",
    status_code=201,
    summary="Add a scan to try a draft on",
    responses={**BROKEN, **CONFLICT, **TOO_LARGE, **UNSUPPORTED},
    openapi_extra=_FORM,
)
async def post_sample(request: Request, caller: Author, draft_id: Identifier, parts: Parts) -> SampleDetail:
    """At most twenty."""
    async with read_form(request, FormLimits(files=1, file_mb=parts.settings.max_upload_mb)) as form:
        files = files_of(form, "file")
        if len(files) != 1:
            raise Problem("sample_file_wanted", 422)
        name, data = clean_file_name(files[0].filename or ""), await files[0].read()
    added = await run_in_threadpool(
        trials.add_sample, parts.services, actor=caller.actor, draft_id=draft_id, file_name=name, data=data
    )
    return _show(request, parts, added)


@router.delete("/{sample_id}", status_code=204, summary="Remove a scan")
def delete_sample(_: Author, draft_id: Identifier, sample_id: Identifier, services: UseServices) -> None:
    """With the values that were kept for it."""
    trials.remove_sample(services, draft_id=draft_id, sample_id=sample_id)


@router.post(
    "/{sample_id}/read", summary="Read a scan with the draft", responses={**TOO_LARGE, **UNSUPPORTED, **UNAVAILABLE}
)
def post_reading(
    _: Author, request: Request, draft_id: Identifier, sample_id: Identifier, parts: Parts
) -> SampleDetail:
    """Takes seconds."""
    if parts.trial is None:
        raise Problem("trial_unavailable", 503)
    try:
        read = trials.read_sample(parts.services, parts.trial, parts.templates, draft_id=draft_id, sample_id=sample_id)
    except TemplateInvalid as error:
        raise invalid_draft(request, parts, draft_id, error) from error
    return _show(request, parts, read)


@router.put("/{sample_id}/expected", summary="Keep the right values", responses=CONFLICT)
def put_expected(
    caller: Author, request: Request, draft_id: Identifier, sample_id: Identifier, given: Expected, parts: Parts
) -> SampleDetail:
    """Every later version is tested against them before it can be published."""
    try:
        kept = trials.keep_expected(
            parts.services, actor=caller.actor, draft_id=draft_id, sample_id=sample_id, values=given.values
        )
    except TemplateInvalid as error:
        raise invalid_draft(request, parts, draft_id, error) from error
    return _show(request, parts, kept)


@router.get(
    "/{sample_id}/pages/{number}/picture", summary="A page as it was read", response_class=Response, responses=_JPEG
)
def get_sample_picture(
    _: Author,
    draft_id: Identifier,
    sample_id: Identifier,
    number: Annotated[int, Path(ge=1, le=1000)],
    services: UseServices,
) -> Response:
    """The fields' boxes are measured on it."""
    picture = trials.page_picture(services, draft_id=draft_id, sample_id=sample_id, number=number)
    if picture is None:
        raise Problem("page_not_found", 404, params={"page": number})
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "private, no-cache"})


def _show(request: Request, parts: WebParts, sample: trials.Sample) -> SampleDetail:
    comparison = sample.comparison
    return SampleDetail(
        id=sample.id,
        file_name=sample.file_name,
        fresh=sample.fresh,
        read_at=sample.read_at,
        reading=None if sample.reading is None else _show_reading(request, parts, sample.reading, sample.tables),
        expected=None if sample.expected is None else dict(sample.expected),
        differences=[SampleDifference.model_validate(one) for one in comparison.differences] if comparison else [],
    )


def _show_reading(
    request: Request, parts: WebParts, reading: Mapping[str, Any], labels: Mapping[str, LocalText]
) -> SampleReading:
    language = choose_language(request.headers.get("accept-language"))
    tables = {name: in_language(label, language) for name, label in labels.items()}

    def shown(part: Mapping[str, Any]) -> dict[str, Any]:
        return {**part, "reasons": show_reasons(parts.texts, language, part["reasons"], tables=tables)}

    return SampleReading(**{**shown(reading), "fields": [SampleField(**shown(field)) for field in reading["fields"]]})

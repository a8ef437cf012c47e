"""Forms that are being drawn: begin, save, check, take out, publish."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from ocr_service.access.caller import Caller
from ocr_service.files.template_archive import unpack_archive
from ocr_service.forms.draft_content import empty_content
from ocr_service.forms.template_file import TemplateFileError
from ocr_service.usecases.errors import TemplateInvalid
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.templates import keep_drafts as drafts
from ocr_service.usecases.templates.begin_drafts import begin_draft, begin_from_file, begin_from_version
from ocr_service.usecases.templates.draft import Draft, file_stem
from ocr_service.usecases.templates.draft_errors import DraftUnusable
from ocr_service.usecases.templates.propose_draft import begin_from_scan, load_scan
from ocr_service.usecases.templates.publish_draft import publish_draft
from ocr_service.web.api.draft_answers import (
    DraftDetail,
    Drafts,
    DraftSummary,
    draft_detail,
    invalid_draft,
    summary,
    unusable,
)
from ocr_service.web.api.draft_requests import (
    MULTIPART,
    PREFIX,
    Author,
    Change,
    FileText,
    Publication,
    Start,
    form_docs,
    proposer_of,
    read_start,
)
from ocr_service.web.api.pictures import attachment
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS, UNAVAILABLE
from ocr_service.web.api.templates import TemplateDetail, detail
from ocr_service.web.api.texts import Identifier
from ocr_service.web.parts import Parts, UseServices, WebParts
from ocr_service.web.problems import Problem

router = APIRouter(prefix=PREFIX, tags=["template drafts"], responses=PROBLEMS)
_ZIP: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/zip": {}}, "description": "a ZIP file"}}


@router.get("", summary="List the drafts")
def get_drafts(_: Author, services: UseServices) -> Drafts:
    """Whoever began them."""
    found = drafts.list_drafts(services)
    names = name_actors(services, {one.changed_by for one in found})
    return Drafts(items=[DraftSummary(**summary(one, names)) for one in found])


@router.post(
    "",
    status_code=201,
    summary="Begin a draft",
    responses={**NOT_FOUND, **UNAVAILABLE, **MULTIPART},
    openapi_extra=form_docs(file="a scan of the form", archive="an exported form"),
)
async def post_draft(request: Request, caller: Author, parts: Parts) -> DraftDetail:
    """From a `file` or a `scan_id` (zones are proposed), an `archive`, a `template` in use, or from nothing."""
    start, file, archive = await read_start(request, parts)
    if sum(source is not None for source in (file, archive, start.scan_id, start.template)) > 1:
        raise Problem("draft_source_wanted", 422)
    try:
        made = await run_in_threadpool(_begin, parts, caller, start, file, archive)
    except DraftUnusable as error:
        raise unusable(request, parts, error) from error
    return await run_in_threadpool(draft_detail, request, parts, made)


def _begin(parts: WebParts, caller: Caller, start: Start, file: bytes | None, archive: bytes | None) -> Draft:
    services, actor = parts.services, caller.actor
    if archive is not None:
        try:
            yaml, files = unpack_archive(archive)
        except TemplateFileError as error:
            raise DraftUnusable(problems=[one.model_dump(mode="json") for one in error.problems]) from error
        return begin_from_file(services, actor=actor, yaml=yaml, files=files)
    if start.template is not None:
        return begin_from_version(services, actor=actor, name=start.template)
    if start.scan_id is not None:
        file = load_scan(services, scan_id=start.scan_id)
    if file is None:
        return begin_draft(services, actor=actor, content=empty_content(start.name), files={})
    return begin_from_scan(
        services,
        proposer_of(parts),
        actor=actor,
        data=file,
        page=start.page,
        name=start.name,
        blank=start.blank,
    )


@router.get("/{draft_id}", summary="Show a draft", responses=NOT_FOUND)
def get_draft(_: Author, request: Request, draft_id: Identifier, parts: Parts) -> DraftDetail:
    """With what keeps it from being published."""
    return draft_detail(request, parts, drafts.show_draft(parts.services, draft_id=draft_id))


@router.put("/{draft_id}", summary="Save a draft", responses={**NOT_FOUND, **CONFLICT})
def put_draft(caller: Author, request: Request, draft_id: Identifier, given: Change, parts: Parts) -> DraftDetail:
    """It may be wrong in parts. 409 where somebody else has saved it since."""
    saved = drafts.save_draft(
        parts.services,
        actor=caller.actor,
        draft_id=draft_id,
        revision=given.revision,
        content=given.content,
        doubtful=given.doubtful,
    )
    return draft_detail(request, parts, saved)


@router.put("/{draft_id}/file", summary="Save a draft as the text of its file", responses={**NOT_FOUND, **CONFLICT})
def put_file(caller: Author, request: Request, draft_id: Identifier, given: FileText, parts: Parts) -> DraftDetail:
    """It must be right in all its parts."""
    try:
        saved = drafts.save_file_text(
            parts.services, actor=caller.actor, draft_id=draft_id, revision=given.revision, yaml=given.yaml
        )
    except DraftUnusable as error:
        raise unusable(request, parts, error) from error
    return draft_detail(request, parts, saved)


@router.delete("/{draft_id}", status_code=204, summary="Throw a draft away", responses=NOT_FOUND)
def delete_draft(_: Author, draft_id: Identifier, services: UseServices) -> None:
    """For good."""
    drafts.throw_away(services, draft_id=draft_id)


@router.get(
    "/{draft_id}/archive", summary="A draft as a ZIP file", response_class=Response, responses={**_ZIP, **NOT_FOUND}
)
def get_draft_archive(_: Author, draft_id: Identifier, services: UseServices) -> Response:
    """Unpacked it is a template folder."""
    draft = drafts.show_draft(services, draft_id=draft_id)
    headers = {"Content-Disposition": attachment(f"{file_stem(draft)}.zip")}
    return Response(drafts.export_draft(services, draft), media_type="application/zip", headers=headers)


@router.post("/{draft_id}/publish", status_code=201, summary="Publish a draft", responses={**NOT_FOUND, **CONFLICT})
def post_publication(
    caller: Author, request: Request, draft_id: Identifier, given: Publication, parts: Parts
) -> TemplateDetail:
    """As the form's next version, which comes into use; scans with kept values must be read as they should be."""
    try:
        published = publish_draft(
            parts.services,
            actor=caller.actor,
            draft_id=draft_id,
            revision=given.revision,
            instead_of=given.instead_of,
            accepted=given.accepted,
        )
    except TemplateInvalid as error:
        raise invalid_draft(request, parts, draft_id, error) from error
    return detail(published)

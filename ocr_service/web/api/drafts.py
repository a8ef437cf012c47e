"""Forms that are being drawn: begin, save, check, take out, publish."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.files.template_archive import unpack_archive
from ocr_service.forms.draft_content import concerned_parts, dump_content, empty_content
from ocr_service.forms.template_file import MAX_CHARACTERS, TemplateFileError
from ocr_service.usecases.errors import TemplateInvalid
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.templates import keep_drafts as drafts
from ocr_service.usecases.templates.draft_errors import DraftUnusable
from ocr_service.usecases.templates.propose_draft import add_page, begin_from_scan, load_scan
from ocr_service.usecases.templates.propose_template import DEFAULT_NAME
from ocr_service.usecases.templates.publish_draft import publish_draft
from ocr_service.web.api.forms import FormLimits, fields_of, files_of, read_form
from ocr_service.web.api.pictures import attachment
from ocr_service.web.api.problem_docs import BROKEN, CONFLICT, NOT_FOUND, PROBLEMS, TOO_LARGE, UNAVAILABLE, UNSUPPORTED
from ocr_service.web.api.shown_reasons import ShownReason, show_reasons
from ocr_service.web.api.templates import PUBLISH_MB, TemplateDetail, detail, invalid_template
from ocr_service.web.api.texts import Identifier, TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import Parts, UseServices, WebParts
from ocr_service.web.problems import Problem, invalid_form

PREFIX: Final = "/template-drafts"
router = APIRouter(prefix=PREFIX, tags=["template drafts"], responses=PROBLEMS)
Author = Annotated[Caller, needs(Permission.TEMPLATES_WRITE)]
Revision = Annotated[int, Field(ge=1, le=1_000_000_000)]
_ZIP: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/zip": {}}, "description": "a ZIP file"}}
_PICTURE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"image/png": {}, "image/jpeg": {}}}}
_RULINGS_SECONDS: Final = 10.0
_MULTIPART: Final[dict[int | str, dict[str, Any]]] = {**BROKEN, **TOO_LARGE, **UNSUPPORTED}


class PartProblem(ShownReason):
    """What is wrong, and the keys of the parts concerned (``fields.3``); "" is the form as a whole."""

    parts: list[str]


class DraftSummary(BaseModel):
    """A draft in a list."""

    id: str
    revision: int
    name: str
    title: dict[str, Any]
    template: str | None = Field(description="the form that it is a next version of")
    template_version: int | None
    changed_at: datetime
    changed_by: str
    changer: str | None = Field(description="the name of whoever changed it last")


class DraftDetail(DraftSummary):
    """A draft with its content (what template.yaml would say), what is wrong with it, and the file's text."""

    content: dict[str, Any]
    files: list[str]
    problems: list[PartProblem]
    yaml: str


class Drafts(BaseModel):
    """All drafts, the one changed last first."""

    items: list[DraftSummary]


class Change(BaseModel):
    """What a draft is to hold, in place of what its revision `revision` held."""

    model_config = ConfigDict(extra="forbid")
    revision: Revision
    content: dict[str, Any]


class FileText(BaseModel):
    """What template.yaml is to say."""

    model_config = ConfigDict(extra="forbid")
    revision: Revision
    yaml: str = Field(max_length=MAX_CHARACTERS)


class Publication(BaseModel):
    """`accepted`: the kept scans whose differences are accepted; `instead_of`: the newest version known."""

    model_config = ConfigDict(extra="forbid")
    revision: Revision
    instead_of: int | None = Field(default=None, ge=1, le=1_000_000)
    accepted: list[Identifier] = Field(default_factory=list, max_length=100)


class Rulings(BaseModel):
    """Lines on the page's picture in millimetres: x1, y1, x2, y2."""

    lines: list[tuple[float, float, float, float]]


class Start(BaseModel):
    """The form's fields beside the file."""

    model_config = ConfigDict(extra="forbid")

    scan_id: Identifier | None = None
    template: TemplateName | None = None
    page: int = Field(default=1, ge=1, le=1000)
    name: TemplateName = DEFAULT_NAME
    revision: Revision = 1


def _form(**files: str) -> dict[str, Any]:
    properties: dict[str, Any] = {
        name: {"type": "string", "format": "binary", "description": text} for name, text in files.items()
    }
    properties |= {name: {"type": kind} for name, kind in (("scan_id", "string"), ("page", "integer"))}
    properties |= {name: {"type": kind} for name, kind in (("name", "string"), ("revision", "integer"))}
    properties["template"] = {"type": "string"}
    body = {
        "required": True,
        "content": {"multipart/form-data": {"schema": {"type": "object", "properties": properties}}},
    }
    return {"requestBody": body}


@router.get("", summary="List the drafts")
def get_drafts(_: Author, services: UseServices) -> Drafts:
    """Whoever began them."""
    found = drafts.list_drafts(services)
    names = name_actors(services, {one.changed_by for one in found})
    return Drafts(items=[DraftSummary(**_summary(one, names)) for one in found])


@router.post(
    "",
    status_code=201,
    summary="Begin a draft",
    responses={**NOT_FOUND, **UNAVAILABLE, **_MULTIPART},
    openapi_extra=_form(file="a scan of the form", archive="an exported form"),
)
async def post_draft(request: Request, caller: Author, parts: Parts) -> DraftDetail:
    """From a `file` or a `scan_id` (zones are proposed), an `archive`, a `template` in use, or from nothing."""
    start, file, archive = await _read_start(request, parts)
    if sum(source is not None for source in (file, archive, start.scan_id, start.template)) > 1:
        raise Problem("draft_source_wanted", 422)
    try:
        made = await run_in_threadpool(_begin, parts, caller, start, file, archive)
    except DraftUnusable as error:
        raise _unusable(request, parts, error) from error
    return await run_in_threadpool(_detail, request, parts, made)


def _begin(parts: WebParts, caller: Caller, start: Start, file: bytes | None, archive: bytes | None) -> drafts.Draft:
    services, actor = parts.services, caller.actor
    if archive is not None:
        try:
            yaml, files = unpack_archive(archive)
        except TemplateFileError as error:
            raise DraftUnusable(problems=[one.model_dump(mode="json") for one in error.problems]) from error
        return drafts.begin_from_file(services, actor=actor, yaml=yaml, files=files)
    if start.template is not None:
        return drafts.begin_from_version(services, actor=actor, name=start.template)
    if start.scan_id is not None:
        file = load_scan(services, scan_id=start.scan_id)
    if file is None:
        return drafts.begin_draft(services, actor=actor, content=empty_content(start.name), files={})
    return begin_from_scan(services, _proposer(parts), actor=actor, data=file, page=start.page, name=start.name)


@router.get("/{draft_id}", summary="Show a draft", responses=NOT_FOUND)
def get_draft(_: Author, request: Request, draft_id: Identifier, parts: Parts) -> DraftDetail:
    """With what keeps it from being published."""
    return _detail(request, parts, drafts.show_draft(parts.services, draft_id=draft_id))


@router.put("/{draft_id}", summary="Save a draft", responses={**NOT_FOUND, **CONFLICT})
def put_draft(caller: Author, request: Request, draft_id: Identifier, given: Change, parts: Parts) -> DraftDetail:
    """It may be wrong in parts. 409 where somebody else has saved it since."""
    saved = drafts.save_draft(
        parts.services, actor=caller.actor, draft_id=draft_id, revision=given.revision, content=given.content
    )
    return _detail(request, parts, saved)


@router.put("/{draft_id}/file", summary="Save a draft as the text of its file", responses={**NOT_FOUND, **CONFLICT})
def put_file(caller: Author, request: Request, draft_id: Identifier, given: FileText, parts: Parts) -> DraftDetail:
    """It must be right in all its parts."""
    try:
        saved = drafts.save_file_text(
            parts.services, actor=caller.actor, draft_id=draft_id, revision=given.revision, yaml=given.yaml
        )
    except DraftUnusable as error:
        raise _unusable(request, parts, error) from error
    return _detail(request, parts, saved)


@router.delete("/{draft_id}", status_code=204, summary="Throw a draft away", responses=NOT_FOUND)
def delete_draft(_: Author, draft_id: Identifier, services: UseServices) -> None:
    """For good."""
    drafts.throw_away(services, draft_id=draft_id)


@router.post(
    "/{draft_id}/pages",
    summary="Add a page to a draft",
    responses={**NOT_FOUND, **CONFLICT, **UNAVAILABLE, **_MULTIPART},
    openapi_extra=_form(file="a scan of the page"),
)
async def post_page(request: Request, caller: Author, draft_id: Identifier, parts: Parts) -> DraftDetail:
    """Its zones are proposed."""
    start, file, _archive = await _read_start(request, parts)
    if (file is None) == (start.scan_id is None):
        raise Problem("proposal_source_wanted", 422)
    grown = await run_in_threadpool(_grow, parts, caller, draft_id, start, file)
    return await run_in_threadpool(_detail, request, parts, grown)


def _grow(parts: WebParts, caller: Caller, draft_id: str, start: Start, file: bytes | None) -> drafts.Draft:
    data = load_scan(parts.services, scan_id=str(start.scan_id)) if file is None else file
    return add_page(
        parts.services,
        _proposer(parts),
        actor=caller.actor,
        draft_id=draft_id,
        revision=start.revision,
        data=data,
        page=start.page,
    )


@router.post(
    "/{draft_id}/lists/{name}",
    summary="Put a list beside a draft",
    responses={**NOT_FOUND, **CONFLICT, **_MULTIPART},
    openapi_extra=_form(file="CSV in UTF-8; the first column counts"),
)
async def post_list(
    request: Request,
    caller: Author,
    draft_id: Identifier,
    name: Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,62}$")],
    parts: Parts,
) -> DraftDetail:
    """In place of the one of that name; without a file it is taken away."""
    start, file, _ = await _read_start(request, parts)
    changed = await run_in_threadpool(
        drafts.keep_file,
        parts.services,
        actor=caller.actor,
        draft_id=draft_id,
        revision=start.revision,
        name=f"lookups/{name}.csv",
        data=file,
    )
    return await run_in_threadpool(_detail, request, parts, changed)


@router.get(
    "/{draft_id}/pages/{number}/picture",
    summary="The picture of a draft's page",
    response_class=Response,
    responses={**_PICTURE, **NOT_FOUND},
)
def get_draft_picture(
    _: Author, draft_id: Identifier, number: Annotated[int, Path(ge=1, le=50)], services: UseServices
) -> Response:
    """What positions are measured on."""
    name, data = _picture(services, draft_id, number)
    kind = "image/png" if name.endswith(".png") else "image/jpeg"
    return Response(data, media_type=kind, headers={"Cache-Control": "private, max-age=600"})


@router.get("/{draft_id}/pages/{number}/rulings", summary="The lines on a draft's page", responses=NOT_FOUND)
def get_rulings(_: Author, draft_id: Identifier, number: Annotated[int, Path(ge=1, le=50)], parts: Parts) -> Rulings:
    """For zones to snap to; none where the picture cannot be looked at now."""
    page = drafts.show_draft(parts.services, draft_id=draft_id).content.get("pages", [])
    data = _picture(parts.services, draft_id, number)[1]
    try:
        width, height = (float(side) for side in page[number - 1]["size_mm"])
        size = (width, height) if min(width, height) > 0 else None
    except (KeyError, TypeError, ValueError):
        size = None
    found = parts.judge.rulings(data, size, patience=_RULINGS_SECONDS) if parts.judge and size else None
    return Rulings(lines=found or [])


@router.get(
    "/{draft_id}/archive", summary="A draft as a ZIP file", response_class=Response, responses={**_ZIP, **NOT_FOUND}
)
def get_draft_archive(_: Author, draft_id: Identifier, services: UseServices) -> Response:
    """Unpacked it is a template folder."""
    draft = drafts.show_draft(services, draft_id=draft_id)
    headers = {"Content-Disposition": attachment(f"{drafts.file_stem(draft)}.zip")}
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
        raise invalid_template(request, parts, error) from error
    return detail(published)


def _unusable(request: Request, parts: WebParts, error: DraftUnusable) -> Problem:
    """With each thing that is wrong, where the file could be looked into."""
    language = choose_language(request.headers.get("accept-language"))
    reasons = show_reasons(parts.texts, language, error.params.get("problems", []))
    return Problem(error.code, 422, extra={"problems": [one.model_dump() for one in reasons]})


async def _read_start(request: Request, parts: WebParts) -> tuple[Start, bytes | None, bytes | None]:
    limits = FormLimits(files=2, file_mb=max(PUBLISH_MB, parts.settings.max_upload_mb))
    async with read_form(request, limits) as form:
        given = {name: files_of(form, name) for name in ("file", "archive")}
        data = {name: await files[0].read() if files else None for name, files in given.items()}
        try:
            return Start.model_validate(fields_of(form)), data["file"], data["archive"]
        except ValidationError as error:
            raise invalid_form(error) from None


def _picture(services: UseServices, draft_id: str, number: int) -> tuple[str, bytes]:
    draft = drafts.show_draft(services, draft_id=draft_id)
    pages = draft.content.get("pages")
    page = pages[number - 1] if isinstance(pages, list) and number <= len(pages) else None
    name = str(page.get("image")) if isinstance(page, dict) else ""
    if name not in draft.files:
        raise Problem("page_not_found", 404, params={"page": number})
    return name, services.files.load(draft.files[name])


def _proposer(parts: WebParts) -> Any:
    if parts.proposer is None:
        raise Problem("proposals_unavailable", 503)
    return parts.proposer


def _summary(draft: drafts.Draft, names: dict[str, str]) -> dict[str, Any]:
    title = draft.content.get("title")
    return {
        "id": draft.id,
        "revision": draft.revision,
        "name": str(draft.content.get("name") or ""),
        "title": title if isinstance(title, dict) else {},
        "template": draft.template,
        "template_version": draft.template_version,
        "changed_at": draft.changed_at,
        "changed_by": draft.changed_by,
        "changer": names.get(draft.changed_by),
    }


def _detail(request: Request, parts: WebParts, draft: drafts.Draft) -> DraftDetail:
    language = choose_language(request.headers.get("accept-language"))
    problems = drafts.check_draft(parts.services, draft)
    shown = show_reasons(parts.texts, language, [one.model_dump(mode="json") for one in problems])
    return DraftDetail(
        **_summary(draft, name_actors(parts.services, {draft.changed_by})),
        content=draft.content,
        files=sorted(draft.files),
        problems=[
            PartProblem(**reason.model_dump(), parts=list(concerned_parts(problem, draft.content)))
            for reason, problem in zip(shown, problems, strict=True)
        ],
        yaml=dump_content(draft.content),
    )

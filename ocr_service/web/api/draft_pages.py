"""Pages and look-up lists of forms that are being drawn."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from ocr_service.access.caller import Caller
from ocr_service.usecases.templates import keep_drafts as drafts
from ocr_service.usecases.templates.draft import Draft
from ocr_service.usecases.templates.draft_errors import DraftUnusable
from ocr_service.usecases.templates.propose_draft import add_page, load_scan
from ocr_service.usecases.templates.wipe_page import wipe_page
from ocr_service.web.api.draft_answers import DraftDetail, draft_detail, unusable
from ocr_service.web.api.draft_requests import (
    MULTIPART,
    PREFIX,
    Author,
    Start,
    Wipe,
    form_docs,
    proposer_of,
    read_start,
)
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS, UNAVAILABLE
from ocr_service.web.api.texts import Identifier
from ocr_service.web.parts import Parts, UseServices, WebParts
from ocr_service.web.problems import Problem

router = APIRouter(prefix=PREFIX + "/{draft_id}", tags=["template drafts"], responses={**PROBLEMS, **NOT_FOUND})
_PICTURE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"image/png": {}, "image/jpeg": {}}}}
_RULINGS_SECONDS: Final = 10.0


class Rulings(BaseModel):
    """Lines on the page's picture in millimetres: x1, y1, x2, y2."""

    lines: list[tuple[float, float, float, float]]


@router.post(
    "/pages",
    summary="Add a page to a draft",
    responses={**CONFLICT, **UNAVAILABLE, **MULTIPART},
    openapi_extra=form_docs(file="a scan of the page"),
)
async def post_page(request: Request, caller: Author, draft_id: Identifier, parts: Parts) -> DraftDetail:
    """Its zones are proposed."""
    start, file, _archive = await read_start(request, parts)
    if (file is None) == (start.scan_id is None):
        raise Problem("proposal_source_wanted", 422)
    grown = await run_in_threadpool(_grow, parts, caller, draft_id, start, file)
    return await run_in_threadpool(draft_detail, request, parts, grown)


def _grow(parts: WebParts, caller: Caller, draft_id: str, start: Start, file: bytes | None) -> Draft:
    data = load_scan(parts.services, scan_id=str(start.scan_id)) if file is None else file
    return add_page(
        parts.services,
        proposer_of(parts),
        actor=caller.actor,
        draft_id=draft_id,
        revision=start.revision,
        data=data,
        page=start.page,
        blank=start.blank,
    )


@router.post(
    "/lists/{name}",
    summary="Put a list beside a draft",
    responses={**CONFLICT, **MULTIPART},
    openapi_extra=form_docs(file="CSV in UTF-8 or GB18030; the first column counts"),
)
async def post_list(
    request: Request,
    caller: Author,
    draft_id: Identifier,
    name: Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,62}$")],
    parts: Parts,
) -> DraftDetail:
    """In place of the one of that name; without a file it is taken away."""
    start, file, _ = await read_start(request, parts)
    try:
        changed = await run_in_threadpool(
            drafts.keep_file,
            parts.services,
            actor=caller.actor,
            draft_id=draft_id,
            revision=start.revision,
            name=f"lookups/{name}.csv",
            data=file,
        )
    except DraftUnusable as error:
        raise unusable(request, parts, error) from error
    return await run_in_threadpool(draft_detail, request, parts, changed)


@router.get(
    "/pages/{number}/picture",
    summary="The picture of a draft's page",
    response_class=Response,
    responses=_PICTURE,
)
def get_draft_picture(
    _: Author, draft_id: Identifier, number: Annotated[int, Path(ge=1, le=50)], services: UseServices
) -> Response:
    """What positions are measured on."""
    name, data = _picture(services, draft_id, number)
    kind = "image/png" if name.endswith(".png") else "image/jpeg"
    return Response(data, media_type=kind, headers={"Cache-Control": "private, max-age=600"})


@router.get("/pages/{number}/rulings", summary="The lines on a draft's page")
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


@router.post("/pages/{number}/wipe", summary="Take something out of a page's picture", responses=CONFLICT)
def post_wipe(
    caller: Author,
    request: Request,
    draft_id: Identifier,
    number: Annotated[int, Path(ge=1, le=50)],
    given: Wipe,
    parts: Parts,
) -> DraftDetail:
    """Paper comes in its place, rulings stay; the picture before stays beside the draft."""
    wiped = wipe_page(
        parts.services,
        actor=caller.actor,
        draft_id=draft_id,
        revision=given.revision,
        number=number,
        boxes=given.boxes,
    )
    return draft_detail(request, parts, wiped)


def _picture(services: UseServices, draft_id: str, number: int) -> tuple[str, bytes]:
    draft = drafts.show_draft(services, draft_id=draft_id)
    pages = draft.content.get("pages")
    page = pages[number - 1] if isinstance(pages, list) and number <= len(pages) else None
    name = str(page.get("image")) if isinstance(page, dict) else ""
    if name not in draft.files:
        raise Problem("page_not_found", 404, params={"page": number})
    return name, services.files.load(draft.files[name])

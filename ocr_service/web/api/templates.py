"""Templates: list, show, publish a version; reference pictures; the schema of the template file."""

import io
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response
from PIL import Image
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.forms.template_file import template_schema
from ocr_service.usecases.errors import TemplateInvalid
from ocr_service.usecases.templates.publish_template import (
    PublishedTemplate,
    list_templates,
    publish_template,
    show_template,
)
from ocr_service.web.api.forms import FormLimits, files_of, read_form
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS, TOO_LARGE
from ocr_service.web.api.shown_reasons import show_file_problems
from ocr_service.web.api.texts import TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import Parts, UseServices
from ocr_service.web.problems import Problem

router = APIRouter(tags=["templates"], responses=PROBLEMS)
Reader = Annotated[Caller, needs(Permission.TEMPLATES_READ)]
Version = Annotated[int, Path(ge=1, le=1_000_000)]

# Bytes of all that is published at once: a template file, its pictures and its lists.
PUBLISH_MB: Final = 60
_SMALL_PX: Final = 360
_LIMITS: Final = FormLimits(files=100, file_mb=20)
_PICTURES: Final = {".png": "image/png", ".jpg": "image/jpeg"}


class TemplateSummary(BaseModel):
    """A form in use."""

    name: str
    version: int
    title: dict[str, str]
    pages: int
    in_use: bool
    published_at: datetime
    published_by: str


class TemplateDetail(TemplateSummary):
    """A version with all that it says: `template` as data, `yaml` as it was published."""

    template: dict[str, Any]
    yaml: str
    files: list[str]


class Templates(BaseModel):
    """The forms in use, by name."""

    items: list[TemplateSummary]


_FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["template"],
                    "properties": {
                        "template": {
                            "type": "string",
                            "format": "binary",
                            "description": "template.yaml; see /api/v1/template-schema",
                        },
                        "files": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "named as beside the template file: page-1.png, lookups/suppliers.csv",
                        },
                    },
                }
            }
        },
    }
}


@router.get("/templates", summary="List the forms in use")
def get_templates(_: Reader, services: UseServices) -> Templates:
    """By name."""
    return Templates(items=[TemplateSummary(**_summary(one)) for one in list_templates(services)])


@router.post(
    "/templates",
    status_code=201,
    summary="Publish a version of a form",
    responses={**CONFLICT, **TOO_LARGE},
    openapi_extra=_FORM,
)
async def post_template(
    request: Request, caller: Annotated[Caller, needs(Permission.TEMPLATES_WRITE)], parts: Parts
) -> TemplateDetail:
    """It comes into use if it is newer than the one in use. A published version never changes."""
    async with read_form(request, _LIMITS) as form:
        given = files_of(form, "template")
        if len(given) != 1:
            raise Problem("template_file_wanted", 422)
        yaml = (await given[0].read()).decode("utf-8", "replace")
        files = {file.filename or "": await file.read() for file in files_of(form, "files")}
    try:
        published = await run_in_threadpool(
            publish_template, parts.services, actor=caller.actor, yaml=yaml, files=files
        )
    except TemplateInvalid as error:
        raise invalid_template(request, parts, error) from error
    return detail(published)


@router.get("/templates/{name}", summary="Show the version in use", responses=NOT_FOUND)
def get_template(_: Reader, name: TemplateName, services: UseServices) -> TemplateDetail:
    """With its YAML and its parts as data."""
    return detail(show_template(services, name=name))


@router.get("/templates/{name}/versions/{version}", summary="Show a version", responses=NOT_FOUND)
def get_template_version(_: Reader, name: TemplateName, version: Version, services: UseServices) -> TemplateDetail:
    """Also one that is no longer in use."""
    return detail(show_template(services, name=name, version=version))


@router.get(
    "/templates/{name}/pages/{number}/picture",
    summary="The reference picture of a page",
    responses={200: {"content": {"image/png": {}, "image/jpeg": {}}}, **NOT_FOUND},
    response_class=Response,
)
def get_template_picture(
    _: Reader,
    name: TemplateName,
    number: Annotated[int, Path(ge=1, le=50)],
    services: UseServices,
    version: int | None = None,
    small: Annotated[bool, Query(description="a JPEG of at most 360 pixels a side, for lists")] = False,
) -> Response:
    """The picture that positions are measured on."""
    published = show_template(services, name=name, version=version)
    if number > len(published.template.pages):
        raise Problem("page_not_found", 404, params={"page": number})
    image = published.template.pages[number - 1].image
    media_type = _PICTURES[image[-4:]]
    data = services.files.load(published.files[image])
    if small and (reduced := _reduced(data)) is not None:
        data, media_type = reduced, "image/jpeg"
    # A version's picture never changes; which version is in use does.
    keep = "private, no-cache" if version is None else "private, max-age=86400"
    return Response(data, media_type=media_type, headers={"Cache-Control": keep})


def _reduced(data: bytes) -> bytes | None:
    """None where it cannot be opened: whoever asked gets it as it is."""
    try:
        with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as image:
            small = image.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    small.thumbnail((_SMALL_PX, _SMALL_PX))
    written = io.BytesIO()
    small.save(written, "JPEG", quality=80)
    return written.getvalue()


@router.get("/template-schema", summary="JSON Schema of the template file")
def get_template_schema(_: Reader) -> dict[str, Any]:
    """For editors that complete and check while one types."""
    return template_schema()


def invalid_template(request: Request, parts: Parts, error: TemplateInvalid) -> Problem:
    language = choose_language(request.headers.get("accept-language"))
    problems = show_file_problems(parts.texts, language, error.params["problems"])
    return Problem(error.code, 422, params={"count": len(problems)}, extra={"problems": problems})


def _summary(published: PublishedTemplate) -> dict[str, Any]:
    template = published.template
    return {
        "name": template.name,
        "version": template.version,
        "title": template.title,
        "pages": len(template.pages),
        "in_use": published.in_use,
        "published_at": published.published_at,
        "published_by": published.published_by,
    }


def detail(published: PublishedTemplate) -> TemplateDetail:
    return TemplateDetail(
        **_summary(published),
        template=published.template.model_dump(mode="json"),
        yaml=published.yaml,
        files=sorted(published.files),
    )

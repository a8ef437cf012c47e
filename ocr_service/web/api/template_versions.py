"""A form's versions: list them, what differs, go back to one, take one out as a file."""

from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.forms.geometry import Box
from ocr_service.usecases.errors import TemplateInvalid
from ocr_service.usecases.templates.template_versions import (
    compare_versions,
    export_version,
    list_versions,
    restore_version,
)
from ocr_service.web.api.pictures import attachment
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.templates import Reader, TemplateDetail, Version, detail, invalid_template
from ocr_service.web.api.texts import TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import Parts, UseServices
from ocr_service.web.template_words import labels_of, say_change

router = APIRouter(prefix="/templates/{name}", tags=["templates"], responses={**PROBLEMS, **NOT_FOUND})
_ZIP: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/zip": {}}, "description": "a ZIP file"}}


class VersionRow(BaseModel):
    """A version: by whom, and how many scans are of it."""

    model_config = ConfigDict(from_attributes=True)

    version: int
    in_use: bool
    published_at: datetime
    published_by: str
    publisher: str | None = Field(description="the name of whoever published it; null for the service itself")
    scans: int
    tested: int = Field(description="scans with known values that it was tried on before it was published")
    tested_wrong: int = Field(description="on how many of them it read something else, which the author accepted")


class Versions(BaseModel):
    """All versions, newest first."""

    items: list[VersionRow]


class ShownChange(BaseModel):
    """One change, in words (`text`) and in place: boxes in millimetres on the page."""

    code: str
    params: dict[str, Any]
    text: str
    zone: str | None
    page: int | None
    before: Box | None
    after: Box | None


class Changes(BaseModel):
    """What changed from `old` to `new`."""

    old: int
    new: int
    items: list[ShownChange]


@router.get("/versions", summary="List a form's versions")
def get_versions(_: Reader, name: TemplateName, services: UseServices) -> Versions:
    """Newest first."""
    found = list_versions(services, name=name)
    return Versions(items=[VersionRow.model_validate(one) for one in found])


@router.get("/changes", summary="What changed between two versions")
def get_changes(
    _: Reader,
    request: Request,
    name: TemplateName,
    parts: Parts,
    old: Annotated[int, Query(ge=1, le=1_000_000)],
    new: Annotated[int, Query(ge=1, le=1_000_000)],
) -> Changes:
    """In the request's language."""
    before, after, changes = compare_versions(parts.services, name=name, old=old, new=new)
    labels = labels_of(before.template, after.template)
    language = choose_language(request.headers.get("accept-language"))
    items = [
        ShownChange(
            code=change.reason.code,
            params=change.reason.params,
            text=say_change(change, labels, parts.texts, language),
            zone=change.zone,
            page=change.page,
            before=change.before,
            after=change.after,
        )
        for change in changes
    ]
    return Changes(old=old, new=new, items=items)


@router.post("/versions/{version}/restore", status_code=201, summary="Go back to a version", responses=CONFLICT)
def post_restore(
    caller: Annotated[Caller, needs(Permission.TEMPLATES_WRITE)],
    request: Request,
    name: TemplateName,
    version: Version,
    parts: Parts,
) -> TemplateDetail:
    """Its content becomes the next version. Scans in hand finish on the version that they began with."""
    try:
        return detail(restore_version(parts.services, actor=caller.actor, name=name, version=version))
    except TemplateInvalid as error:
        raise invalid_template(request, parts, error) from error


@router.get("/versions/{version}/archive", summary="A version as a ZIP file", response_class=Response, responses=_ZIP)
def get_archive(_: Reader, name: TemplateName, version: Version, services: UseServices) -> Response:
    """Unpacked it is a template folder: template.yaml, pictures, lookups/."""
    headers = {"Content-Disposition": attachment(f"{name}-{version}.zip")}
    return Response(export_version(services, name=name, version=version), media_type="application/zip", headers=headers)

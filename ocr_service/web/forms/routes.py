"""The forms that the service knows."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.draft import Draft
from ocr_service.usecases.templates.keep_drafts import list_drafts
from ocr_service.usecases.templates.publish_template import PublishedTemplate, list_templates
from ocr_service.usecases.templates.template_versions import count_scans
from ocr_service.web.api.texts import Identifier
from ocr_service.web.field_labels import in_language
from ocr_service.web.guard import NeedsPerson
from ocr_service.web.parts import UseServices
from ocr_service.web.render import page_language, render_page

router = APIRouter(include_in_schema=False)


@router.get("/forms")
def forms_page(
    request: Request,
    caller: Annotated[Caller, Depends(NeedsPerson(Permission.TEMPLATES_READ))],
    services: UseServices,
) -> HTMLResponse:
    """Every form in use, with its picture; what is being drawn."""
    published = list_templates(services)
    names = name_actors(services, {one.published_by for one in published})
    scans = count_scans(services)
    language = page_language(request, caller)
    forms = [
        {
            "name": one.template.name,
            "title": in_language(one.template.title, language),
            "version": one.template.version,
            "pages": len(one.template.pages),
            "zones": _count_zones(one),
            "published_at": one.published_at.isoformat(),
            "publisher": names.get(one.published_by),
            "scans": scans.get(one.template.name, 0),
        }
        for one in published
    ]
    forms.sort(key=lambda form: str(form["title"]))
    may_write = caller.may(Permission.TEMPLATES_WRITE)
    drafts = _drafts(services, language) if may_write else []
    return render_page(request, "forms", caller=caller, forms=forms, drafts=drafts, may_write=may_write)


@router.get("/designer")
def begin_from_scan(
    scan: Identifier, _: Annotated[Caller, Depends(NeedsPerson(Permission.TEMPLATES_WRITE))]
) -> RedirectResponse:
    """A form is begun from a scan that is here: the list of forms asks what it is to be named."""
    return RedirectResponse(f"/forms?scan={scan}", status_code=303)


def _drafts(services: Services, language: str) -> list[dict[str, Any]]:
    found = list_drafts(services)
    names = name_actors(services, {one.changed_by for one in found})
    return [
        {
            "id": one.id,
            "title": _title(one, language),
            "template_version": one.template_version,
            "changed_at": one.changed_at.isoformat(),
            "changer": names.get(one.changed_by),
        }
        for one in found
    ]


def _title(draft: Draft, language: str) -> str:
    """Drafts may be wrong in any part."""
    title = draft.content.get("title")
    spoken = in_language(title, language) if isinstance(title, dict) else ""
    return str(spoken or draft.content.get("name") or draft.id)


def _count_zones(published: PublishedTemplate) -> int:
    template = published.template
    return len(template.fields) + sum(len(table.columns) for table in template.tables)

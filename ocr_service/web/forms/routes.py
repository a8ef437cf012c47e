"""The forms that the service knows."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.templates.publish_template import PublishedTemplate, list_templates
from ocr_service.usecases.templates.template_versions import count_scans
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
    return render_page(request, "forms", caller=caller, forms=forms, may_write=caller.may(Permission.TEMPLATES_WRITE))


def _count_zones(published: PublishedTemplate) -> int:
    template = published.template
    return len(template.fields) + sum(len(table.columns) for table in template.tables)

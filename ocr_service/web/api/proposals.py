"""Proposals: the start of a template from one page of an unknown form."""

import base64
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.forms.draft_template import REFERENCE_PICTURE
from ocr_service.forms.proposal import FormProposal
from ocr_service.usecases.templates.propose_template import (
    DEFAULT_NAME,
    TemplateProposal,
    propose_from_scan,
    propose_template,
)
from ocr_service.web.api.forms import FormLimits, fields_of, files_of, read_form
from ocr_service.web.api.problem_docs import NOT_FOUND, PROBLEMS, TOO_LARGE, UNAVAILABLE
from ocr_service.web.api.texts import Identifier, TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.parts import Parts, WebParts
from ocr_service.web.problems import Problem, invalid_form

router = APIRouter(tags=["templates"], responses=PROBLEMS)

_FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {
                            "type": "string",
                            "format": "binary",
                            "description": "a scan of the form, blank at best; or give scan_id",
                        },
                        "scan_id": {"type": "string", "description": "a scan that is here, e.g. in needs_template"},
                        "page": {"type": "integer", "default": 1, "description": "the page of it, from 1"},
                        "name": {"type": "string", "default": DEFAULT_NAME, "description": "name of the new form"},
                        "blank": {
                            "type": "boolean",
                            "default": False,
                            "description": "nothing was filled in: the picture stays as it is",
                        },
                    },
                }
            }
        },
    }
}


class Ask(BaseModel):
    """The form's fields beside the file."""

    model_config = ConfigDict(extra="forbid")

    scan_id: Identifier | None = None
    page: int = Field(default=1, ge=1, le=1000)
    name: TemplateName = DEFAULT_NAME
    blank: bool = False
    csrf_token: str | None = Field(default=None, exclude=True)


class Picture(BaseModel):
    """The reference picture: the page level and upright, with what was filled in taken out (but of a blank copy)."""

    file_name: str = Field(examples=[REFERENCE_PICTURE])
    media_type: Literal["image/png"] = "image/png"
    base64: str


class Proposal(BaseModel):
    """What the page seems to hold, for a person to finish.

    `proposal` has every zone in millimetres with its label, type, what was read in it, and how sure that is;
    `template` is the same as a draft of a template, `yaml` as its file. Publish it with the picture beside it.
    """

    proposal: FormProposal
    template: dict[str, Any]
    yaml: str
    picture: Picture


@router.post(
    "/templates/proposals",
    summary="Propose a template from one scan",
    responses={**NOT_FOUND, **TOO_LARGE, **UNAVAILABLE},
    openapi_extra=_FORM,
)
async def post_proposal(
    request: Request, _: Annotated[Caller, needs(Permission.TEMPLATES_WRITE)], parts: Parts
) -> Proposal:
    """Takes some seconds. Nothing is kept: the answer holds all of it."""
    async with read_form(request, FormLimits(files=1, file_mb=parts.settings.max_upload_mb)) as form:
        files = files_of(form, "file")
        data = await files[0].read() if files else None
        try:
            ask = Ask.model_validate(fields_of(form))
        except ValidationError as error:
            raise invalid_form(error) from None
    if (data is None) == (ask.scan_id is None):
        raise Problem("proposal_source_wanted", 422)
    return _show(await run_in_threadpool(_propose, parts, ask, data))


def _propose(parts: WebParts, ask: Ask, data: bytes | None) -> TemplateProposal:
    if parts.proposer is None:
        raise Problem("proposals_unavailable", 503)
    if data is not None:
        return propose_template(parts.proposer, data, page=ask.page, name=ask.name, blank=ask.blank)
    return propose_from_scan(
        parts.services, parts.proposer, scan_id=str(ask.scan_id), page=ask.page, name=ask.name, blank=ask.blank
    )


def _show(found: TemplateProposal) -> Proposal:
    encoded = base64.b64encode(found.picture).decode("ascii")
    return Proposal(
        proposal=found.proposal,
        template=found.template.model_dump(mode="json"),
        yaml=found.yaml,
        picture=Picture(file_name=REFERENCE_PICTURE, base64=encoded),
    )

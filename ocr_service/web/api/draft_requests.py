"""What is asked about forms that are being drawn: bodies in JSON, and files with words beside them."""

from typing import Annotated, Any, Final

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.forms.geometry import Box
from ocr_service.forms.template_file import MAX_CHARACTERS
from ocr_service.usecases.ports import FormProposer
from ocr_service.usecases.templates.propose_template import DEFAULT_NAME
from ocr_service.web.api.forms import FormLimits, fields_of, files_of, read_form
from ocr_service.web.api.problem_docs import BROKEN, TOO_LARGE, UNSUPPORTED
from ocr_service.web.api.templates import PUBLISH_MB
from ocr_service.web.api.texts import Identifier, TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.parts import WebParts
from ocr_service.web.problems import Problem, invalid_form

PREFIX: Final = "/template-drafts"
Author = Annotated[Caller, needs(Permission.TEMPLATES_WRITE)]
Revision = Annotated[int, Field(ge=1, le=1_000_000_000)]
MULTIPART: Final[dict[int | str, dict[str, Any]]] = {**BROKEN, **TOO_LARGE, **UNSUPPORTED}


class Change(BaseModel):
    """What a draft is to hold, in place of what its revision `revision` held.

    `doubtful`: names of suggested fields that may be none; left out, a field that was changed counts as looked at.
    """

    model_config = ConfigDict(extra="forbid")
    revision: Revision
    content: dict[str, Any]
    doubtful: list[Annotated[str, Field(max_length=63)]] | None = Field(default=None, max_length=1000)


class Wipe(BaseModel):
    """Where something is to be taken out of a page's picture."""

    model_config = ConfigDict(extra="forbid")
    revision: Revision
    boxes: list[Box] = Field(min_length=1, max_length=1000)


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


class Start(BaseModel):
    """The form's fields beside the file; `blank` says that nothing was filled in on the page."""

    model_config = ConfigDict(extra="forbid")

    scan_id: Identifier | None = None
    template: TemplateName | None = None
    page: int = Field(default=1, ge=1, le=1000)
    name: TemplateName = DEFAULT_NAME
    blank: bool = False
    revision: Revision = 1


def form_docs(**files: str) -> dict[str, Any]:
    """The body of a form with files (what each is by its name) and the words of `Start`, for the API's description."""
    properties: dict[str, Any] = {
        name: {"type": "string", "format": "binary", "description": text} for name, text in files.items()
    }
    properties |= {name: {"type": kind} for name, kind in (("scan_id", "string"), ("page", "integer"))}
    properties |= {name: {"type": kind} for name, kind in (("name", "string"), ("revision", "integer"))}
    properties |= {"template": {"type": "string"}, "blank": {"type": "boolean"}}
    body = {
        "required": True,
        "content": {"multipart/form-data": {"schema": {"type": "object", "properties": properties}}},
    }
    return {"requestBody": body}


async def read_start(request: Request, parts: WebParts) -> tuple[Start, bytes | None, bytes | None]:
    """The words of such a form, its `file` and its `archive`."""
    limits = FormLimits(files=2, file_mb=max(PUBLISH_MB, parts.settings.max_upload_mb))
    async with read_form(request, limits) as form:
        given = {name: files_of(form, name) for name in ("file", "archive")}
        data = {name: await files[0].read() if files else None for name, files in given.items()}
        try:
            return Start.model_validate(fields_of(form)), data["file"], data["archive"]
        except ValidationError as error:
            raise invalid_form(error) from None


def proposer_of(parts: WebParts) -> FormProposer:
    """Raises Problem where this service proposes nothing."""
    if parts.proposer is None:
        raise Problem("proposals_unavailable", 503)
    return parts.proposer

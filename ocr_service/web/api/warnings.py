"""Warnings: the open ones and the ledger; seen, closed with a note."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission, Role
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.warning.keep_ledger import WarningView, close_warning, list_warnings, see_warning
from ocr_service.web.api.problem_docs import CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.texts import FilledLines, Identifier
from ocr_service.web.guard import NeedsPerson, needs
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import Parts, WebParts
from ocr_service.web.warning_words import tell_warnings

router = APIRouter(prefix="/board/warnings", tags=["board"], responses=PROBLEMS)
Supervisor = Annotated[Caller, needs(Permission.BOARD_READ)]
# What is done about a warning is a person's act.
SupervisingPerson = Annotated[Caller, Depends(NeedsPerson(Permission.BOARD_READ))]


class ShownWarning(BaseModel):
    """`what` is the matter, `what_to_do` and the `role` that should; `calm`: no longer found, closes soon by itself."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: str
    subject: str
    params: dict[str, Any]
    what: str
    what_to_do: str
    role: Role
    opened_at: datetime
    calm: bool
    seen_at: datetime | None
    seen_by: str | None
    closed_at: datetime | None
    closed_by: str | None
    note: str | None


class Warnings(BaseModel):
    """The newest first, at most 200."""

    items: list[ShownWarning]


class Closing(BaseModel):
    """How a warning ends."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"note": "Glass cleaned."}]})
    note: FilledLines


@router.get("", summary="List warnings")
def get_warnings(
    caller: Supervisor, request: Request, parts: Parts, state: Literal["open", "closed"] = "open"
) -> Warnings:
    """What will hurt unless somebody acts, or the ledger of what is over."""
    return Warnings(items=_show(request, parts, caller, list_warnings(parts.services, closed=state == "closed")))


@router.post("/{warning_id}/see", summary="Have a warning in hand", responses={**NOT_FOUND, **CONFLICT})
def post_see(caller: SupervisingPerson, warning_id: Identifier, request: Request, parts: Parts) -> ShownWarning:
    """Others see who looks after it. The first one stays."""
    seen = see_warning(parts.services, actor=caller.actor, warning_id=warning_id)
    return _show(request, parts, caller, (seen,))[0]


@router.post("/{warning_id}/close", summary="Close a warning", responses={**NOT_FOUND, **CONFLICT})
def post_close(
    caller: SupervisingPerson, warning_id: Identifier, closing: Closing, request: Request, parts: Parts
) -> ShownWarning:
    """The same trouble is not told again within a day, unless it had been over in between."""
    closed = close_warning(parts.services, actor=caller.actor, warning_id=warning_id, note=closing.note)
    return _show(request, parts, caller, (closed,))[0]


def _show(request: Request, parts: WebParts, caller: Caller, found: tuple[WarningView, ...]) -> list[ShownWarning]:
    language = choose_language(request.headers.get("accept-language"), caller.language)
    people = name_actors(parts.services, {one for warning in found for one in (warning.seen_by, warning.closed_by)})
    shown = []
    for warning, (what, what_to_do) in zip(found, tell_warnings(parts, language, found), strict=True):
        names = {
            "seen_by": people.get(warning.seen_by or "", warning.seen_by),
            "closed_by": people.get(warning.closed_by or "", warning.closed_by),
        }
        row = {name: getattr(warning, name) for name in ShownWarning.model_fields if hasattr(warning, name)}
        shown.append(ShownWarning(**{**row, **names}, what=what, what_to_do=what_to_do))
    return shown

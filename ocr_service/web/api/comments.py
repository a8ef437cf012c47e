"""Comments on a scan."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing import comment_scan
from ocr_service.web.api.problem_docs import NOT_FOUND, PROBLEMS
from ocr_service.web.api.review_shapes import ActKey
from ocr_service.web.api.scans import Reader
from ocr_service.web.api.texts import FilledLines, Identifier
from ocr_service.web.guard import needs
from ocr_service.web.parts import UseServices

router = APIRouter(prefix="/scans/{scan_id}/comments", tags=["scans"], responses={**PROBLEMS, **NOT_FOUND})
Writer = Annotated[Caller, needs(Permission.SCANS_WRITE)]


class NewComment(BaseModel):
    """In a person's own words; `key` as in a turn."""

    model_config = ConfigDict(extra="forbid")
    text: FilledLines
    key: ActKey | None = None


class Comment(BaseModel):
    """What somebody said about the scan."""

    id: str
    at: datetime
    actor: str
    actor_name: str | None
    text: str


class Comments(BaseModel):
    """Oldest first."""

    items: list[Comment]


@router.get("", summary="Comments on a scan")
def get_comments(_: Reader, scan_id: Identifier, services: UseServices) -> Comments:
    """What colleagues asked each other, and what the clerk knows."""
    return Comments(items=_show(services, comment_scan.list_comments(services, scan_id=scan_id)))


@router.post("", status_code=201, summary="Comment on a scan")
def post_comment(caller: Writer, scan_id: Identifier, given: NewComment, services: UseServices) -> Comment:
    """Whoever sees the scan sees it too; it stays. Saying it once more with the same key does no harm."""
    made = comment_scan.comment_scan(services, actor=caller.actor, scan_id=scan_id, text=given.text, key=given.key)
    return _show(services, [made])[0]


def _show(services: Services, comments: Sequence[comment_scan.Comment]) -> list[Comment]:
    names = name_actors(services, {one.actor for one in comments})
    return [
        Comment(id=one.id, at=one.at, actor=one.actor, actor_name=names.get(one.actor), text=one.text)
        for one in comments
    ]

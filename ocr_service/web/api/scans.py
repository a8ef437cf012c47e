"""Scans: find, show, the result."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.records.states import ScanState
from ocr_service.usecases.following.filter_scans import Group, ScanFilter
from ocr_service.usecases.following.find_scans import MAX_LISTED, list_scans, show_scan
from ocr_service.usecases.following.show_matches import show_matches
from ocr_service.web.api.problem_docs import BROKEN, CONFLICT, NOT_FOUND, PROBLEMS
from ocr_service.web.api.scan_shapes import Result, Scans, ScanWithFields
from ocr_service.web.api.show_scans import Shower
from ocr_service.web.api.texts import Identifier, Line, SiteCode, TemplateName
from ocr_service.web.guard import needs
from ocr_service.web.parts import UseServices
from ocr_service.web.problems import Problem

router = APIRouter(prefix="/scans", tags=["scans"], responses=PROBLEMS)
Reader = Annotated[Caller, needs(Permission.SCANS_READ)]
Show = Annotated[Shower, Depends(Shower)]

_NOT_YET_READ: Final = frozenset({ScanState.RECEIVED, ScanState.QUEUED, ScanState.READING})


@router.get("", summary="List scans", responses=BROKEN)
def get_scans(
    caller: Reader,
    services: UseServices,
    show: Show,
    state: Annotated[list[ScanState] | None, Query(description="one or several")] = None,
    group: Annotated[
        Group | None, Query(description="under way, with a person, came back (also from the ERP), overdue, or done")
    ] = None,
    template: TemplateName | None = None,
    since: Annotated[AwareDatetime | None, Query(description="came in at this time or later")] = None,
    until: Annotated[AwareDatetime | None, Query(description="came in before this time")] = None,
    duplicate: Annotated[
        bool | None, Query(description="true: only scans of bytes that had come before; false: only the first ones")
    ] = None,
    q: Annotated[Line | None, Query(description="words that stand in its values, numbers or file name")] = None,
    reference: Annotated[
        Line | None,
        Query(description="the sender's or the ERP's name for the paper, the blank's serial or the scan's id, exactly"),
    ] = None,
    site: Annotated[SiteCode | None, Query(description="came from this site")] = None,
    source: Annotated[Literal["api", "upload", "folder"] | None, Query(description="how it came in")] = None,
    device: Annotated[Line | None, Query(description="its file was made by this device or program, exactly")] = None,
    mine: Annotated[bool, Query(description="only what the caller handed in")] = False,
    cursor: Line | None = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LISTED)] = 50,
) -> Scans:
    """Newest first. All filters given must be met."""
    only = ScanFilter(
        states=tuple(state) if state else None,
        group=group,
        template=template,
        actor=caller.actor if mine else None,
        since=since,
        until=until,
        duplicate=duplicate,
        text=q or None,
        reference=reference or None,
        site=site,
        source=source,
        device=device or None,
    )
    found = list_scans(services, only=only, cursor=cursor, limit=limit)
    if only.text is None:
        return Scans(items=show.scans(found.scans), next_cursor=found.next_cursor)
    matches = show_matches(services, scan_ids=[scan.id for scan in found.scans], words=only.text)
    return Scans(items=show.found(found.scans, matches), next_cursor=found.next_cursor)


@router.get("/{scan_id}", summary="Show a scan", responses=NOT_FOUND)
def get_scan(_: Reader, scan_id: Identifier, services: UseServices, show: Show) -> ScanWithFields:
    """Its state, and its pages and fields as far as they have been read."""
    return show.detail(show_scan(services, scan_id=scan_id))


@router.get("/{scan_id}/result", summary="The result of a scan", responses={**NOT_FOUND, **CONFLICT})
def get_result(_: Reader, scan_id: Identifier, services: UseServices, show: Show) -> Result:
    """What was read, for programs. It stands for good once the state is accepted or later; before it is refused with
    ``result_not_ready`` as long as nothing has been read."""
    detail = show_scan(services, scan_id=scan_id)
    if detail.summary.state in _NOT_YET_READ:
        raise Problem("result_not_ready", 409, params={"state": detail.summary.state})
    return show.result(detail)

"""The JSON API, version 1."""

from typing import Final

from fastapi import APIRouter

from ocr_service.settings import Settings
from ocr_service.web.api import (
    audit,
    audits,
    blanks,
    board,
    calibration,
    callbacks,
    cases,
    check,
    comments,
    connectors,
    deliveries,
    draft_pages,
    draft_requests,
    draft_samples,
    drafts,
    endpoints,
    first_steps,
    given,
    grids,
    intake,
    keys,
    mappings,
    masterdata,
    masterdata_loads,
    masterdata_sources,
    payloads,
    pictures,
    proposals,
    quality,
    reference,
    resumable,
    retention,
    review,
    review_queue,
    scan_acts,
    scans,
    session,
    sites,
    tables,
    template_versions,
    templates,
    upload,
    users,
    wall,
    warnings,
)
from ocr_service.web.api.forms import MB

PREFIX: Final = "/api/v1"
SMALL_BODY_BYTES: Final = MB


def api_router() -> APIRouter:
    """All routes of the API."""
    api = APIRouter(prefix=PREFIX)
    rooms = (
        upload,
        resumable,
        intake,
        scans,
        scan_acts,
        comments,
        pictures,
        review,
        grids,
        check,
        audits,
        review_queue,
        tables,
        proposals,
        blanks,
        templates,
        template_versions,
        drafts,
        draft_pages,
        draft_samples,
        calibration,
        masterdata,
        masterdata_loads,
        masterdata_sources,
        connectors,
        endpoints,
        mappings,
        deliveries,
        payloads,
        callbacks,
        cases,
        given,
        users,
        keys,
        sites,
        retention,
        audit,
        board,
        first_steps,
        warnings,
        wall,
        quality,
        session,
        reference,
    )
    for room in rooms:
        api.include_router(room.router)
    return api


def large_bodies(settings: Settings) -> dict[tuple[str, str], int]:
    """The routes that take files, with the bytes of a whole request."""
    return {
        ("POST", f"{PREFIX}/scans"): upload.REQUEST_FACTOR * settings.max_upload_mb * MB,
        ("POST", f"{PREFIX}/templates"): templates.PUBLISH_MB * MB,
        ("POST", f"{PREFIX}/templates/proposals"): (settings.max_upload_mb + 1) * MB,
        ("PUT", PREFIX + masterdata.PREFIX + "/{list_name}"): settings.masterdata_mb * MB,
        ("POST", PREFIX + draft_requests.PREFIX): (max(templates.PUBLISH_MB, settings.max_upload_mb) + 1) * MB,
        ("POST", PREFIX + draft_requests.PREFIX + "/{draft_id}/pages"): (settings.max_upload_mb + 1) * MB,
        ("POST", PREFIX + draft_requests.PREFIX + "/{draft_id}/lists/{name}"): (templates.PUBLISH_MB + 1) * MB,
        ("POST", PREFIX + draft_requests.PREFIX + "/{draft_id}/samples"): (settings.max_upload_mb + 1) * MB,
    }

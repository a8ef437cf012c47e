"""Errors as RFC 9457 problem documents: a stable code for programs, a sentence for people, never a stack trace."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from ocr_service.files import FileMissing
from ocr_service.queue import QueueUnavailable
from ocr_service.reading.errors import ScanError
from ocr_service.usecases.errors import FileRefused, ProposalFailed, ReviewedByOther, UsecaseError
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.web.body_limit import BodyTooLarge
from ocr_service.web.i18n import Texts, choose_language
from ocr_service.web.parts import parts_of
from ocr_service.web.problem.causes import is_full, is_unavailable
from ocr_service.web.problem.page import asks_for_page, problem_page

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:ocr-service:problem:"

_CODES_OF_STATUS: Final[Mapping[int, tuple[str, ...]]] = {
    400: ("cursor_invalid",),
    401: ("sign_in_refused", "webhook_headers_missing", "webhook_time_outside", "webhook_signature_wrong"),
    403: ("scope_not_allowed",),
    404: (
        "scan_not_found",
        "field_not_found",
        "template_not_found",
        "draft_not_found",
        "sample_not_found",
        "user_unknown",
        "key_unknown",
        "site_unknown",
        "endpoint_not_found",
        "delivery_not_found",
        "warning_not_found",
        "wall_link_unknown",
        "nothing_to_review",
        "colleague_unknown",
        "table_not_found",
        "page_not_found",
        "upload_not_found",
        "payload_link_invalid",
        "case_not_found",
        "masterdata_not_found",
        "masterdata_row_not_found",
        "masterdata_source_not_found",
        "masterdata_version_not_found",
        "masterdata_load_not_found",
    ),
    409: (
        "refused",
        "file_refused",
        "scan_state_conflict",
        "reviewed_by_other",
        "lease_lost",
        "fields_unchecked",
        "field_keyed_twice",
        "field_not_keyed",
        "audit_gone",
        "rows_changed",
        "no_table_edit",
        "no_grid_to_undo",
        "already_sent",
        "warning_closed",
        "template_version_taken",
        "template_changed_here",
        "template_version_in_use",
        "template_tests_wanted",
        "draft_changed",
        "draft_name_taken",
        "draft_overtaken",
        "draft_untested",
        "draft_differs",
        "too_many_samples",
        "sample_unread",
        "name_taken",
        "last_administrator",
        "site_taken",
        "retention_fixed",
        "site_closed",
        "request_under_way",
        "endpoint_disabled",
        "endpoint_has_open_deliveries",
        "delivery_state_conflict",
        "upload_offset_wrong",
        "upload_too_long",
        "upload_incomplete",
        "too_many_uploads",
        "blank_picture_unusable",
        "blank_picture_filled",
        "masterdata_fewer",
        "masterdata_overtaken",
        "masterdata_load_over",
        "masterdata_load_dropped",
        "callback_id_reused",
        "case_state_conflict",
        "not_the_same_paper",
    ),
    413: ("file_too_large", "masterdata_too_large"),
    415: ("file_type_unknown",),
    422: (
        "name_unusable",
        "password_too_weak",
        "field_value_invalid",
        "template_invalid",
        "draft_unusable",
        "idempotency_key_reused",
        "callback_unreadable",
        "case_due_in_the_past",
        "given_key_unusable",
        "endpoint_description_too_long",
        "endpoint_kind_unknown",
        "endpoint_settings_invalid",
        "endpoint_secrets_needed",
        "envelope_needs_json",
        "mapping_syntax",
        "masterdata_refused",
        "masterdata_row_invalid",
        "masterdata_file_unknown",
        "mapping_too_long",
        "mapping_failed",
        "format_needs_object",
        "format_needs_rows",
        "format_name",
        "delivery_url_invalid",
        "delivery_url_credentials",
        "delivery_not_allowed",
        "delivery_dns",
    ),
    503: ("proposal_failed", "pictures_unchecked", "masterdata_load_crashed", "masterdata_load_failed"),
}
# What a use case's or a reading step's error is told as; a test holds this to all the errors that there are.
STATUS_OF_CODE: Final = {code: status for status, codes in _CODES_OF_STATUS.items() for code in codes}

_CODE_OF_STATUS: Final[Mapping[int, str]] = {
    400: "request_broken",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "request_too_large",
    415: "media_type_unsupported",
}

_QUOTED: Final = re.compile("'([^']*)'")


class Problem(Exception):
    """Ends a request with a problem document. `extra` are further members of the document."""

    def __init__(
        self,
        code: str,
        status: int,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.params = dict(params or {})
        self.headers = dict(headers or {})
        self.errors = errors
        self.extra = dict(extra or {})


def as_problem(error: Exception) -> Problem:
    """The problem that an error of the use cases, the reading steps, the queue or the framework is told as."""
    match error:
        case Problem():
            return error
        case FileRefused():
            return as_problem(error.scan_error)
        case ProposalFailed():
            return Problem(error.code, 503, params=error.params)
        case UsecaseError():
            return Problem(error.code, STATUS_OF_CODE.get(error.code, 409), params=error.params)
        case ScanError():
            return Problem(error.code, STATUS_OF_CODE.get(error.code, 422), params=error.params)
        case QueueUnavailable():
            return Problem("queue_unavailable", 503, headers={"Retry-After": "10"})
        case FileMissing():
            return Problem("file_missing", 410)
        case RequestValidationError():
            return Problem("request_invalid", 422, errors=[_where(one) for one in error.errors()[:50]])
        case BodyTooLarge():
            return Problem("request_too_large", 413, params={"limit_mb": error.limit_bytes // 1_000_000})
        case HTTPException():
            code = _CODE_OF_STATUS.get(error.status_code, "request_broken")
            return Problem(code, error.status_code, headers=error.headers)
        case _ if is_full(error):
            return Problem("storage_full", 507)
        case _ if is_unavailable(error):
            return Problem("database_unavailable", 503, headers={"Retry-After": "5"})
        case _:
            return Problem("internal_error", 500)


def invalid_form(error: ValidationError) -> Problem:
    """The problem of a multipart form whose fields are not as they should be."""
    errors = [_where({**one, "loc": ("body", *one["loc"])}) for one in error.errors(include_url=False)[:50]]
    return Problem("request_invalid", 422, errors=errors)


def document(request: Request, problem: Problem) -> dict[str, Any]:
    """The problem document's members, in the request's language."""
    texts = parts_of(request).texts
    language = choose_language(request.headers.get("accept-language"))
    members: dict[str, Any] = {
        "type": TYPE_PREFIX + problem.code,
        "title": texts.text(language, f"title.{problem.status}"),
        "status": problem.status,
        "detail": texts.text(language, f"error.{problem.code}", **_spoken(problem.params, texts, language)),
        "code": problem.code,
        "instance": request.url.path,
        "request_id": request.state.request_id,
        **problem.extra,
    }
    if problem.params:
        members["params"] = problem.params
    if problem.errors:
        members["errors"] = [_with_text(error, texts, language) for error in problem.errors]
    return members


def problem_response(request: Request, error: Exception) -> Response:
    """The answer that tells the error: a page where a browser asks for one, else a problem document."""
    problem = as_problem(error)
    if asks_for_page(request):
        page = problem_page(request, code=problem.code, status=problem.status, params=problem.params)
        page.headers.update(problem.headers)
        return page
    headers = problem.headers | {"Content-Language": choose_language(request.headers.get("accept-language"))}
    return JSONResponse(document(request, problem), problem.status, headers=headers, media_type=MEDIA_TYPE)


async def handle(request: Request, error: Exception) -> Response:
    """The framework's hook for all errors that `as_problem` knows."""
    if isinstance(error, ReviewedByOther):
        # People know each other by name, not by identifier.
        names = await run_in_threadpool(name_actors, parts_of(request).services, [error.params["reviewer"]])
        error.params["reviewer"] = names.get(error.params["reviewer"], error.params["reviewer"])
    return problem_response(request, error)


def _where(error: Mapping[str, Any]) -> dict[str, Any]:
    """A validation error without the input that caused it, which may be long, secret or hostile."""
    place, *path = [str(part) for part in error["loc"]]
    name = {"pointer": "#" + "".join(f"/{_escape(part)}" for part in path)} if place == "body" else {}
    params: dict[str, Any] = {key: str(value)[:200] for key, value in error.get("ctx", {}).items() if key != "error"}
    if "expected" in params:
        params["expected"] = _QUOTED.findall(params["expected"])
    return {"in": place, **(name or {"parameter": "/".join(path)}), "code": str(error["type"]), "params": params}


def _escape(part: str) -> str:
    # JSON Pointer (RFC 6901)
    return part[:100].replace("~", "~0").replace("/", "~1")


def _spoken(params: Mapping[str, Any], texts: Texts, language: str) -> Mapping[str, Any]:
    """The params as the sentence has them: a state by the name that the pages show."""
    key = f"pages.state.{params.get('state')}"
    return {**params, "state": texts.text(language, key)} if texts.has(key) else params


def _with_text(error: Mapping[str, Any], texts: Texts, language: str) -> dict[str, Any]:
    key = f"invalid.{error['code']}"
    detail = texts.text(language, key if texts.has(key) else "invalid.other", **error.get("params", {}))
    return {"detail": detail, **error}

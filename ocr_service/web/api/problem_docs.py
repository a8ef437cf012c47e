"""How problem documents (RFC 9457) are described in OpenAPI."""

from typing import Any, Final

from ocr_service.web.problems import MEDIA_TYPE

SCHEMA_NAME: Final = "Problem"

PROBLEM_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "description": "An RFC 9457 problem document.",
    "required": ["type", "title", "status", "detail", "code", "instance", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "urn:ocr-service:problem:<code>"},
        "title": {"type": "string", "description": "the kind of problem, for people"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what happened and what to do, for people (Accept-Language)"},
        "code": {"type": "string", "description": "stable, for programs"},
        "instance": {"type": "string"},
        "request_id": {"type": "string", "description": "finds the request in the log"},
        "params": {"type": "object", "description": "the figures that `detail` names"},
        "errors": {
            "type": "array",
            "description": "what is wrong with each part of the request",
            "items": {
                "type": "object",
                "properties": {
                    "in": {"type": "string"},
                    "pointer": {"type": "string", "description": "JSON Pointer into the body"},
                    "parameter": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
    "example": {
        "type": "urn:ocr-service:problem:scan_not_found",
        "title": "Not found",
        "status": 404,
        "detail": "There is no such scan. It may have been deleted after the time that scans are kept.",
        "code": "scan_not_found",
        "instance": "/api/v1/scans/scan_01kfz0000000000000000000",
        "request_id": "5f0c1de9a2b34c77a1b2c3d4",
    },
}


def _answer(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{SCHEMA_NAME}"}}},
    }


# What every route can answer with.
PROBLEMS: Final[dict[int | str, dict[str, Any]]] = {
    401: _answer("Nobody known asks: sign in, or send an API key."),
    403: _answer("Whoever asks may not do this."),
    422: _answer("The request is understood but wrong in parts; see `errors`."),
}
BROKEN: Final[dict[int | str, dict[str, Any]]] = {
    400: _answer("The request cannot be read, or its cursor belongs to no list.")
}
NOT_FOUND: Final[dict[int | str, dict[str, Any]]] = {404: _answer("There is no such thing.")}
CONFLICT: Final[dict[int | str, dict[str, Any]]] = {409: _answer("This is not possible as things stand.")}
UNAVAILABLE: Final[dict[int | str, dict[str, Any]]] = {503: _answer("What this needs is not there now.")}
TOO_OFTEN: Final[dict[int | str, dict[str, Any]]] = {429: _answer("Too many failures; `Retry-After` says when again.")}
UNSUPPORTED: Final[dict[int | str, dict[str, Any]]] = {
    415: _answer("The body, or a file in it, is of no kind that is taken.")
}
TOO_LARGE: Final[dict[int | str, dict[str, Any]]] = {413: _answer("More bytes, or more files, than are taken.")}

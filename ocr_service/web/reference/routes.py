"""The API's reference as a page: made here from the OpenAPI document, so that it needs nothing from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from ocr_service.web.guard import Person
from ocr_service.web.render import render_page, render_part

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing that the API can do, or one event that it sends."""

    anchor: str
    tag: str
    method: str
    path: str
    summary: str
    description: str
    permission: str | None
    parameters: tuple[dict[str, Any], ...]
    bodies: tuple[tuple[str, dict[str, Any]], ...]
    answers: tuple[tuple[str, str, dict[str, Any]], ...]


@router.get("/docs")
def reference_page(request: Request, caller: Person) -> HTMLResponse:
    """What stands around the operations; its script fetches these."""
    document = request.app.openapi()
    return render_page(request, "reference", caller=caller, intro=document["info"]["description"])


@router.get("/docs/operations")
def reference_operations(request: Request, caller: Person) -> HTMLResponse:
    """Every operation by subject, every event, every shape. It holds nothing secret, so that it may be compressed."""
    document = request.app.openapi()
    by_tag: dict[str, list[Operation]] = {}
    for operation in _operations(document["paths"]):
        by_tag.setdefault(operation.tag, []).append(operation)
    return render_part(
        request,
        "reference/operations.html",
        caller=caller,
        by_tag=by_tag,
        events=list(_operations(document["webhooks"])),
        shapes={name: _without_titles(shape) for name, shape in document["components"]["schemas"].items()},
    )


def _without_titles(part: Any) -> Any:
    """The schema without its titles, which only repeat each name in other letters."""
    if isinstance(part, dict):
        # A property may be called title: its schema is no text.
        return {key: _without_titles(one) for key, one in part.items() if key != "title" or not isinstance(one, str)}
    return [_without_titles(one) for one in part] if isinstance(part, list) else part


def _operations(paths: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in paths.items():
        for method, given in methods.items():
            yield Operation(
                anchor=given["operationId"],
                tag=given.get("tags", ["events"])[0],
                method=method.upper(),
                path=path,
                summary=given["summary"],
                description=given.get("description", ""),
                permission=given.get("x-permission"),
                parameters=tuple(given.get("parameters", ())),
                bodies=tuple(_schemas(given.get("requestBody", {}))),
                answers=tuple(_answers(given["responses"])),
            )


def _answers(responses: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for status, answer in sorted(responses.items()):
        shape = next((schema for _, schema in _schemas(answer)), {})
        yield status, answer["description"], shape


def _schemas(part: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for media_type, content in part.get("content", {}).items():
        yield media_type, content.get("schema", {})

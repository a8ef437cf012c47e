"""The API's reference: the OpenAPI document, and a page made of it that needs nothing from elsewhere."""

from typing import Any

from fastapi import APIRouter, Request

from ocr_service.web.guard import AnyCaller

router = APIRouter(include_in_schema=False)


@router.get("/openapi.json")
def get_openapi_json(request: Request, _: AnyCaller) -> dict[str, Any]:
    """OpenAPI 3.1."""
    document: dict[str, Any] = request.app.openapi()
    return document

"""Is it alive, is it ready, how does it do: for whoever runs the service."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from ocr_service.access.roles import Permission
from ocr_service.web.guard import needs
from ocr_service.web.i18n import choose_language
from ocr_service.web.parts import Parts
from ocr_service.web.readiness import Readiness

router = APIRouter(include_in_schema=False)


def _readiness(request: Request) -> Readiness:
    readiness: Readiness = request.app.state.readiness
    return readiness


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(request: Request, parts: Parts, readiness: Annotated[Readiness, Depends(_readiness)]) -> JSONResponse:
    """200 where scans can be taken in and read; 503 with the codes of what is missing."""
    language = choose_language(request.headers.get("accept-language"))
    missing = [
        {"code": code, "detail": parts.texts.text(language, f"readiness.{code}")} for code in readiness.find_missing()
    ]
    answer = {"status": "missing" if missing else "ready", "missing": missing}
    return JSONResponse(answer, 503 if missing else 200)


@router.get("/metrics", dependencies=[needs(Permission.METRICS_READ)])
def metrics(parts: Parts) -> Response:
    """What Prometheus collects."""
    return Response(generate_latest(parts.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

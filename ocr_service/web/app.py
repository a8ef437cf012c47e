"""Puts the web service together: layers, routes, errors. Everything it works with is handed in."""

from functools import cache
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client import REGISTRY, CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from ocr_service.delivery.attempt import Sender
from ocr_service.files import FileMissing
from ocr_service.queue import QueueUnavailable
from ocr_service.reading.errors import ScanError
from ocr_service.settings import Settings
from ocr_service.usecases.errors import UsecaseError
from ocr_service.usecases.ports import FormProposer, Services, TrialReader, UploadJudge
from ocr_service.web import health, problems
from ocr_service.web.api import SMALL_BODY_BYTES, api_router, large_bodies
from ocr_service.web.api.describe import DESCRIPTION, openapi_document
from ocr_service.web.assets import PublicFiles
from ocr_service.web.body_limit import BodyLimit
from ocr_service.web.compatible import baidu, huawei
from ocr_service.web.compatible.doors import CompatibleDoors
from ocr_service.web.compression import CompressedData
from ocr_service.web.guard import Authentication, find_unguarded
from ocr_service.web.i18n import all_texts
from ocr_service.web.metrics import NumbersCollector
from ocr_service.web.pages import PAGES
from ocr_service.web.parts import WebParts
from ocr_service.web.readiness import Readiness
from ocr_service.web.requests_log import RequestsLog

VENDORS: Final = {"huawei": huawei.DOORS, "baidu": baidu.DOORS}
_ERRORS: Final = (
    problems.Problem,
    UsecaseError,
    ScanError,
    QueueUnavailable,
    FileMissing,
    RequestValidationError,
    HTTPException,
)


class UnguardedRoute(Exception):
    """A route is neither public nor says who may use it."""


def create_app(
    services: Services,
    settings: Settings,
    *,
    sender: Sender,
    judge: UploadJudge | None = None,
    proposer: FormProposer | None = None,
    trial: TrialReader | None = None,
    registry: CollectorRegistry = REGISTRY,
    trusted_hosts: tuple[str, ...] = (),
) -> FastAPI:
    """The web service. `sender` hands test events to receivers; `judge` looks at uploads as they come; `proposer`
    begins templates for unknown forms, `trial` reads with them before they are published; with `trusted_hosts`, other
    host names are refused.

    Raises UnguardedRoute rather than start with an open door.
    """
    app = FastAPI(
        **DESCRIPTION,
        routes=all_routes().routes,
        middleware=_layers(settings, registry, trusted_hosts),
        # FastAPI's own pages load scripts from elsewhere; see api/reference.py.
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        exception_handlers=dict.fromkeys(_ERRORS, problems.handle),
    )
    app.state.parts = WebParts(
        services=services,
        settings=settings,
        sender=sender,
        texts=all_texts(),
        registry=registry,
        judge=judge,
        proposer=proposer,
        trial=trial,
    )
    registry.register(NumbersCollector(services))
    app.state.readiness = Readiness(services, settings)
    app.openapi = _document  # type: ignore[method-assign]  # the way that FastAPI names for a document of one's own
    return app


@cache
def _document() -> dict[str, Any]:
    return openapi_document(all_routes().routes)


@cache
def all_routes() -> APIRouter:
    """The routes of the whole service. They know nothing of its parts, so all services of a process share them:
    putting them together takes FastAPI a third of a second.

    Raises UnguardedRoute.
    """
    whole = APIRouter()
    for router in (health.router, api_router(), *PAGES):
        whole.include_router(router)
    if unguarded := list(find_unguarded(whole.routes)):
        raise UnguardedRoute(", ".join(unguarded))
    return whole


def _layers(settings: Settings, registry: CollectorRegistry, trusted_hosts: tuple[str, ...]) -> list[Middleware]:
    """From the outermost to the innermost."""
    layers = [Middleware(RequestsLog, registry=registry)]
    if trusted_hosts:
        layers.append(Middleware(TrustedHostMiddleware, allowed_hosts=list(trusted_hosts), www_redirect=False))
    layers.append(Middleware(PublicFiles))
    if settings.compatible:
        doors = [door for vendor in settings.compatible for door in VENDORS[vendor]]
        layers.append(Middleware(CompatibleDoors, doors=doors))
    layers.append(Middleware(Authentication))
    layers.append(Middleware(BodyLimit, small=SMALL_BODY_BYTES, large=large_bodies(settings)))
    layers.append(Middleware(CompressedData))
    return layers

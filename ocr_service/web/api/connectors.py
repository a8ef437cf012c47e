"""The kinds of receivers that can be set up here."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.usecases.endpoints.endpoint_kinds import KindView, list_kinds
from ocr_service.web.api.problem_docs import PROBLEMS
from ocr_service.web.guard import needs
from ocr_service.web.i18n import Texts, choose_language
from ocr_service.web.parts import parts_of

router = APIRouter(prefix="/connectors", tags=["webhook endpoints"], responses=PROBLEMS)
Manager = Annotated[Caller, needs(Permission.WEBHOOKS_MANAGE)]


class ConnectorKind(BaseModel):
    """A kind of receiver."""

    kind: str
    settings_schema: dict[str, Any] = Field(description="JSON Schema of its settings; secrets are writeOnly")
    credentials: str = Field(description="what to ask the receiver's administrator for, in the caller's language")


class ConnectorKinds(BaseModel):
    """All kinds, webhooks first."""

    items: list[ConnectorKind]


@router.get("", summary="List the kinds of receivers")
def get_connectors(_: Manager, request: Request) -> ConnectorKinds:
    """Webhooks and the installed connectors."""
    texts, language = parts_of(request).texts, choose_language(request.headers.get("accept-language"))
    return ConnectorKinds(items=[_shown(view, texts, language) for view in list_kinds()])


def _shown(view: KindView, texts: Texts, language: str) -> ConnectorKind:
    key = f"connector.{view.kind}"
    # A package of somebody else has no sentences here, but a docstring.
    credentials = texts.text(language, key) if texts.has(key) else view.about
    return ConnectorKind(kind=view.kind, settings_schema=view.settings_schema, credentials=credentials)

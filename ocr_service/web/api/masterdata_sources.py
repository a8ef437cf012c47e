"""Where lists of master data are fetched from: set, show, end, fetch at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from ocr_service.access.caller import Caller
from ocr_service.access.roles import Permission
from ocr_service.delivery.connectors.auth import AuthSettings
from ocr_service.usecases.masterdata import manage_sources as sources
from ocr_service.usecases.masterdata.read_rows import Format
from ocr_service.web.api.masterdata import PREFIX, ListName
from ocr_service.web.api.problem_docs import NOT_FOUND, PROBLEMS
from ocr_service.web.api.shown_reasons import ShownReason, show_reasons
from ocr_service.web.api.texts import FilledLine, Url
from ocr_service.web.guard import needs
from ocr_service.web.i18n import Texts, choose_language
from ocr_service.web.parts import Parts

router = APIRouter(tags=["master data"], responses=PROBLEMS)
Writer = Annotated[Caller, needs(Permission.MASTERDATA_WRITE)]
_PATH = PREFIX + "/{list_name}/source"


class NewSource(BaseModel):
    """What is fetched, how often, and how to sign in there."""

    model_config = ConfigDict(extra="forbid")

    url: Url = Field(examples=["https://erp.factory.lan/export/customers.csv"])
    minutes: int = Field(default=60, ge=1, le=10_080)
    format: Format = "csv"
    key: FilledLine | None = None
    display: list[FilledLine] | None = Field(default=None, max_length=20)
    allow_fewer: bool = False
    sign_in: AuthSettings = AuthSettings()


class Source(BaseModel):
    """Where a list is fetched from, and how that goes. Secrets are shown as ********."""

    list: str
    url: str
    format: str
    key: str | None
    display: tuple[str, ...] | None
    minutes: int
    allow_fewer: bool
    sign_in: dict[str, Any]
    next_at: datetime
    tried_at: datetime | None
    fetched_at: datetime | None = Field(description="when the newest file was loaded, or was found to be the same")
    failures: int = Field(description="in a row")
    error: ShownReason | None = Field(description="why the newest try failed; the data from before is still in force")
    problems: tuple[ShownReason, ...] = Field(description="what is wrong with the newest file, line by line")


class Sources(BaseModel):
    """By the lists' names."""

    items: tuple[Source, ...]


@router.get("/masterdata-sources", summary="List where lists are fetched from")
def get_sources(_: Writer, request: Request, parts: Parts) -> Sources:
    """And how the newest tries went."""
    return Sources(items=tuple(_shown(request, parts.texts, view) for view in sources.list_sources(parts.services)))


@router.put(_PATH, summary="Have a list fetched again and again")
def put_source(request: Request, caller: Writer, list_name: ListName, given: NewSource, parts: Parts) -> Source:
    """At once, then every so many minutes. Its host must be on the allow-list (OCR_DELIVERY_ALLOW). Replaces the
    source that was set before, its secrets among it."""
    wishes = sources.SourceWishes(
        url=given.url,
        minutes=given.minutes,
        format=given.format,
        key=given.key,
        display=None if given.display is None else tuple(given.display),
        allow_fewer=given.allow_fewer,
        sign_in=given.sign_in,
    )
    view = sources.set_source(parts.services, parts.sender, actor=caller.actor, name=list_name, wishes=wishes)
    return _shown(request, parts.texts, view)


@router.get(_PATH, summary="Show where a list is fetched from", responses=NOT_FOUND)
def get_source(_: Writer, request: Request, list_name: ListName, parts: Parts) -> Source:
    """And how the newest try went."""
    return _shown(request, parts.texts, sources.show_source(parts.services, name=list_name))


@router.delete(_PATH, status_code=204, summary="Fetch a list no more", responses=NOT_FOUND)
def delete_source(caller: Writer, list_name: ListName, parts: Parts) -> None:
    """What is in force stays."""
    sources.end_source(parts.services, actor=caller.actor, name=list_name)


@router.post(_PATH + "/fetch", status_code=202, summary="Fetch a list now", responses=NOT_FOUND)
def post_fetch(caller: Writer, request: Request, list_name: ListName, parts: Parts) -> Source:
    """Within seconds; `tried_at` and `error` then say how it went."""
    return _shown(request, parts.texts, sources.fetch_now(parts.services, actor=caller.actor, name=list_name))


def _shown(request: Request, texts: Texts, view: sources.SourceView) -> Source:
    language = choose_language(request.headers.get("accept-language"))
    error: Mapping[str, Any] = view.error or {}
    told = show_reasons(texts, language, [error] if error else [])
    problems = show_reasons(texts, language, error.get("params", {}).get("problems", ()))
    fields = {name: getattr(view, name) for name in Source.model_fields.keys() - {"sign_in", "error", "problems"}}
    return Source(**fields, sign_in=dict(view.settings), error=told[0] if told else None, problems=tuple(problems))

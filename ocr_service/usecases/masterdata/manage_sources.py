"""Where lists are fetched from: set, shown, ended, or asked for at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import SecretStr
from sqlalchemy import select

from ocr_service.delivery.attempt import DestinationRefused, Sender
from ocr_service.delivery.connectors.auth import AuthSettings
from ocr_service.records import audit
from ocr_service.records.masterdata import MasterdataSource
from ocr_service.usecases.endpoints.endpoint_errors import EndpointUrlRefused
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataSourceNotFound
from ocr_service.usecases.masterdata.read_rows import Format
from ocr_service.usecases.ports import Services

MASK: Final = "********"


@dataclass(frozen=True, kw_only=True)
class SourceWishes:
    """What is fetched, how often (minutes), and how it is to be understood (see `load_wishes.LoadWishes`)."""

    url: str
    minutes: int = 60
    format: Format = "csv"
    key: str | None = None
    display: tuple[str, ...] | None = None
    allow_fewer: bool = False
    sign_in: AuthSettings


@dataclass(frozen=True, kw_only=True)
class SourceView:
    """A source and how it goes. `error` is the newest failure's code and params, None where the newest try went well;
    the secrets of `settings` are masked."""

    list: str
    url: str
    format: str
    key: str | None
    display: tuple[str, ...] | None
    minutes: int
    allow_fewer: bool
    settings: Mapping[str, Any]
    next_at: datetime
    tried_at: datetime | None
    fetched_at: datetime | None
    failures: int
    error: Mapping[str, Any] | None


def set_source(services: Services, sender: Sender, *, actor: str, name: str, wishes: SourceWishes) -> SourceView:
    """Has the list fetched, from now on and then again and again; replaces a source that was set before, secrets and
    all. Raises EndpointUrlRefused where nothing may be fetched from the URL."""
    try:
        sender.check(wishes.url)
    except DestinationRefused as refusal:
        raise EndpointUrlRefused(refusal) from None
    now = services.now()
    with services.database.begin() as session:
        row = session.get(MasterdataSource, name, with_for_update=True)
        old = None if row is None else _described(row)
        if row is None:
            row = MasterdataSource(list_name=name, failures=0)
            session.add(row)
        row.url, row.minutes, row.format = wishes.url, wishes.minutes, wishes.format
        row.key_column = wishes.key
        row.display = None if wishes.display is None else list(wishes.display)
        row.allow_fewer, row.active = wishes.allow_fewer, True
        row.settings = {
            field: value.get_secret_value() if isinstance(value, SecretStr) else value
            for field, value in wishes.sign_in
            if field in wishes.sign_in.model_fields_set
        }
        row.changed_at, row.changed_by, row.next_at = now, actor, now
        # Another address, another file: nothing is known of it yet.
        row.etag = row.last_modified = row.error = None
        row.failures = 0
        audit.write(
            session, at=now, actor=actor, action="masterdata.source_set", subject=name, old=old, new=_described(row)
        )
        session.flush()
        return view_of(row)


def show_source(services: Services, *, name: str) -> SourceView:
    """Raises MasterdataSourceNotFound."""
    with services.database() as session:
        row = session.get(MasterdataSource, name)
        if row is None:
            raise MasterdataSourceNotFound(list=name)
        return view_of(row)


def list_sources(services: Services) -> tuple[SourceView, ...]:
    """By the lists' names."""
    with services.database() as session:
        rows = session.scalars(select(MasterdataSource).order_by(MasterdataSource.list_name))
        return tuple(map(view_of, rows))


def end_source(services: Services, *, actor: str, name: str) -> None:
    """The list is not fetched any more; what is in force stays. Raises MasterdataSourceNotFound."""
    with services.database.begin() as session:
        row = session.get(MasterdataSource, name, with_for_update=True)
        if row is None:
            raise MasterdataSourceNotFound(list=name)
        old = _described(row)
        session.delete(row)
        audit.write(session, at=services.now(), actor=actor, action="masterdata.source_ended", subject=name, old=old)


def fetch_now(services: Services, *, actor: str, name: str) -> SourceView:
    """Has the list fetched within seconds, whenever its turn would be. Raises MasterdataSourceNotFound."""
    with services.database.begin() as session:
        row = session.get(MasterdataSource, name, with_for_update=True)
        if row is None:
            raise MasterdataSourceNotFound(list=name)
        row.next_at = services.now()
        audit.write(session, at=row.next_at, actor=actor, action="masterdata.fetch_asked", subject=name)
        return view_of(row)


def view_of(row: MasterdataSource) -> SourceView:
    return SourceView(
        list=row.list_name,
        url=row.url,
        format=row.format,
        key=row.key_column,
        display=None if row.display is None else tuple(row.display),
        minutes=row.minutes,
        allow_fewer=row.allow_fewer,
        settings=_masked(row.settings),
        next_at=row.next_at,
        tried_at=row.tried_at,
        fetched_at=row.fetched_at,
        failures=row.failures,
        error=row.error,
    )


def _described(row: MasterdataSource) -> dict[str, Any]:
    return {"url": row.url, "minutes": row.minutes, "format": row.format, "settings": _masked(row.settings)}


def _masked(settings: Mapping[str, Any]) -> dict[str, Any]:
    secret = {name for name, field in AuthSettings.model_fields.items() if field.annotation is SecretStr}
    return {name: MASK if name in secret else value for name, value in settings.items()}

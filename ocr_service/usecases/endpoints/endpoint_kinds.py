"""Receivers' kinds and the settings of their own: checked when saved, with their secrets shown to nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import getdoc
from typing import Any, Final
from urllib.parse import urlsplit

from ocr_service.delivery.attempt import DestinationRefused, Sender
from ocr_service.delivery.connectors import registry
from ocr_service.usecases.endpoints.endpoint_errors import (
    EndpointKindUnknown,
    EndpointSecretsNeeded,
    EndpointSettingsInvalid,
    EndpointUrlRefused,
)

_PORTS: Final = {"http": 80, "https": 443, "sftp": 22}


@dataclass(frozen=True, kw_only=True)
class KindView:
    """A kind of receiver: its settings as JSON Schema, and what its author says about it."""

    kind: str
    settings_schema: dict[str, Any]
    about: str


def list_kinds() -> tuple[KindView, ...]:
    """Webhooks first, then the installed connectors by name."""
    names = (registry.WEBHOOK, *registry.connectors())
    return tuple(
        KindView(kind=name, settings_schema=registry.settings_model(name).model_json_schema(), about=_about(name))
        for name in names
    )


def _about(kind: str) -> str:
    source = registry.settings_model(kind) if kind == registry.WEBHOOK else type(registry.find_connector(kind))
    return getdoc(source) or ""


def check_address(sender: Sender, url: str, kind: str) -> None:
    """Raises EndpointKindUnknown, EndpointUrlRefused."""
    try:
        sender.check(url, kind)
    except registry.KindUnknown as error:
        raise EndpointKindUnknown(kind=error.kind) from None
    except DestinationRefused as refusal:
        raise EndpointUrlRefused(refusal) from None


def checked_settings(kind: str, given: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """The settings to keep; secrets that `given` leaves out stay as they were `before`.

    Raises EndpointKindUnknown, EndpointSettingsInvalid.
    """
    try:
        return registry.kept_settings(kind, given, before)
    except registry.KindUnknown as error:
        raise EndpointKindUnknown(kind=error.kind) from None
    except registry.SettingsInvalid as error:
        raise EndpointSettingsInvalid(field=error.field, detail=error.detail) from None


def check_secrets_stay(
    kind: str, *, urls: tuple[str, str], given: Mapping[str, Any] | None, before: Mapping[str, Any]
) -> None:
    """Refuses that secrets which nobody entered again go somewhere else.

    Whoever may change a receiver may not read its secrets; they could, if the old ones were sent to an address of
    their choice. `urls` are the address before and after; addresses among the settings count, too. `given` is None
    where the settings stay. Raises EndpointSecretsNeeded, EndpointKindUnknown.
    """
    known = _servers(urls[0], shown_settings(kind, before))
    if _servers(urls[1], shown_settings(kind, before if given is None else given)) <= known:
        return
    try:
        carried = registry.carried_secrets(kind, {} if given is None else given, before)
    except registry.KindUnknown as error:
        raise EndpointKindUnknown(kind=error.kind) from None
    if carried:
        raise EndpointSecretsNeeded(fields=list(carried))


def _servers(url: str, settings: Mapping[str, Any]) -> set[tuple[str, str | None, int | None]]:
    further = (value for value in settings.values() if isinstance(value, str) and "://" in value)
    return {_origin(one) for one in (url, *further)}


def _origin(url: str) -> tuple[str, str | None, int | None]:
    """Who answers at an address (RFC 6454): scheme, host and port."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:  # no address at all; it is refused for that
        port = None
    return parts.scheme.lower(), parts.hostname, port or _PORTS.get(parts.scheme.lower())


def shown_settings(kind: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with their secrets masked."""
    return registry.masked(kind, kept)

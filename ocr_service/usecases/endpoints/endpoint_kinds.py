"""Receivers' kinds and the settings of their own: checked when saved, with their secrets shown to nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import getdoc
from typing import Any

from ocr_service.delivery.attempt import DestinationRefused, Sender
from ocr_service.delivery.connectors import registry
from ocr_service.usecases.endpoints.endpoint_errors import (
    EndpointKindUnknown,
    EndpointSettingsInvalid,
    EndpointUrlRefused,
)


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


def shown_settings(kind: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with their secrets masked."""
    return registry.masked(kind, kept)

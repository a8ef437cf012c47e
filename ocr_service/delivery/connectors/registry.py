"""The kinds of receivers: webhooks, and the connectors that installed packages name."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Any, Final

import structlog
from pydantic import SecretStr, ValidationError

from ocr_service.delivery.connectors.connector import GROUP, AskingConnector, Connector, ConnectorSettings
from ocr_service.delivery.connectors.webhook import WebhookSettings

WEBHOOK: Final = "webhook"
MASK: Final = "********"
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
log = structlog.get_logger()


class KindUnknown(LookupError):
    """No installed package has a connector of this name."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class SettingsInvalid(ValueError):
    """The settings do not fit the kind: `field` is the first wrong one, `detail` says why. It holds no values."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.field = field
        self.detail = detail


@cache
def connectors() -> Mapping[str, Connector]:
    """All connectors by name, made once. One that cannot be loaded is logged and left out: the others go on."""
    found: dict[str, Connector] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            connector: Connector = entry.load()()
            found[connector.name] = connector
        except Exception:
            log.exception("connector_not_loaded", connector=entry.name)
    return found


def find_connector(kind: str) -> Connector:
    """Raises KindUnknown."""
    try:
        return connectors()[kind]
    except KeyError:
        raise KindUnknown(kind) from None


def settings_model(kind: str) -> type[ConnectorSettings]:
    """Raises KindUnknown."""
    return WebhookSettings if kind == WEBHOOK else find_connector(kind).Settings


def read_settings(kind: str, given: Mapping[str, Any]) -> ConnectorSettings:
    """The settings, checked. Raises KindUnknown, SettingsInvalid."""
    model = settings_model(kind)
    for name, value in given.items():
        if not _is_storable(name):
            raise SettingsInvalid("settings", "control character")
        if not _is_storable(value):
            raise SettingsInvalid(name, "control character")
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise SettingsInvalid(".".join(map(str, first["loc"])) or "settings", first["msg"]) from None


def kept_settings(kind: str, given: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept in the database: `given`, with those secrets of `before` that it leaves out or has masked.

    Raises KindUnknown, SettingsInvalid.
    """
    secret = _secret_fields(settings_model(kind))
    told = {name: value for name, value in given.items() if not (name in secret and value == MASK)}
    whole = told | {name: before[name] for name in secret if name in before and name not in told}
    read = read_settings(kind, whole)
    return {name: _plain(getattr(read, name)) for name in type(read).model_fields if name in read.model_fields_set}


def carried_secrets(kind: str, given: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[str, ...]:
    """The secrets of `before` that `kept_settings` would carry over, as `given` leaves them out or has them masked.

    Raises KindUnknown.
    """
    return tuple(
        sorted(
            name for name in _secret_fields(settings_model(kind)) if before.get(name) and given.get(name, MASK) == MASK
        )
    )


def masked(kind: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they may be shown; of a kind that is no longer installed nothing is shown."""
    try:
        secret = _secret_fields(settings_model(kind))
    except KindUnknown:
        return dict.fromkeys(kept, MASK)
    return {name: MASK if name in secret else value for name, value in kept.items()}


def can_ask(kind: str, settings: Mapping[str, Any]) -> bool:
    """Whether receivers of this kind, set up so, can be asked what became of a document."""
    try:
        model, connector = settings_model(kind), None if kind == WEBHOOK else find_connector(kind)
    except KindUnknown:
        return False
    if "poll_url" in model.model_fields:
        return bool(settings.get("poll_url"))
    needed = getattr(connector, "asked_by", None)
    return isinstance(connector, AskingConnector) and (needed is None or bool(settings.get(needed)))


def _is_storable(value: Any) -> bool:
    """No database keeps a NUL or half a surrogate pair."""
    if isinstance(value, Mapping):
        return all(_is_storable(name) and _is_storable(part) for name, part in value.items())
    if isinstance(value, list):
        return all(map(_is_storable, value))
    return not isinstance(value, str) or not _UNSTORABLE.search(value)


def _secret_fields(model: type[ConnectorSettings]) -> set[str]:
    return {
        name
        for name, field in model.model_fields.items()
        if field.annotation is SecretStr or SecretStr in getattr(field.annotation, "__args__", ())
    }


def _plain(value: Any) -> Any:
    return value.get_secret_value() if isinstance(value, SecretStr) else value

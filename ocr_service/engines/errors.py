"""What can be wrong with a text engine before it reads anything. Each error has a stable code."""

from typing import Any, ClassVar


class EngineError(Exception):
    """The text engine cannot be used.

    `code` is stable; the sentence for people stands in ``web/locales`` under ``error.<code>`` and may name `params`.
    """

    code: ClassVar[str] = "engine_unusable"

    def __init__(self, **params: Any) -> None:
        super().__init__(f"{type(self).__doc__} {params}" if params else str(type(self).__doc__))
        self.params = params


class ModelMissing(EngineError):
    """The model's files are not in the models folder. Params: model, folder."""

    code = "model_missing"


class ModelChecksumWrong(EngineError):
    """A model's file is not the one that was published (SHA-256 differs). Params: file, expected, found."""

    code = "model_checksum_wrong"


class ModelSourceUnreachable(EngineError):
    """The models cannot be fetched from there. Params: source, detail."""

    code = "model_source_unreachable"


class EnginePackageMissing(EngineError):
    """The engine's Python package is not installed. Params: engine, package."""

    code = "engine_package_missing"


class DeviceUnavailable(EngineError):
    """The engine cannot use this device here. Params: engine, device."""

    code = "device_unavailable"

"""Every option of the service. Each is read from the environment as NAME, or from the file that NAME_FILE names.

`DATABASE_URL` and `REDIS_URL` keep their customary names; every other option starts with ``OCR_``.
An unknown ``OCR_`` name is refused, so that a misspelt option is noticed at start.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

PREFIX = "OCR_"
UNPREFIXED = ("database_url", "redis_url")
# What pydantic tells in English only has a sentence of its own.
_KINDS = {
    "int_parsing": "setting_no_integer",
    "float_parsing": "setting_no_number",
    "greater_than": "setting_over",
    "greater_than_equal": "setting_at_least",
    "less_than_equal": "setting_at_most",
    "literal_error": "setting_not_one_of",
    "string_pattern_mismatch": "setting_pattern",
}
_URL_KINDS = {
    "database_url": ("sqlite:///", "postgresql://", "postgresql+psycopg://", "postgres://"),
    "redis_url": ("redis://", "rediss://", "unix://"),
}

# A name alone: with a scheme or a port in it no request would ever match, and everybody were locked out.
HostName = Annotated[str, StringConstraints(pattern=r"^(\*\.)?[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$", to_lower=True)]


class SettingsError(Exception):
    """An option is unknown, missing or has a value that cannot be. `code` is stable; `params` name the option."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"{code} {params}")
        self.code = code
        self.params = params


class Settings(BaseModel):
    """The options, with their defaults."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Where things lie
    data_folder: Path = Field(Path("data"), description="scans, the embedded database and queue")
    models_folder: Path = Field(Path("models"), description="weights of the text recogniser")
    database_url: str = Field("", description="SQLAlchemy URL; empty means SQLite in the data folder")
    redis_url: str = Field("", description="Redis or Valkey URL; empty means the embedded one's socket")

    # Text engine
    engine: Literal["onnxruntime", "paddle", "openvino"] = Field("onnxruntime", description="what runs the model")
    model: str = Field("PP-OCRv6_small_rec", description="PaddleOCR name of the recognition model")
    device: str = Field("cpu", description="cpu, gpu or gpu:N")
    threads: int = Field(0, ge=0, le=256, description="threads of one engine; 0 divides the cores among the workers")

    # Limits for what comes in
    max_upload_mb: int = Field(50, ge=1, le=2000, description="bytes of one file, in MB (10^6)")
    max_files_per_upload: int = Field(100, ge=1, le=1000, description="files in one upload request")
    max_pages: int = Field(100, ge=1, le=1000, description="pages of one file")
    max_megapixels: int = Field(150, ge=1, le=1000, description="pixels of one page, in millions")
    masterdata_mb: int = Field(500, ge=1, le=10_000, description="bytes of one file of master data, in MB")

    # Workers
    workers: int = Field(1, ge=1, le=64, description="OCR workers that `run` and `worker` start")
    reading_seconds: int = Field(
        120, ge=5, le=3600, description="longest time for one page before its scan is quarantined"
    )
    reader_memory_mb: int = Field(3000, ge=300, description="memory at which a reader is stopped")
    recycle_pages: int = Field(1000, ge=1, description="pages after which a reader is replaced by a fresh one")
    recycle_mb: int = Field(1200, ge=200, description="memory above which a reader is replaced between pages")
    max_attempts: int = Field(3, ge=1, le=10, description="tries for a scan whose worker was lost")
    lease_seconds: int = Field(60, ge=5, le=3600, description="a worker's claim on a scan, renewed while it reads")

    # Web
    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on")
    public_url: str = Field("", description="how receivers and people reach this service, e.g. https://ocr.factory.lan")
    trusted_hosts: Annotated[
        tuple[HostName, ...],
        Field(description="host names that requests may ask for, *.name for all below; empty: all"),
    ] = ()
    compatible: Annotated[
        tuple[Literal["huawei", "baidu"], ...],
        Field(description="other template services whose calls are answered, too (huawei, baidu); empty: none"),
    ] = ()
    session_hours: int = Field(12, ge=1, le=720, description="a sign-in ends after so long without use")
    lockout_failures: int = Field(5, ge=1, le=100, description="wrong passwords in a row before a name is locked")
    lockout_minutes: int = Field(15, ge=1, le=1440, description="how long it stays locked")
    review_minutes: int = Field(10, ge=1, le=240, description="a person's claim on a form, renewed while working")
    administrator_password: str = Field("", description="first administrator's password; empty makes one and prints it")

    # Delivery
    delivery_allow: Annotated[tuple[str, ...], Field(description="hosts and CIDRs that may be sent to")] = ()
    delivery_ca_file: Path | None = Field(None, description="PEM file of a company's own authority for receivers' TLS")
    delivery_certificates: Path | None = Field(
        None, description="folder of client certificates (name.pem with its key) for receivers that ask for one"
    )
    delivery_folder: Path | None = Field(None, description="folder below which file drops of receivers lie")
    delivery_seconds: int = Field(15, ge=1, le=120, description="time for one try to send")
    delivery_days: float = Field(3.0, gt=0, le=30, description="how long tries go on before a person must decide")
    answer_days: float = Field(14.0, gt=0, le=365, description="how long receivers are asked what became of a form")

    # Intake and housekeeping
    intake_folder: Path | None = Field(None, description="watched folder; scans put there are taken in")
    intake_site: str = Field(
        "",
        pattern="^([a-z0-9][a-z0-9-]{0,19})?$",
        description="code of the site that these scans belong to; empty: none",
    )
    masterdata_folder: Path | None = Field(None, description="watched folder; LIST.csv put there replaces that list")
    templates_folder: Path | None = Field(
        None, description="forms published at start where new or newer, and unchanged here"
    )
    keep_days: int | None = Field(
        None,
        ge=0,
        le=36_500,
        description="finished scans are forgotten after so many days; 0 keeps them; unset: administrators choose it",
    )
    log_format: Literal["text", "json"] = Field("text", description="how log lines are written")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level logged")

    @field_validator("delivery_allow", "trusted_hosts", "compatible", mode="before")
    @classmethod
    def _split(cls, given: Any) -> Any:
        return tuple(part for part in given.replace(",", " ").split()) if isinstance(given, str) else given

    @field_validator("database_url", "redis_url")
    @classmethod
    def _is_a_kind_we_know(cls, given: str, info: ValidationInfo) -> str:
        kinds = _URL_KINDS[str(info.field_name)]
        if given and not given.startswith(kinds):
            raise PydanticCustomError("setting_url_unknown", "must begin with {kinds}", {"kinds": ", ".join(kinds)})
        _ = urlsplit(given).port  # raises ValueError where it is none
        return given

    @model_validator(mode="after")
    def _fill_addresses(self) -> Self:
        folder = self.data_folder.resolve()
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{folder / 'records.sqlite'}")
        if not self.redis_url:
            object.__setattr__(self, "redis_url", f"unix://{folder / 'queue' / 'valkey.sock'}")
        return self

    @model_validator(mode="after")
    def _watch_elsewhere(self) -> Self:
        """What lies in the watched folder is moved away: the service's own files must not lie there."""
        kept = (self.data_folder, self.models_folder, self.templates_folder)
        for option, others in (
            ("intake_folder", kept),
            ("masterdata_folder", (*kept, self.intake_folder)),
        ):
            folder = getattr(self, option)
            for own in others if folder is not None else ():
                if own is not None and _overlap(folder.resolve(), own.resolve()):
                    raise PydanticCustomError(
                        "setting_folders_nested",
                        "{option} and {folder} overlap",
                        {"option": variable(option), "folder": str(own)},
                    )
        return self

    @property
    def queue_is_embedded(self) -> bool:
        return self.redis_url == f"unix://{self.data_folder.resolve() / 'queue' / 'valkey.sock'}"


def _overlap(one: Path, other: Path) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)


def variable(option: str) -> str:
    """The environment variable of an option."""
    return option.upper() if option in UNPREFIXED else PREFIX + option.upper()


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Reads the options from the environment; raises SettingsError, which names the option and what is allowed."""
    environment = os.environ if environment is None else environment
    options = {variable(option): option for option in Settings.model_fields}
    given: dict[str, str] = {}
    for name, value in environment.items():
        plain = name.removesuffix("_FILE")
        if name in options:
            given[options[name]] = value
        elif plain in options and name.endswith("_FILE"):
            given[options[plain]] = _read_secret(name, value)
        elif name.startswith(PREFIX):
            raise SettingsError("setting_unknown", option=name)
    both = [option for option in given if variable(option) in environment and f"{variable(option)}_FILE" in environment]
    if both:
        raise SettingsError("setting_given_twice", option=variable(both[0]))
    return check_settings(given)


def check_settings(given: Mapping[str, Any]) -> Settings:
    """The options, each checked; raises SettingsError as `load_settings` does."""
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        option = variable(str(first["loc"][0])) if first["loc"] else ""
        kind = str(first["type"])
        code = kind if kind.startswith("setting_") else _KINDS.get(kind, "setting_wrong")
        raise SettingsError(code, **{"option": option, "detail": first["msg"], **first.get("ctx", {})}) from None


def _read_secret(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("setting_file_unreadable", option=name, file=path, detail=str(error)) from None

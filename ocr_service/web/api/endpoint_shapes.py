"""Receivers of results as the API shows and takes them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from ocr_service.usecases.endpoints.endpoint_options import EndpointOptions
from ocr_service.web.api.texts import Line, TemplateName, Url

Kind = Annotated[str, Field(max_length=40, description="webhook, or a connector's name (GET /api/v1/connectors)")]
Settings = Annotated[
    dict[str, Any], Field(max_length=100, description="the kind's own; secrets among them are shown as ********")
]
Templates = Annotated[list[TemplateName], Field(max_length=200, description="names of forms; empty means every form")]


class Endpoint(BaseModel):
    """A receiver. While `old_secret_until` lasts, messages are signed with the old secret too."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: Kind
    url: str
    settings: Settings
    description: str
    templates: list[str]
    active: bool
    disabled_reason: str | None = Field(description="gone (it answered 410) or administrator")
    old_secret_until: datetime | None
    options: EndpointOptions
    rests_until: datetime | None = Field(
        description="it could not be reached several times in a row; nothing is tried before"
    )
    created_at: datetime
    created_by: str


class Endpoints(BaseModel):
    """All receivers, oldest first."""

    items: list[Endpoint]


class EndpointHealth(BaseModel):
    """How a receiver is doing; tries are those of the last 24 hours."""

    model_config = ConfigDict(from_attributes=True)

    endpoint_id: str
    waiting: int
    dead: int = Field(description="given up: a person must decide")
    tries: int
    failed_tries: int
    slowest_seconds: float | None
    last_try_at: datetime | None
    last_status: int | None
    last_error: str | None = Field(description="a stable code; null where the last try went well")
    last_delivered_at: datetime | None
    failures_in_row: int
    rests_until: datetime | None


class EndpointsHealth(BaseModel):
    """All receivers, oldest first."""

    items: list[EndpointHealth]


class NewEndpoint(BaseModel):
    """A receiver to add. Its host must be on the allow-list (the setting OCR_DELIVERY_ALLOW)."""

    model_config = ConfigDict(extra="forbid")
    url: Url
    kind: Kind = "webhook"
    settings: Settings = {}
    description: Line = ""
    templates: Templates = []
    options: EndpointOptions = EndpointOptions()


class EndpointChange(BaseModel):
    """What is to be different; what is left out stays."""

    model_config = ConfigDict(extra="forbid")
    url: Url | None = None
    settings: Settings | None = Field(
        default=None, description="all of them, where any is to be different; secrets that are left out stay"
    )
    description: Line | None = None
    templates: Templates | None = None
    options: EndpointOptions | None = Field(default=None, description="all of them, where any is to be different")
    active: bool | None = None


class EndpointWithSecret(Endpoint):
    """A receiver with its newest secret (``whsec_…``), which is shown this once."""

    secret: str


class TestOutcome(BaseModel):
    """What came of the test: `error` is a stable code, null where the receiver said yes."""

    __test__ = False  # no test class, although its name begins like one

    delivered: bool
    status: int | None
    error: str | None
    seconds: float
    answer: str


class Replayed(BaseModel):
    """How many deliveries are sent again."""

    replayed: int

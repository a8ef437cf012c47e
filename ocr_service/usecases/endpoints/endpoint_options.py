"""How a receiver wants its messages: what it is told, in which shape, in which order and how fast."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from ocr_service.delivery.formats import Format
from ocr_service.delivery.mapping import MAX_CHARACTERS, MappingInvalid, PayloadMapping
from ocr_service.records.deliveries import WebhookEndpoint
from ocr_service.usecases.delivering.events import Event
from ocr_service.usecases.endpoints.endpoint_errors import EndpointMappingInvalid, EnvelopeNeedsJson

Expression = Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS)]
_PARTS: Final = (
    "events", "envelope", "format", "encoding", "order_by", "answer", "large_as_link", "masterdata", "max_concurrent",
    "per_minute",
)  # fmt: skip


class EndpointOptions(BaseModel):
    """A receiver's wishes; what is left out is as webhooks usually are."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)

    events: Annotated[list[Event], Field(min_length=1, max_length=10)] = Field(
        default=["form.accepted"], description="what it is told"
    )
    envelope: Literal["standard", "cloudevents"] = Field(
        default="standard", description="cloudevents: CloudEvents 1.0, structured JSON"
    )
    format: Format = Field(default="json", description="what the message is written in")
    encoding: Literal["utf-8", "gb18030"] = Field(default="utf-8", description="the characters' encoding")
    order_by: Expression | None = Field(
        default=None,
        description="JMESPath over the event: messages with the same value go out one after another, in order",
    )
    answer: Expression | None = Field(
        default=None,
        description="JMESPath over the receiver's JSON answer, giving {status, reference, reason}; status is ok, "
        "error (it is sent again later), approved or rejected",
    )
    large_as_link: bool = Field(
        default=False, description="a message over 20 kB holds a link to fetch it with, valid for an hour"
    )
    masterdata: bool = Field(
        default=False,
        description="form.accepted also has data.masterdata: the rows of the master data that its values stand for",
    )
    max_concurrent: int = Field(default=2, ge=1, le=16, description="messages on their way at once")
    per_minute: int | None = Field(default=None, ge=1, le=6000, description="messages in any minute; null: no limit")


def check_options(options: EndpointOptions) -> None:
    """Raises EndpointMappingInvalid, EnvelopeNeedsJson."""
    for expression in (options.order_by, options.answer):
        if expression is not None:
            check_expression(expression)
    if options.envelope == "cloudevents" and (options.format, options.encoding) != ("json", "utf-8"):
        raise EnvelopeNeedsJson


def check_expression(expression: str) -> PayloadMapping:
    """The expression, ready to be worked out. Raises EndpointMappingInvalid."""
    try:
        return PayloadMapping(expression)
    except MappingInvalid as error:
        raise EndpointMappingInvalid(error) from None


def write_options(endpoint: WebhookEndpoint, options: EndpointOptions) -> None:
    """Puts the options into the row."""
    for name in _PARTS:
        setattr(endpoint, name, getattr(options, name))


def options_of(endpoint: WebhookEndpoint) -> EndpointOptions:
    """The row's options."""
    return EndpointOptions.model_validate(endpoint)


def described_options(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """The options as the audit trail keeps them."""
    return options_of(endpoint).model_dump(mode="json")

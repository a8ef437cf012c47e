"""What is said to and by the review desk: claims, turns, corrections, the ends of a review."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ocr_service.records.states import ScanState
from ocr_service.usecases.reviewing.queue_order import Wanted
from ocr_service.web.api.scan_shapes import ScanWithFields
from ocr_service.web.api.texts import FieldPath, FilledLines, Identifier, Line, Lines, TemplateName

Paths = Annotated[list[FieldPath], Field(max_length=10_000)]
Entered = bool | Lines | Annotated[list[Line], Field(max_length=100)] | None
ActKey = Annotated[str, Field(pattern="^[A-Za-z0-9-]{8,64}$")]


class Next(BaseModel):
    """Which forms the next one may be: of one `template`, of none known yet (`unnamed`), or any; none of `skip`."""

    model_config = ConfigDict(extra="forbid")
    template: TemplateName | None = None
    unnamed: bool = False
    skip: Annotated[list[Identifier], Field(max_length=100)] = []

    def wanted(self) -> Wanted:
        return Wanted(template=self.template, unnamed=self.unnamed, skip=self.skip)


class Claim(Next):
    """Which form to claim; without `scan`, the one that should be looked at next."""

    scan: Identifier | None = None


class Turn(Claim):
    """Which form to `accept`, with the doubtful fields that are `confirmed` in the same act; and which one to claim: if
    somebody else has `scan` by now, another one. A `key` drawn by chance, the same when it is said once more, lets it
    be known again.
    """

    accept: Identifier
    confirmed: Paths = []
    key: ActKey | None = None


class TurnTaken(BaseModel):
    """`state` of the accepted form; the `next` one is in your hands, null where none waits."""

    state: ScanState
    next: ScanWithFields | None


class Renewed(BaseModel):
    """The claim lasts until then."""

    review_until: datetime


class Waiting(BaseModel):
    """How many forms wait for a person and are in nobody else's hands."""

    count: int


class Corrections(BaseModel):
    """Values by path, as a person writes them; a value that is as it stands is confirmed by that.

    Text, dates, figures and codes are texts; ticks, seals and signatures true or false; choices the option's value, or
    a list of them. null means blank. `confirmed` are paths whose values were compared with the paper; `doubted` those
    that are to be compared again after all.
    """

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"fields": {"items[0].quantity": "40"}, "confirmed": ["date"]}]}
    )

    fields: Annotated[dict[FieldPath, Entered], Field(max_length=10_000)] = {}
    confirmed: Paths = []
    doubted: Paths = []


class Acceptance(BaseModel):
    """Doubtful fields that are confirmed in the same act."""

    model_config = ConfigDict(extra="forbid")
    confirmed: Paths = []


class Rejection(BaseModel):
    """Why the paper is not usable, in the person's own words; `key` as in a turn."""

    model_config = ConfigDict(extra="forbid")
    reason: FilledLines
    key: ActKey | None = None


class ChosenTemplate(BaseModel):
    """The form that the scan is; `key` as in a turn."""

    model_config = ConfigDict(extra="forbid")
    template: TemplateName
    key: ActKey | None = None

"""The board as the API tells it."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from ocr_service.usecases.board.count_queues import GroupQueue
from ocr_service.usecases.board.keep_history import Moment
from ocr_service.usecases.board.show_board import Board
from ocr_service.usecases.people.find_site import SiteName


class Shape(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Stage(Shape):
    """A step's queue. `oldest` is since when the oldest scan in it is there."""

    stage: Literal["read", "review", "send"]
    waiting: int
    in_hand: int
    oldest: datetime | None


class Group(Shape):
    """What of one lane, form or site waits. `late` counts those whose promised time has passed."""

    name: str | None = Field(description="null: not known yet, or none")
    label: str | None = Field(None, description="what people call it, where that is not its name")
    unread: int
    to_review: int
    in_hand: int
    late: int
    oldest: datetime | None


class Person(Shape):
    """A person's last hour. `minutes` at work, in stretches of five; paces are while working."""

    actor: str
    name: str | None = None
    forms: int
    fields: int
    minutes: int
    forms_per_hour: float | None
    fields_per_hour: float | None
    in_hand: int
    last_act: datetime | None


class Passage(Shape):
    """Seconds (nearest rank) over the newest `forms` of the last 24 hours, at most 2,000."""

    forms: int
    median: float | None
    p90: float | None
    p99: float | None


class Day(Shape):
    """The last 24 hours. `accepted_alone`: without a person."""

    received: int
    accepted: int
    accepted_alone: int
    to_accepted: Passage
    to_answer: Passage


class Failing(Shape):
    """A receiver with failed messages: `retrying` by themselves, `given_up` until a person sends them again."""

    endpoint_id: str
    description: str
    url: str
    active: bool
    retrying: int
    given_up: int
    error: str | None
    error_text: str | None = None
    oldest: datetime
    failures_in_row: int
    rests_until: datetime | None


class Worker(Shape):
    """A worker process; `reads` while it has a scan in hand."""

    name: str
    alive: bool
    reads: bool
    started_at: datetime
    seen_at: datetime
    memory_mb: int
    scans: int


class Space(Shape):
    """Bytes."""

    total: int
    free: int


class Room(Shape):
    """Bytes."""

    total: int
    available: int


class Machines(Shape):
    """What does the work. `sampled_at`: when the timers last looked."""

    workers: list[Worker]
    pages_per_hour: int
    disk: Space
    memory: Room
    sampled_at: datetime | None


class Queues(Shape):
    """What is under way."""

    stages: list[Stage]
    lanes: list[Group]
    forms: list[Group]
    sites: list[Group]


class LiveBoard(Shape):
    """How the work goes at one moment."""

    at: datetime
    queues: Queues
    unreceived: int = Field(description="accepted forms, at most 10,000, that go nowhere: no receiver is in use")
    people: list[Person]
    day: Day
    failing: list[Failing]
    machines: Machines

    @classmethod
    def of(cls, board: Board, *, people: dict[str, str], sites: dict[str, SiteName], texts: Any) -> Self:
        """`people` and `sites` give names, `texts` the sentence of an error's code."""
        shown = cls.model_validate(board)
        for person in shown.people:
            person.name = people.get(person.actor)
        shown.queues.sites = [_named(site, sites) for site in board.queues.sites]
        for receiver in shown.failing:
            receiver.error_text = texts(f"error.{receiver.error}") if receiver.error else None
        return shown


class Errors(BaseModel):
    """Of `checked` values so many were `wrong`; nothing checked: not measured."""

    checked: int
    wrong: int


class History(BaseModel):
    """How the queues went: one list a figure, all of one length."""

    at: list[datetime]
    unread: list[int]
    to_review: list[int]
    unsent: list[int]

    @classmethod
    def of(cls, moments: Iterable[Moment]) -> Self:
        rows = [asdict(moment) for moment in moments]
        return cls(**{name: [row[name] for row in rows] for name in cls.model_fields})


def _named(site: GroupQueue, sites: dict[str, SiteName]) -> Group:
    known = sites.get(site.name or "")
    shown = Group.model_validate(site)
    return shown.model_copy(update={"name": known.code, "label": known.name}) if known else shown

"""What a sample scan really says, and how a reading compares with it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ocr_service.forms.result import FormDecision


class ExpectedScan(BaseModel):
    """The content of ``<scan>.expected.json``.

    `values` is nested as `forms.result.nest_values` makes it; `decision` lists the decisions that are right where
    not every one is; `reading_expected` is false for a page that is unreadable by design.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    template: str | None
    decision: tuple[FormDecision, ...] = ("accept", "review")
    values: dict[str, Any] = Field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    recipe: dict[str, Any] = Field(default_factory=dict)
    reading_expected: bool = True


class ExpectedFileError(Exception):
    """The file does not say what a scan holds. The message names the first thing that is wrong."""


def parse_expected(data: bytes) -> ExpectedScan:
    """Reads an ``expected.json``; raises ExpectedFileError."""
    try:
        return ExpectedScan.model_validate(json.loads(data))
    except (ValueError, ValidationError) as error:
        raise ExpectedFileError(str(error).splitlines()[0]) from None


class ReadField(Protocol):
    """The parts of a field's result that are compared."""

    @property
    def path(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def decision(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field whose value is not what the paper says. `read` is None too where the field was not found at all."""

    path: str
    expected: Any
    read: Any
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """How a reading compares with what the paper says: counts of fields, and each difference."""

    fields: int
    accepted: int
    differences: tuple[Difference, ...]

    @property
    def wrong_accepted(self) -> tuple[Difference, ...]:
        return tuple(difference for difference in self.differences if difference.accepted)


def compare(expected: ExpectedScan, fields: Iterable[ReadField], *, form_accepted: bool) -> Comparison:
    """Compares value by value. A row that was not read at all counts as accepted where the form was accepted."""
    wanted = flatten_values(expected.values)
    read = {field.path: field for field in fields}
    differences = []
    for path in sorted(wanted.keys() | read.keys()):
        field = read.get(path)
        value = field.value if field else None
        if _none_if_empty(value) != _none_if_empty(wanted.get(path)):
            accepted = field.decision == "accept" if field else form_accepted
            differences.append(Difference(path=path, expected=wanted.get(path), read=value, accepted=accepted))
    accepted_count = sum(field.decision == "accept" for field in read.values())
    return Comparison(fields=len(wanted.keys() | read.keys()), accepted=accepted_count, differences=tuple(differences))


def flatten_values(nested: Mapping[str, Any]) -> dict[str, Any]:
    """The opposite of `forms.result.nest_values`."""
    flat: dict[str, Any] = {}
    for name, value in nested.items():
        if value and isinstance(value, list) and all(isinstance(row, dict) for row in value):
            for index, row in enumerate(value):
                flat |= {f"{name}[{index}].{column}": cell for column, cell in row.items()}
        else:
            flat[name] = value
    return flat


def _none_if_empty(value: Any) -> Any:
    """A table without rows and a choice without a tick are written as an empty list or left out: the same."""
    return None if value == [] else value

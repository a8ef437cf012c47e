"""What can be wrong with a file of master data, line by line, and how much of it is told."""

from dataclasses import dataclass, field
from typing import Any, Final

# After so many broken lines the rest is not looked at.
MOST_PROBLEMS: Final = 100


@dataclass
class Problems:
    """What is wrong with a file: codes with their params, the line (or `row`) among them."""

    found: list[dict[str, Any]] = field(default_factory=list)

    def add(self, code: str, **params: Any) -> None:
        self.found.append({"code": code, "params": params})

    @property
    def too_many(self) -> bool:
        return len(self.found) >= MOST_PROBLEMS


class RowsUnreadable(Exception):
    """The file as a whole is not what it should be; `problems` says why."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(f"{code} {params}")
        self.problems = [{"code": code, "params": params}]

"""How a file of master data is to be understood, and where it can come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ocr_service.usecases.masterdata.read_rows import Format
from ocr_service.usecases.masterdata.text_lines import Encoding

Source = Literal["api", "page", "command", "pull", "folder"]


@dataclass(frozen=True, kw_only=True)
class LoadWishes:
    """How a file is to be understood. Without `key` and `display` the list keeps those it has.

    A new list's key is its first column, and its second one is shown. `allow_fewer` takes a file that has less than
    half of the rows in force.
    """

    format: Format = "csv"
    encoding: Encoding = "auto"
    key: str | None = None
    display: tuple[str, ...] | None = None
    allow_fewer: bool = False


def wishes_from(kept: Mapping[str, Any]) -> LoadWishes:
    """Wishes as they were kept with a file (`dataclasses.asdict`)."""
    display = kept["display"]
    return LoadWishes(**{**kept, "display": None if display is None else tuple(display)})

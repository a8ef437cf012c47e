"""The demo's one table: what became of each scan, a line each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rich.markup import escape
from rich.table import Table

from ocr_service.cli.language import language, say
from ocr_service.web.i18n import text

_COLUMNS = ("scan", "state", "fields", "review", "seconds", "reference")
_FIGURES = {"fields", "review", "seconds"}


@dataclass(kw_only=True)
class _Line:
    state: str
    fields: int
    review: int
    seconds: float
    reference: str = ""


class Overview:
    """Fills as the demo goes on: first what was read, then what the ERP took and answered."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    def add(self, scan: Mapping[str, Any]) -> None:
        """A scan as the API tells it."""
        self._lines[scan["id"]] = _Line(
            state=text(language(), f"pages.state.{scan['state']}"),
            fields=len(scan["fields"]),
            review=sum(field["decision"] == "review" for field in scan["fields"]),
            seconds=sum(scan["seconds"].values()),
        )

    def took(self, scan_id: str, reference: str) -> None:
        """The ERP has it under this number."""
        if scan_id in self._lines:
            self._lines[scan_id].reference = reference

    def answered(self, scan_id: str, *, approved: bool, state: str) -> None:
        """What the ERP decided, and how the form stands since."""
        if scan_id in self._lines:
            self._lines[scan_id].state = f"[{'green' if approved else 'yellow'}]{state}[/]"

    def table(self, names: Mapping[str, str]) -> Table:
        """One row a scan, in the order in which they were handed in."""
        table = Table(title=say("cli.demo.overview"), title_justify="left", title_style="bold")
        for column in _COLUMNS:
            # A name cut short names nothing: the others make room first.
            justify: Literal["left", "right"] = "right" if column in _FIGURES else "left"
            table.add_column(say(f"cli.demo.column.{column}"), justify=justify, no_wrap=column == "scan")
        for scan_id, one in self._lines.items():
            figures = (str(one.fields), str(one.review or ""), f"{one.seconds:.1f}")
            table.add_row(escape(names[scan_id]), one.state, *figures, one.reference)
        return table

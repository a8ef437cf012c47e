"""What the demo prints at its end, and whether all of it is right."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ocr_service.cli.demo_erp import Decision
from ocr_service.cli.demo_overview import Overview
from ocr_service.cli.language import language, say
from ocr_service.cli.tables import Row, as_written, fields_table
from ocr_service.delivery.receiver import Received
from ocr_service.forms.expected import ExpectedScan, compare
from ocr_service.records.states import ScanState
from ocr_service.web.i18n import text

_DECISIONS = {
    ScanState.NEEDS_REVIEW: "review",
    ScanState.NEEDS_TEMPLATE: "needs-template",
    ScanState.REJECTED: "reject",
}
_ACCEPTED = {ScanState.ACCEPTED, ScanState.DELIVERING, ScanState.DELIVERED, ScanState.ANSWERED}


@dataclass(frozen=True)
class _ReadField:
    path: str
    value: Any
    decision: str


class DemoReport:
    """Adds up scan after scan; a problem is whatever a user would call wrong.

    Every field, delivery and decision goes to `details`; the console gets a line a scan, the totals and the problems.
    """

    def __init__(self, console: Console, details: Console, names: Mapping[str, str], *, wall_seconds: float) -> None:
        self._console = console
        self._details = details
        self._names = names
        self._overview = Overview()
        self._wall_seconds = wall_seconds
        self._problems: list[str] = []
        self._scans = self._accepted = self._review = self._pages = 0
        self._fields = self._accepted_fields = self._wrong = 0
        self._reading_seconds = 0.0
        self._to_deliver: set[str] = set()

    def add(self, expected: ExpectedScan, scan: dict[str, Any], *, finished: bool) -> None:
        """Notes one scan and compares it with what the paper says."""
        name = self._names[scan["id"]]
        # What the ERP sent back had been accepted before.
        state = ScanState.ANSWERED if scan["erp_answer"] == "rejected" else ScanState(scan["state"])
        self._scans += 1
        self._accepted += state in _ACCEPTED
        self._review += state == ScanState.NEEDS_REVIEW
        self._pages += len(scan["pages"])
        self._reading_seconds += sum(scan["seconds"].values())
        if state in _ACCEPTED:
            self._to_deliver.add(scan["id"])
        self._details.print(_table(name, scan))
        self._overview.add(scan)
        if not finished:
            self._complain(say("cli.demo.wrong_decision", scan=name, decision=state, expected=expected.decision))
        if expected.reading_expected:
            self._compare(name, expected, scan, state)

    def note_deliveries(self, received: Iterable[Received]) -> None:
        """What the demo ERP got. Everything that it keeps bore a right signature."""
        table = Table(title=say("cli.demo.deliveries"), title_justify="left", title_style="bold")
        for column in ("scan", "delivery", "signature", "reference"):
            table.add_column(say(f"cli.demo.column.{column}"))
        arrived = set()
        for message in received:
            scan_id = message.event["data"]["scan_id"]
            arrived.add(scan_id)
            verified = f"[green]{say('cli.demo.verified')}[/]"
            table.add_row(escape(self._names.get(scan_id, scan_id)), message.id, verified, message.reference)
            self._overview.took(scan_id, message.reference)
        self._details.print(table)
        for scan_id in sorted(self._to_deliver - arrived):
            self._complain(say("cli.demo.undelivered", scan=self._names[scan_id]))

    def note_decisions(self, decisions: Iterable[Decision], scan: Callable[[str], dict[str, Any]]) -> None:
        """What the ERP called back, and whether it stands on each form."""
        table = Table(title=say("cli.demo.decisions"), title_justify="left", title_style="bold")
        for column in ("scan", "decision", "reference", "stands"):
            table.add_column(say(f"cli.demo.column.{column}"))
        answered = set()
        for one in decisions:
            name = self._names.get(one.scan_id, one.scan_id)
            answered.add(one.scan_id)
            found = scan(one.scan_id)
            told = (
                say("cli.demo.approved")
                if one.approved
                else say("cli.demo.rejected", field=one.field, reason=one.reason)
            )
            state = text(language(), f"pages.answered.{'approved' if one.approved else 'sent_back'}", n=1)
            table.add_row(
                escape(name), escape(told), one.reference, f"{'[green]' if one.approved else '[yellow]'}{state}[/]"
            )
            self._overview.answered(one.scan_id, approved=one.approved, state=state)
            if not _stands(one, found):
                self._complain(say("cli.demo.answer_lost", scan=name, outcome=one.outcome))
        self._details.print(table)
        for scan_id in sorted(self._to_deliver - answered):
            self._complain(say("cli.demo.unanswered", scan=self._names[scan_id]))

    def conclude(self) -> int:
        """Prints a line a scan and the totals; 0 where there was no problem, else 1."""
        self._console.print(self._overview.table(self._names))
        others = self._scans - self._accepted - self._review
        counts = {"scans": self._scans, "accepted": self._accepted, "review": self._review, "other": others}
        fields = {"fields": self._fields, "accepted_fields": self._accepted_fields, "wrong": self._wrong}
        self._console.print(say("cli.demo.summary", **counts, **fields))
        pages = max(self._pages, 1)
        seconds = {"reading": f"{self._reading_seconds / pages:.2f}", "wall": f"{self._wall_seconds / pages:.2f}"}
        self._console.print(say("cli.demo.time", pages=self._pages, **seconds))
        if self._problems:
            for problem in self._problems:
                self._console.print(f"[red]✘[/] {escape(problem)}")
            self._console.print(say("cli.demo.bad", count=len(self._problems)))
            return 1
        self._console.print(f"[green]✔[/] {say('cli.demo.good')} {say('cli.demo.next')}")
        return 0

    def _compare(self, name: str, expected: ExpectedScan, scan: dict[str, Any], state: ScanState) -> None:
        if scan["template"] != expected.template:
            shown = {
                "read": scan["template"] or say("cli.no_form"),
                "expected": expected.template or say("cli.no_form"),
            }
            if scan["template"] is not None:
                self._complain(say("cli.demo.wrong_form", scan=name, **shown))
            else:
                self._console.print(say("cli.demo.wrong_form", scan=name, **shown), style="yellow")
            return
        fields = [_ReadField(field["path"], field["value"], field["decision"]) for field in scan["fields"]]
        comparison = compare(expected, fields, form_accepted=state in _ACCEPTED)
        self._fields += comparison.fields
        self._accepted_fields += comparison.accepted
        self._wrong += len(comparison.wrong_accepted)
        for wrong in comparison.wrong_accepted:
            shown = {"path": wrong.path, "expected": wrong.expected, "read": wrong.read}
            self._complain(say("cli.wrong_accepted", scan=name, **shown))
        decision = "accept" if state in _ACCEPTED else _DECISIONS.get(state, state.value)
        # A person asked once too often is a cost; a form let through that must be seen is an error.
        if decision == "accept" and "accept" not in expected.decision:
            decided = say("cli.decision.accept")
            wanted = ", ".join(say(f"cli.decision.{one}") for one in expected.decision)
            self._complain(say("cli.demo.wrong_decision", scan=name, decision=decided, expected=wanted))

    def _complain(self, problem: str) -> None:
        self._problems.append(problem)


def _stands(decision: Decision, scan: dict[str, Any]) -> bool:
    """Whether the form shows the ERP's decision: approved under its number, or back in review on the field named."""
    if decision.approved:
        return (scan["state"], scan["erp_answer"], scan["erp_reference"]) == (
            ScanState.ANSWERED, "approved", decision.reference
        )  # fmt: skip
    doubtful = {field["path"] for field in scan["fields"] if field["decision"] == "review"}
    return scan["state"] == ScanState.NEEDS_REVIEW and decision.field in doubtful


def _table(name: str, scan: dict[str, Any]) -> Table:
    form = f"{scan['template']} v{scan['template_version']}" if scan["template"] else say("cli.no_form")
    heading = f"{escape(name)} · {form} · {text(language(), 'pages.state.' + scan['state'])}"
    rows = [
        Row(
            field["path"],
            as_written(field["text"], field["value"]),
            field["confidence"],
            field["decision"],
            [reason["text"] for reason in field["reasons"]],
        )
        for field in scan["fields"]
    ]
    reasons = [*scan["reasons"], *(reason for page in scan["pages"] for reason in page["reasons"])]
    return fields_table(heading, rows, [reason["text"] for reason in reasons])

"""Tables of results for the terminal."""

from collections.abc import Iterable
from typing import NamedTuple, TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ocr_service.cli.language import run_on, say, say_reason
from ocr_service.forms.result import FormResult

_COLOURS = {"accept": "green", "review": "yellow", "reject": "red", "needs-template": "yellow", "split": "yellow"}
_PIPE_WIDTH = 140


def open_console() -> Console:
    """The terminal; a file or pipe has no width of its own and gets one that tables fit into."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPE_WIDTH)


def open_file_console(file: TextIO) -> Console:
    """Tables as plain text, as wide as in a pipe."""
    return Console(file=file, highlight=False, width=_PIPE_WIDTH)


class Row(NamedTuple):
    """One field: its path, its value as a person writes it, how sure the machine is, the decision, and why."""

    path: str
    value: str
    confidence: float
    decision: str
    why: Iterable[str]


def result_table(title: str, result: FormResult) -> Table:
    """What a reading brought, field by field."""
    form = f"{result.template} v{result.template_version}" if result.template else say("cli.no_form")
    rows = [
        Row(
            field.path,
            as_written(field.text, field.value),
            field.confidence,
            field.decision,
            [say_reason(reason) for reason in field.reasons],
        )
        for field in result.fields
    ]
    reasons = [*result.reasons, *(reason for page in result.pages for reason in page.reasons)]
    heading = f"{escape(title)} · {form} · {decision_words(result.decision)}"
    return fields_table(heading, rows, [say_reason(reason) for reason in reasons])


def fields_table(heading: str, rows: Iterable[Row], reasons: Iterable[str]) -> Table:
    """One row a field under a heading, with the form's own reasons below."""
    table = Table(title=heading, title_justify="left", title_style="bold", caption_justify="left", expand=False)
    table.add_column(say("cli.column.field"), no_wrap=True)
    table.add_column(say("cli.column.value"), overflow="fold")
    table.add_column(say("cli.column.confidence"), justify="right")
    table.add_column(say("cli.column.decision"), no_wrap=True)
    table.add_column(say("cli.column.why"), overflow="fold")
    for row in rows:
        why = run_on(row.why)
        table.add_row(
            escape(row.path), escape(row.value), f"{row.confidence:.3f}", decision_words(row.decision), escape(why)
        )
    table.caption = escape(run_on(reasons)) or None
    return table


def as_written(text: str, value: object) -> str:
    """A field's value as a person writes it; what has no text, such as a signature, is there or is not."""
    if text or value is None:
        return text
    return say(f"cli.value.{'there' if value else 'missing'}") if isinstance(value, bool) else str(value)


def decision_words(decision: str) -> str:
    """The decision in the reader's language and its colour."""
    return f"[{_COLOURS[decision]}]{say(f'cli.decision.{decision}')}[/]"

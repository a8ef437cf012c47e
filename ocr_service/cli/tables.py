"""Tables of results for the terminal."""

from collections.abc import Iterable
from typing import Protocol

from rich.markup import escape
from rich.table import Table

from ocr_service.cli.language import say, say_reason
from ocr_service.forms.result import FormResult, Reason


class ShownField(Protocol):
    """The parts of a field's result that a row shows."""

    @property
    def path(self) -> str: ...
    @property
    def value(self) -> object: ...
    @property
    def text(self) -> str: ...
    @property
    def raw_text(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def decision(self) -> str: ...
    @property
    def reasons(self) -> Iterable[Reason]: ...


_COLOURS = {"accept": "green", "review": "yellow", "reject": "red", "needs-template": "yellow"}


def result_table(title: str, result: FormResult) -> Table:
    """One row a field: name, value, confidence, decision, why."""
    form = f"{result.template} v{result.template_version}" if result.template else say("cli.no_form")
    heading = f"{title} · {form} · {decision_words(result.decision)}"
    reasons = [*result.reasons, *(reason for page in result.pages for reason in page.reasons)]
    return fields_table(heading, result.fields, reasons)


def fields_table(heading: str, fields: Iterable[ShownField], reasons: Iterable[Reason]) -> Table:
    """The table of one scan's fields under a heading, with the form's own reasons below it."""
    table = Table(title=heading, title_justify="left", title_style="bold", caption_justify="left", expand=False)
    table.add_column(say("cli.column.field"), no_wrap=True)
    table.add_column(say("cli.column.value"), overflow="fold", max_width=40)
    table.add_column(say("cli.column.confidence"), justify="right")
    table.add_column(say("cli.column.decision"), no_wrap=True)
    table.add_column(say("cli.column.why"), overflow="fold")
    for field in fields:
        why = say("cli.separator").join(say_reason(reason) for reason in field.reasons)
        table.add_row(
            escape(field.path),
            escape(field.text or ("" if field.value is None else str(field.value))),
            f"{field.confidence:.3f}",
            decision_words(field.decision),
            escape(why),
        )
    words = [say_reason(reason) for reason in reasons]
    table.caption = escape(say("cli.separator").join(words)) if words else None
    return table


def decision_words(decision: str) -> str:
    """The decision in the reader's language and its colour."""
    return f"[{_COLOURS[decision]}]{say(f'cli.decision.{decision}')}[/]"

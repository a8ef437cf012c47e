"""What is written into one form: an entry for each zone, and the expected values that follow from them."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ocr_service.forms.content import Choice, Seal, Signature, Tick
from ocr_service.forms.geometry import Box
from ocr_service.forms.result import nest_values
from ocr_service.forms.template import Template
from samples.generator.design import Mark
from samples.generator.facts import money
from samples.generator.stamps import BoxStamp, RoundSeal


@dataclass(frozen=True)
class Entry:
    """`value` as the result must give it; `text` as it stands on the paper; `stamp` where a seal goes.

    `taken_back` is the option of a choice that was marked first and then scribbled over.
    """

    value: Any
    text: str = ""
    stamp: RoundSeal | BoxStamp | None = None
    taken_back: str | None = None


Entries = dict[str, Entry]


def said(text: str) -> Entry:
    """A text whose value is itself."""
    return Entry(text, text)


def sealed(stamp: RoundSeal | BoxStamp) -> Entry:
    """A seal that is there."""
    return Entry(True, stamp=stamp)


def sealed_by(company: str, purpose: str, colour: str) -> Entry:
    """A round seal whose text is read: the company's name."""
    return Entry(company, stamp=RoundSeal(company, purpose, colour))


def whole(number: int) -> Entry:
    return Entry(number, str(number))


def paid(fen: int, thousands: bool = False) -> Entry:
    """An amount in fen."""
    return Entry(money(fen), money(fen, thousands))


def dated(day: date, style: str = "%Y-%m-%d") -> Entry:
    """A date; `style` is strftime's, with %-m and %-d for figures without a leading zero."""
    plain = style.replace("%-m", str(day.month)).replace("%-d", str(day.day))
    return Entry(day.isoformat(), day.strftime(plain))


@dataclass(frozen=True)
class Filling:
    """Entries by field name, and by column name for each filled row of a table.

    Where each copy has its rows elsewhere, `sheets` says which page of the form each sheet is, `places` on which sheet
    (from 0) and where a cell's entry stands, and `printed` what else is printed on a sheet.
    """

    fields: Entries
    tables: Mapping[str, Sequence[Entries]] = field(default_factory=dict)
    sheets: tuple[int, ...] = ()
    places: Mapping[str, tuple[int, Box]] = field(default_factory=dict)
    printed: Mapping[int, tuple[Mark, ...]] = field(default_factory=dict)

    def by_path(self) -> Entries:
        """All entries by their path (`items[0].quantity`)."""
        paths = dict(self.fields)
        for table, rows in self.tables.items():
            for number, row in enumerate(rows):
                paths |= {f"{table}[{number}].{column}": entry for column, entry in row.items()}
        return paths


def leave_blank(filling: Filling, patterns: tuple[str, ...]) -> Filling:
    """The filling without the fields whose whole name matches one of the regular expressions."""
    kept = {
        name: entry
        for name, entry in filling.fields.items()
        if not any(re.fullmatch(pattern, name) for pattern in patterns)
    }
    return replace(filling, fields=kept)


def take_back(template: Template, filling: Filling, names: tuple[str, ...], rng: random.Random) -> Filling:
    """The filling with another option of each of these choices marked first, and scribbled over."""
    changed = dict(filling.fields)
    for zone in template.fields:
        if zone.name in names and isinstance(zone.read, Choice):
            others = [option.value for option in zone.read.options if option.value != changed[zone.name].value]
            changed[zone.name] = replace(changed[zone.name], taken_back=rng.choice(others))
    return replace(filling, fields=changed)


def expected_values(template: Template, filling: Filling) -> dict[str, Any]:
    """Every field's expected value and the filled rows of every table, nested as `nest_values` does it."""
    by_path: dict[str, Any] = {}
    for zone in template.fields:
        entry = filling.fields.get(zone.name)
        by_path[zone.name] = entry.value if entry else _blank(zone.read)
    for total in (total for table in template.tables for total in table.totals):
        by_path[total.name] = filling.fields[total.name].value if total.name in filling.fields else None
    expected = nest_values(by_path)
    for table in template.tables:
        expected[table.name] = [
            {
                column.name: row[column.name].value if column.name in row else _blank(column.read)
                for column in table.columns
            }
            for row in filling.tables.get(table.name, ())
        ]
    return expected


def _blank(read: Any) -> Any:
    if isinstance(read, Tick | Seal | Signature):
        return False
    if isinstance(read, Choice) and read.pick == "any":
        return []
    return None

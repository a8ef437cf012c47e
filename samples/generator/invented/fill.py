"""Fills an invented form plausibly: sums, products and capital amounts agree, check digits are right."""

import random
from datetime import date, timedelta

from samples.generator.entries import Entries, Entry, Filling, said, sealed
from samples.generator.invented import words
from samples.generator.invented.compose import InventedForm
from samples.generator.invented.ideas import Case
from samples.generator.stamps import RoundSeal


def fill_form(form: InventedForm, rng: random.Random, *, full: bool) -> Filling:
    """One copy. `full` fills every row of the table, else about half of them; a few optional entries stay blank."""
    day = date(2023, 1, 2) + timedelta(days=rng.randrange(1400))
    case = Case(
        rng=rng, lists=form.design.lookups, day=day, date_style=form.date_style, prefix=form.prefix,
        number=f"{form.prefix}{day:%y%m%d}{rng.randrange(10**4):04d}",
    )  # fmt: skip
    rows = _rows(form, case, full)
    if not rows:
        case.fen = rng.choice((rng.randrange(1000, 100_000_000), rng.randrange(1, 900) * 100_000))
    fields: Entries = {}
    for idea in form.ideas:
        if idea.more.get("required") or idea.name.startswith("total") or rng.random() < 0.93:
            fields[idea.name] = idea.write(case)
    template = form.design.template
    if any(zone.name == "number_code" for zone in template.fields):
        fields["number_code"] = said(case.number)
    if form.options:
        fields["choice"] = Entry(rng.choice(form.options))
    fields |= {name: Entry(True, words.a_person(rng)) for name in form.signs}
    if rng.random() < 0.7:
        fields["seal"] = sealed(RoundSeal(form.company, rng.choice(("财务专用章", "仓库专用章", "业务专用章"))))
    return Filling(fields, {"items": rows} if rows else {})


def _rows(form: InventedForm, case: Case, full: bool) -> list[Entries]:
    if form.table is None:
        return []
    names = {column.name for column, _ in form.table.columns}
    count = form.rows if full else case.rng.randint(max(1, form.rows // 2), form.rows)
    rows = [form.table.row(case) for _ in range(count)]
    return [{name: entry for name, entry in row.items() if name in names} for row in rows]

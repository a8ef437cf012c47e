"""Ways in which people fill forms wrongly: each changes a right filling so that a rule or a check speaks up.

The expected value is what stands on the paper; the decision must be a review.
"""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from samples.generator.entries import Entries, Entry, Filling, dated, paid, said, sealed_by
from samples.generator.facts import an_identity_number, in_capitals
from samples.generator.goods import CONTRACTORS

Spoiler = Callable[[Filling, random.Random], Filling]


def _with(filling: Filling, **changed: Entry) -> Filling:
    return replace(filling, fields={**filling.fields, **changed})


def _without(filling: Filling, *names: str) -> Filling:
    return replace(filling, fields={name: entry for name, entry in filling.fields.items() if name not in names})


def _fen(entry: Entry) -> int:
    return int(Decimal(entry.value) * 100)


def wrong_total(filling: Filling, rng: random.Random) -> Filling:
    """The total is off; its capital amount agrees with it, so only the sum tells."""
    fen = _fen(filling.fields["total_amount"]) + rng.choice((9_000, 10_000, -9_000))
    total = paid(fen)
    return _with(filling, total_amount=total, total_capital=Entry(total.value, in_capitals(fen)))


def wrong_product(filling: Filling, rng: random.Random) -> Filling:
    """One row's amount is not quantity times price."""
    rows: list[Entries] = [dict(row) for row in filling.tables["items"]]
    row = rng.choice(rows)
    row["amount"] = paid(_fen(row["amount"]) + 1_000)
    return replace(filling, tables={**filling.tables, "items": rows})


def capital_differs(filling: Filling, rng: random.Random) -> Filling:
    """The capital amount says something else than the figures."""
    fen = _fen(filling.fields["total_amount"]) + 200_000
    return _with(filling, total_capital=Entry(paid(fen).value, in_capitals(fen)))


def unknown_customer(filling: Filling, rng: random.Random) -> Filling:
    """A customer that the list does not have, one character away from one that it has."""
    return _with(filling, customer=said("苏州明达电子有限公司"))


def received_too_early(filling: Filling, rng: random.Random) -> Filling:
    """Received before it was delivered."""
    day = date.fromisoformat(filling.fields["delivery_date"].value) - timedelta(days=3)
    return _with(filling, received_date=dated(day, "%Y-%-m-%-d"))


def no_signature(filling: Filling, rng: random.Random) -> Filling:
    """Nobody signed for the goods."""
    return _without(filling, "receiver_signature", "received_date", "seal")


def wrong_weight(filling: Filling, rng: random.Random) -> Filling:
    """The net weight in all is more than the rows and more than the gross weight."""
    weight = Decimal(filling.fields["gross_weight"].value) + Decimal("10.00")
    return _with(filling, net_weight=said(str(weight)))


def shortage_without_note(filling: Filling, rng: random.Random) -> Filling:
    """A shortage is ticked and not explained."""
    return _with(_without(filling, "shortage_note"), shortage=Entry(True))


def damage_without_note(filling: Filling, rng: random.Random) -> Filling:
    """Damaged goods, and not a word about the damage."""
    return _with(_without(filling, "damage_note"), goods_condition=Entry("damaged"))


def wrong_check_digit(filling: Filling, rng: random.Random) -> Filling:
    """An identity number whose check character does not fit."""
    return _with(filling, identity_number=said(an_identity_number(rng, right=False)))


def two_ticks(filling: Filling, rng: random.Random) -> Filling:
    """Two ticks where exactly one may be: the choice has no value."""
    return _with(filling, urgency=Entry(None, "normal,critical"))


def returned_too_early(filling: Filling, rng: random.Random) -> Filling:
    """Back before the journey began."""
    day = date.fromisoformat(filling.fields["start_date"].value) - timedelta(days=2)
    return _with(filling, return_date=dated(day))


def other_seal(filling: Filling, rng: random.Random) -> Filling:
    """Another company than the one named put its seal on the form."""
    others = [name for name in CONTRACTORS if name != filling.fields["company"].value]
    company = rng.choice(others)
    return _with(filling, company_seal=sealed_by(company, "入厂专用章", CONTRACTORS[company]))


def not_filled(filling: Filling, rng: random.Random) -> Filling:
    """A blank copy that got among the filled ones."""
    return Filling({name: entry for name, entry in filling.fields.items() if name == "form_code"})


SPOILERS: dict[str, Spoiler] = {
    spoiler.__name__.replace("_", "-"): spoiler
    for spoiler in (
        wrong_total, wrong_product, capital_differs, unknown_customer, received_too_early, no_signature, wrong_weight,
        shortage_without_note, damage_without_note, wrong_check_digit, two_ticks, returned_too_early,
        other_seal, not_filled,
    )
}  # fmt: skip

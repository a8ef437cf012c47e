"""Plausible applications for a car and an advance."""

import random
from datetime import date, timedelta

from samples.generator.entries import Entries, Entry, Filling, dated, paid, said, sealed, whole
from samples.generator.facts import a_date, a_mobile, a_person, a_plate, a_uscc, an_identity_number, in_capitals, money
from samples.generator.forms.application import APPROVERS, COMPANY, COST_ROWS
from samples.generator.goods import BANKS, DEPARTMENTS, DESTINATIONS, FEES, PAYEES, REASONS
from samples.generator.stamps import RoundSeal


def fill_application(rng: random.Random) -> Filling:
    """An application whose sums agree and whose approvals follow each other in time."""
    day = a_date(rng)
    costs, total = _fill_costs(rng)
    serial = said(f"SQ{day:%Y%m%d}-{rng.randrange(1, 60):03d}")
    applicant = a_person(rng)
    fields = {
        "application_no": serial,
        "application_no_2": serial,
        "department": said(rng.choice(DEPARTMENTS)),
        "application_date": dated(day),
        "applicant": said(applicant),
        "staff_no": said(f"{rng.randrange(10**6):06d}"),
        "identity_number": said(an_identity_number(rng)),
        "phone": said(a_mobile(rng)),
        "urgency": Entry(rng.choice(("normal", "urgent", "critical"))),
        "reason": said(rng.choice(REASONS)),
        "advance": paid(total),
        "advance_capital": Entry(money(total), in_capitals(total)),
        "cost_total": paid(total),
        "declaration": Entry(True),
        "applicant_signature": Entry(True, applicant),
    }
    fields |= _fill_journey(rng, day) | _fill_payment(rng) | _fill_approvals(rng, day, total)
    return Filling(fields, {"costs": costs})


def _fill_journey(rng: random.Random, day: date) -> Entries:
    start = day + timedelta(days=rng.randint(1, 9))
    vehicle = rng.choice(("car", "van", "truck", "hired"))
    picked = [value for value in ("itinerary", "quotation", "invitation", "other") if rng.random() < 0.45]
    fields = {
        "vehicle": Entry(vehicle),
        "start_date": dated(start),
        "start_time": said(f"{rng.randrange(6, 12):02d}:{rng.choice(('00', '15', '30'))}"),
        "return_date": dated(start + timedelta(days=rng.randrange(3))),
        "return_time": said(f"{rng.randrange(15, 22):02d}:{rng.choice(('00', '30', '45'))}"),
        "destination": said(rng.choice(DESTINATIONS)),
        "distance": whole(rng.randrange(60, 900, 10)),
        "passengers": whole(rng.randrange(6)),
        "driver_needed": Entry(rng.random() < 0.5),
        "attachments": Entry(picked),
    }
    if vehicle != "hired":
        fields["plate"] = said(a_plate(rng, new_energy=rng.random() < 0.3))
    return fields


def _fill_payment(rng: random.Random) -> Entries:
    payment = rng.choice(("cash", "transfer", "transfer", "monthly", None))
    fields = {"payment": Entry(payment)}
    if payment == "transfer":
        fields |= {
            "payee": said(rng.choice(PAYEES)),
            "payee_uscc": said(a_uscc(rng)),
            "bank": said(rng.choice(BANKS)),
            "account": said(f"62{rng.randrange(10**17):017d}"),
        }
    return fields


def _fill_approvals(rng: random.Random, day: date, fen: int) -> Entries:
    """The chain up to the vice president, or to the president from 5000 yuan on."""
    fields: Entries = {}
    for name, _, _ in APPROVERS if fen >= 500_000 else APPROVERS[:3]:
        person = a_person(rng)
        fields |= {
            f"{name}_name": said(person),
            f"{name}_opinion": Entry("agree"),
            f"{name}_signature": Entry(True, person),
            f"{name}_date": dated(day, rng.choice(("%Y-%-m-%-d", "%Y年%-m月%-d日"))),
        }
        day += timedelta(days=rng.randrange(2))
    return fields | {"seal": sealed(RoundSeal(COMPANY, "行政专用章"))}


def _fill_costs(rng: random.Random) -> tuple[list[Entries], int]:
    rows: list[Entries] = []
    total = 0
    for fee in rng.sample(list(FEES), rng.randint(2, COST_ROWS)):
        price, times = rng.randrange(2000, 80_000, 50), rng.randint(1, 6)
        total += price * times
        row = {"fee": said(fee), "price": paid(price), "times": whole(times), "amount": paid(price * times)}
        if rng.random() < 0.7:
            row["note"] = said(FEES[fee])
        rows.append(row)
    return rows, total

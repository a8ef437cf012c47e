"""The tables of invented forms: what their columns hold and how rows are filled so that sums and products agree."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from samples.generator.entries import Entries, Entry, dated, paid, said, whole
from samples.generator.invented import words
from samples.generator.invented.ideas import REQUIRED, Case
from samples.generator.layout import Blank

COUNT = {"type": "integer", "minimum": 0}
TEXT = {"type": "text"}
THINGS = {"type": "text", "lexicon": "things"}
UNITS = {"type": "text", "lexicon": "units"}


@dataclass(frozen=True, kw_only=True)
class TableIdea:
    """`columns` with their relative widths; those at the end named in `optional` may be left out by a layout."""

    columns: tuple[tuple[Blank, float], ...]
    optional: frozenset[str]
    row: Callable[[Case], Entries]
    rules: tuple[Mapping[str, Any], ...] = ()
    totals: tuple[str, ...] = ()


def _blank(name: str, zh: str, en: str, read: Mapping[str, Any], required: bool = False) -> Blank:
    return Blank(name=name, zh=zh, en=en, read=read, printed=zh, more=REQUIRED if required else {})


def _code(rng: random.Random) -> str:
    return f"{rng.choice('ABCDKMTX')}{rng.choice('BCMPT')}-{rng.randrange(10**5):05d}"


CODE = _blank("code", "货号", "Code", {"type": "code", "pattern": r"[A-Z]{2}-\d{5}"})
NAME = _blank("name", "品名", "Name", THINGS, required=True)
SPEC = _blank("spec", "规格", "Specification", TEXT)
UNIT = _blank("unit", "单位", "Unit", UNITS)
REMARK = _blank("remark", "备注", "Remark", TEXT)


def _remark(case: Case) -> Entries:
    return {"remark": said(case.rng.choice(words.ROW_REMARKS))} if case.rng.random() < 0.3 else {}


def _goods(case: Case) -> Entries:
    rng = case.rng
    quantity, price = rng.choice((rng.randrange(1, 60), rng.randrange(50, 3000, 10))), rng.randrange(15, 30_000)
    case.fen += quantity * price
    case.pieces += quantity
    row = {
        "code": said(_code(rng)),
        "name": said(rng.choice(case.lists["things"])),
        "spec": said(words.a_spec(rng)),
        "unit": said(rng.choice(case.lists["units"])),
        "quantity": whole(quantity),
        "price": paid(price),
        "amount": paid(quantity * price),
    }
    return row | _remark(case)


def _counts(case: Case) -> Entries:
    rng = case.rng
    ordered = rng.randrange(4, 400) * 5
    received = ordered - rng.choice((0, 0, 0, 5, 10))
    case.pieces += received
    row = {
        "code": said(_code(rng)),
        "name": said(rng.choice(case.lists["things"])),
        "spec": said(words.a_spec(rng)),
        "unit": said(rng.choice(case.lists["units"])),
        "ordered": whole(ordered),
        "received": whole(received),
        "batch": said(f"{case.day:%y%m%d}{rng.randrange(100):02d}"),
    }
    return row | _remark(case)


def _checks(case: Case) -> Entries:
    rng = case.rng
    nominal, spread = rng.randrange(50, 9000), rng.randrange(2, 40)
    return {
        "check": said(rng.choice(words.CHECKS)),
        "nominal": said(f"{nominal / 100:.2f}"),
        "tolerance": said(f"{spread / 100:.2f}"),
        **{f"measured_{one}": said(f"{(nominal + rng.randint(-spread, spread)) / 100:.2f}") for one in ("a", "b", "c")},
        "passed": Entry(rng.random() < 0.85),
    }


def _expenses(case: Case) -> Entries:
    rng = case.rng
    fen = rng.randrange(500, 300_000, 5)
    case.fen += fen
    row = {
        "day": dated(case.day - timedelta(days=rng.randrange(1, 40)), case.date_style),
        "purpose": said(rng.choice(case.lists["purposes"])),
        "place": said(rng.choice(words.CITIES)),
        "receipts": whole(rng.randrange(1, 12)),
        "amount": paid(fen),
    }
    return row | _remark(case)


def _figure(name: str, zh: str, en: str) -> Blank:
    return _blank(name, zh, en, {"type": "number", "decimals": 2})


PRODUCT = {"rule": "product", "of": ["items.quantity", "items.price"], "equals": "items.amount"}
TABLES: Mapping[str, TableIdea] = {
    "goods": TableIdea(
        columns=(
            (CODE, 20), (NAME, 32), (SPEC, 20), (UNIT, 10), (_blank("quantity", "数量", "Quantity", COUNT, True), 14),
            (_blank("price", "单价", "Price", {"type": "amount"}, True), 17),
            (_blank("amount", "金额", "Amount", {"type": "amount"}, True), 21), (REMARK, 16),
        ),
        optional=frozenset({"code", "spec", "unit", "remark"}),
        row=_goods,
        rules=(PRODUCT, {"rule": "sum", "of": "items.amount", "equals": "total"}),
        totals=("total", "total_capital"),
    ),
    "counts": TableIdea(
        columns=(
            (CODE, 20), (NAME, 32), (SPEC, 20), (UNIT, 11), (_blank("ordered", "应收数量", "Ordered", COUNT), 17),
            (_blank("received", "实收数量", "Received", COUNT, True), 17),
            (_blank("batch", "批号", "Batch", {"type": "code", "pattern": r"\d{8}"}), 20), (REMARK, 16),
        ),
        optional=frozenset({"code", "spec", "ordered", "batch", "remark"}),
        row=_counts,
        rules=({"rule": "sum", "of": "items.received", "equals": "total_pieces"},),
        totals=("total_pieces",),
    ),
    "checks": TableIdea(
        columns=(
            (_blank("check", "检验项目", "Check", {"type": "text", "lexicon": "checks"}, True), 24),
            (_figure("nominal", "标准值", "Nominal"), 18), (_figure("tolerance", "公差", "Tolerance"), 14),
            (_figure("measured_a", "实测一", "Measured 1"), 18), (_figure("measured_b", "实测二", "Measured 2"), 18),
            (_figure("measured_c", "实测三", "Measured 3"), 18),
            (_blank("passed", "合格", "Passed", {"type": "tick"}), 11),
        ),
        optional=frozenset({"tolerance", "measured_c"}),
        row=_checks,
    ),
    "expenses": TableIdea(
        columns=(
            (_blank("day", "发生日期", "Day", {"type": "date"}, True), 26),
            (_blank("purpose", "费用项目", "Purpose", {"type": "text", "lexicon": "purposes"}, True), 28),
            (_blank("place", "地点", "Place", TEXT), 16), (_blank("receipts", "单据张数", "Receipts", COUNT), 16),
            (_blank("amount", "金额", "Amount", {"type": "amount"}, True), 22), (REMARK, 18),
        ),
        optional=frozenset({"place", "receipts", "remark"}),
        row=_expenses,
        rules=({"rule": "sum", "of": "items.amount", "equals": "total"},),
        totals=("total", "total_capital"),
    ),
}  # fmt: skip

"""What can stand on a business form: each idea is a kind of entry with its labels, its type, and a way to fill it."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from samples.generator.entries import Entry, dated, paid, said, whole
from samples.generator.facts import a_mobile, a_plate, a_uscc, an_identity_number, in_capitals, money
from samples.generator.invented import words


@dataclass(kw_only=True)
class Case:
    """What the entries of one filled form share: the day, the sums, the lists, the way dates are written."""

    rng: random.Random
    lists: Mapping[str, tuple[str, ...]]
    day: date
    date_style: str
    prefix: str
    number: str = ""
    fen: int = 0
    pieces: int = 0


@dataclass(frozen=True, kw_only=True)
class Idea:
    """`labels` are the ways in which it is printed (the first is its label); `least_mm` the room it wants."""

    name: str
    labels: tuple[str, ...]
    en: str
    read: Mapping[str, Any]
    write: Callable[[Case], Entry]
    least_mm: float = 28.0
    more: Mapping[str, Any] = field(default_factory=dict)


REQUIRED = {"required": True}


def _number(case: Case) -> Entry:
    return said(case.number)


def _later(case: Case) -> Entry:
    return dated(case.day + timedelta(days=case.rng.randrange(1, 30)), case.date_style)


def _from(name: str) -> Callable[[Case], Entry]:
    return lambda case: said(case.rng.choice(case.lists[name]))


def _of(make: Callable[[random.Random], str]) -> Callable[[Case], Entry]:
    return lambda case: said(make(case.rng))


def _digits(prefix: str, count: int) -> Callable[[Case], Entry]:
    return lambda case: said(prefix + "".join(case.rng.choice("0123456789") for _ in range(count)))


def _listed(name: str) -> dict[str, Any]:
    return {"type": "text", "lexicon": name}


TEXT = {"type": "text"}
IDEAS: Mapping[str, Idea] = {
    idea.name: idea
    for idea in (
        Idea(name="date", labels=("日期", "开单日期", "填表日期"), en="Date", read={"type": "date"}, more=REQUIRED,
             write=lambda case: dated(case.day, case.date_style)),
        Idea(name="due", labels=("要求日期", "交货日期", "完成日期"), en="Due date", read={"type": "date"},
             write=_later),
        Idea(name="customer", labels=("客户名称", "收货单位", "购货单位"), en="Customer", read=_listed("companies"),
             write=_from("companies"), least_mm=50, more=REQUIRED),
        Idea(name="supplier", labels=("供应商", "供货单位", "来料厂家"), en="Supplier", read=_listed("companies"),
             write=_from("companies"), least_mm=50),
        Idea(name="department", labels=("部门", "申请部门", "领用部门"), en="Department", read=_listed("departments"),
             write=_from("departments"), more=REQUIRED),
        Idea(name="warehouse", labels=("仓库", "库位", "存放仓库"), en="Warehouse", read=_listed("warehouses"),
             write=_from("warehouses")),
        Idea(name="applicant", labels=("申请人", "经办人", "报销人"), en="Applicant", read=TEXT,
             write=_of(words.a_person), least_mm=22),
        Idea(name="contact", labels=("联系人", "收货人", "承运人"), en="Contact", read=TEXT, write=_of(words.a_person),
             least_mm=22),
        Idea(name="phone", labels=("联系电话", "电话", "手机"), en="Telephone", read={"type": "phone"},
             write=_of(a_mobile), least_mm=32),
        Idea(name="address", labels=("地址", "送货地址", "收货地址"), en="Address", read=TEXT,
             write=_of(words.an_address), least_mm=58),
        Idea(name="plate", labels=("车牌号", "车牌号码", "车号"), en="Licence plate", read={"type": "licence-plate"},
             write=lambda case: said(a_plate(case.rng, new_energy=case.rng.random() < 0.3)), least_mm=26),
        Idea(name="order_no", labels=("订单号", "合同号", "采购单号"), en="Order number",
             read={"type": "code", "pattern": r"PO\d{4}-\d{5}"}, least_mm=32,
             write=lambda case: said(f"PO{case.day:%y%m}-{case.rng.randrange(10**5):05d}")),
        Idea(name="staff_no", labels=("工号", "员工编号"), en="Staff number",
             read={"type": "code", "pattern": r"\d{6}"}, write=_digits("", 6), least_mm=22),
        Idea(name="identity", labels=("身份证号", "身份证号码"), en="Identity number", read={"type": "identity-number"},
             write=_of(an_identity_number), least_mm=46),
        Idea(name="uscc", labels=("统一社会信用代码", "税号"), en="Social credit code", read={"type": "uscc"},
             write=_of(a_uscc), least_mm=46),
        Idea(name="bank", labels=("开户银行", "开户行"), en="Bank", read=TEXT, write=_of(words.a_bank), least_mm=58),
        Idea(name="account", labels=("账号", "银行账号"), en="Account", read={"type": "code", "pattern": r"\d{19}"},
             write=_digits("62", 17), least_mm=48),
        Idea(name="payer", labels=("交款单位", "付款单位", "收款单位"), en="Payer", read=_listed("companies"),
             write=_from("companies"), least_mm=52, more=REQUIRED),
        Idea(name="purpose", labels=("事由", "用途", "款项用途"), en="Purpose", read=TEXT,
             write=_of(lambda rng: rng.choice(words.REASONS)), least_mm=58),
        Idea(name="remark", labels=("备注", "说明"), en="Remark", read=TEXT,
             write=_of(lambda rng: rng.choice(words.REMARKS)), least_mm=44),
        Idea(name="distance", labels=("预计里程", "里程"), en="Distance", read={"type": "integer", "minimum": 1},
             write=lambda case: whole(case.rng.randrange(10, 2000, 5)), least_mm=20),
        Idea(name="people", labels=("人数", "随行人数"), en="People", read={"type": "integer", "minimum": 0},
             write=lambda case: whole(case.rng.randrange(1, 30)), least_mm=16),
        Idea(name="weight", labels=("总重量", "毛重"), en="Weight", least_mm=24,
             read={"type": "number", "decimals": 1, "minimum": 0},
             write=lambda case: said(f"{case.rng.randrange(100, 90_000) / 10:.1f}")),
        Idea(name="start_time", labels=("出发时间", "到达时间", "开始时间"), en="Time", read={"type": "time"},
             write=lambda case: said(f"{case.rng.randrange(6, 22):02d}:{case.rng.randrange(0, 60, 5):02d}"),
             least_mm=20),
        Idea(name="total", labels=("合计金额", "总金额", "金额合计"), en="Total", read={"type": "amount"},
             write=lambda case: paid(case.fen), more=REQUIRED),
        Idea(name="total_capital", labels=("金额大写", "合计大写", "人民币大写"), en="Total in capitals", least_mm=62,
             read={"type": "capital-amount"},
             write=lambda case: Entry(money(case.fen), in_capitals(case.fen))),
        Idea(name="total_pieces", labels=("合计数量", "总数量"), en="Total quantity", read={"type": "integer"},
             write=lambda case: whole(case.pieces), more=REQUIRED, least_mm=22),
    )
}  # fmt: skip


def number_idea(prefix: str) -> Idea:
    """The form's own number, different on every copy."""
    return Idea(name="number", labels=("单号", "编号", "No."), en="Number", write=_number, least_mm=36, more=REQUIRED,
                read={"type": "code", "pattern": prefix + r"\d{10}"})  # fmt: skip

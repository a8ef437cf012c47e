"""Two suppliers' delivery slips (送货单) that look nearly alike: one layout, laid out twice with slight shifts."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from samples.generator.design import Draft, FormDesign, Role, Typography, box
from samples.generator.entries import Entries, Entry, Filling, dated, paid, said, sealed, whole
from samples.generator.facts import a_date, a_mobile, a_person, a_plate, in_capitals, money
from samples.generator.forms import purposes
from samples.generator.goods import ADDRESSES, CARTONS, PURCHASERS, REMARKS, ROW_REMARKS
from samples.generator.layout import (
    INNER,
    OUTER,
    THIN,
    Blank,
    Grid,
    draw_grid,
    draw_underlined,
    edges_from,
    grid_columns,
)
from samples.generator.stamps import RoundSeal

ROWS = 6
ROW_HEIGHT = 7.6
TEXT = {"type": "text"}
PLATE = {"type": "licence-plate"}
SEAL = {"type": "seal"}
SIGNATURE = {"type": "signature"}
REQUIRED = {"required": True}
BY_HAND = {"handwritten": True}


@dataclass(frozen=True, kw_only=True)
class SlipHouse:
    """What differs between suppliers: their printed texts, fonts, and where the parts of the slip lie (mm)."""

    name: str
    look_alike: str
    supplier: str
    contact: str
    form_number: str
    prefix: str
    shift: float
    table_top: float
    column_widths: tuple[float, ...]
    legend: str
    barcode: bool
    fonts: Mapping[Role, tuple[str, str]]


HUAJIN = SlipHouse(
    name="delivery-slip-huajin",
    look_alike="delivery-slip-jinhua",
    supplier="昆山市华锦包装材料有限公司",
    contact="地址：江苏省昆山市张浦镇振新东路588号　电话：0512-55501688　传真：0512-55501699",
    form_number="HJ-QR-07-01 A/2",
    prefix="HJ",
    shift=0.0,
    table_top=45.0,
    column_widths=(9, 27, 56, 13, 20, 20, 26, 23),
    legend="①存根（白）②客户（红）③回单（黄）",
    barcode=True,
    fonts={
        "title": ("Noto Serif CJK SC", "bold"),
        "heading": ("Noto Serif CJK SC", "bold"),
        "label": ("AR PL UMing CN", "regular"),
        "small": ("AR PL UMing CN", "regular"),
    },
)
JINHUA = SlipHouse(
    name="delivery-slip-jinhua",
    look_alike="delivery-slip-huajin",
    supplier="昆山市锦华包装制品有限公司",
    contact="地址：江苏省昆山市千灯镇石浦中路126号　电话：0512-55507826　传真：0512-55507836",
    form_number="JH/SC-QR-012 B/0",
    prefix="JH",
    shift=2.5,
    table_top=46.5,
    column_widths=(10, 24, 60, 12, 19, 18, 27, 22),
    legend="第一联存根　第二联客户　第三联记账",
    barcode=False,
    fonts={
        "title": ("Noto Serif CJK SC", "bold"),
        "heading": ("Noto Serif CJK SC", "bold"),
        "label": ("WenQuanYi Zen Hei", "regular"),
        "small": ("WenQuanYi Zen Hei", "regular"),
    },
)


def design_slip(house: SlipHouse) -> FormDesign:
    draft = Draft(size=(215, 140))
    edges = edges_from(8.0 + house.shift / 2, house.column_widths)
    grid = Grid(edges=edges, top=house.table_top, head=7.0, row_height=ROW_HEIGHT, rows=ROWS)
    _draw_head(draft, house)
    _draw_items(draft, house, grid)
    _draw_totals(draft, grid)
    _draw_signing(draft, house, grid)
    return draft.finish(
        name=house.name,
        title={"zh-CN": f"送货单（{house.supplier}）", "en": f"Delivery slip ({house.prefix})"},
        purpose=purposes.DELIVERY_SLIP,
        version=2,
        rules=_rules(house),
        typography=Typography(families=house.fonts),
        lookups={"purchasers": PURCHASERS, "units": ("个", "只", "张", "套", "卷", "箱")},
        about=_about(house),
    )


def _code(house: SlipHouse) -> str:
    return house.prefix + r"\d{8}"


def _draw_head(draft: Draft, house: SlipHouse) -> None:
    shift, middle = house.shift, 107 + house.shift
    draft.text(middle, 10.5, house.supplier, 5.4, role="heading", anchor="centre", tracking=0.6, tells_apart=True)
    draft.text(middle, 15.5, house.contact, 2.6, role="small", anchor="centre")
    draft.text(middle, 24.2, "送货单", 6.6, role="title", anchor="centre", tracking=5)
    draft.line(middle - 23, 26.0, middle + 23, 26.0, 0.3)
    draft.line(middle - 23, 26.7, middle + 23, 26.7, THIN)
    draft.text(156 + shift, 24.2, "No.", 4.2, role="heading")
    number = {"type": "code", "pattern": _code(house)}
    draft.zone("slip_no", "送货单号", "Slip number", box(164.5 + shift, 18.8, 40, 7), number, required=True)
    if house.barcode:
        barcode = {"type": "barcode", "formats": ["code-128"], "pattern": _code(house)}
        draft.zone("slip_barcode", "单号条码", "Slip number bar code", box(6, 16.2, 47, 10.8), barcode)
    left, top = 8 + shift / 2, 35.2 + shift / 2
    rows = (
        (
            Blank(name="customer", zh="收货单位", en="Customer", printed="收货单位：", more=REQUIRED,
                  read={"type": "text", "lexicon": "purchasers"}),
            Blank(name="delivery_date", zh="送货日期", en="Delivery date", printed="送货日期：", more=REQUIRED,
                  read={"type": "date"}),
            Blank(name="order_no", zh="订单编号", en="Order number", printed="订单编号：", more=REQUIRED,
                  read={"type": "code", "pattern": r"PO\d{4}-\d{5}"}),
        ),
        (
            Blank(name="address", zh="送货地址", en="Address", printed="送货地址：", read=TEXT),
            Blank(name="phone", zh="联系电话", en="Telephone", printed="联系电话：", read={"type": "phone"}),
            Blank(name="plate", zh="车牌号码", en="Licence plate", printed="车牌号码：", read=PLATE),
        ),
    )  # fmt: skip
    for number_of_row, row in enumerate(rows):
        for blank, (start, end) in zip(row, ((0, 84), (90, 136), (140, 194)), strict=True):
            draw_underlined(draft, blank, left + start, top + number_of_row * 7.5, left + end, 17.4)


def _draw_items(draft: Draft, house: SlipHouse, grid: Grid) -> None:
    heads = ("序号", "产品编号", "品名及规格", "单位", "数量", "单价（元）", "金额（元）", "备注")
    draw_grid(draft, grid, heads, 3.3, numbered=True)
    columns = (
        Blank(name="code", zh="产品编号", en="Item code", more=REQUIRED,
              read={"type": "code", "pattern": r"[A-Z]{2}-\d{5}"}),
        Blank(name="name", zh="品名及规格", en="Description", read=TEXT, more=REQUIRED),
        Blank(name="unit", zh="单位", en="Unit", read={"type": "text", "lexicon": "units"}),
        Blank(name="quantity", zh="数量", en="Quantity", read={"type": "integer", "minimum": 1}, more=REQUIRED),
        Blank(name="price", zh="单价", en="Unit price", read={"type": "number", "decimals": 2, "minimum": 0},
              more=REQUIRED),
        Blank(name="amount", zh="金额", en="Amount", read={"type": "amount", "minimum": 0}, more=REQUIRED),
        Blank(name="remark", zh="备注", en="Remark", read=TEXT),
    )  # fmt: skip
    body = box(grid.edges[1], grid.body, grid.edges[-1] - grid.edges[1], ROWS * ROW_HEIGHT)
    draft.table("items", "货物明细", "Items", body, ROWS, grid_columns(columns, grid.edges[1:]), minimum_rows=1)


def _draw_totals(draft: Draft, grid: Grid) -> None:
    edges, top = grid.edges, grid.bottom
    middle, bottom = top + 7.6, top + 15.2
    draft.line(edges[0], middle, edges[-1], middle, INNER)
    draft.line(edges[0], bottom, edges[-1], bottom, OUTER)
    for edge in (edges[0], edges[-1]):
        draft.line(edge, top, edge, bottom, OUTER)
    for edge in (edges[2], edges[4], edges[5], edges[6], edges[7]):
        draft.line(edge, top, edge, middle, INNER)
    draft.line(edges[2], middle, edges[2], bottom, INNER)
    draft.text((edges[0] + edges[2]) / 2, top + 5.0, "合计金额（大写）", 3.2, anchor="centre")
    draft.text((edges[0] + edges[2]) / 2, middle + 5.0, "备　　注", 3.3, anchor="centre")
    draft.text((edges[5] + edges[6]) / 2, top + 5.0, "小写合计", 3.2, anchor="centre")
    blanks = (
        (Blank(name="total_capital", zh="合计金额大写", en="Total in capitals", more=REQUIRED,
               read={"type": "capital-amount"}), edges[2], edges[4], top),
        (Blank(name="total_quantity", zh="数量合计", en="Total quantity", more=REQUIRED,
               read={"type": "integer"}), edges[4], edges[5], top),
        (Blank(name="total_amount", zh="金额合计", en="Total amount", more=REQUIRED,
               read={"type": "amount"}), edges[6], edges[7], top),
        (Blank(name="remark", zh="备注", en="Remark", read=TEXT), edges[2], edges[-1], middle),
    )  # fmt: skip
    for blank, left, right, y in blanks:
        blank.place(draft, left, y, right - left, 7.6)


def _draw_signing(draft: Draft, house: SlipHouse, grid: Grid) -> None:
    left, bottom = grid.edges[0], grid.bottom + 15.2
    line = bottom + 9.4
    blanks = (
        (Blank(name="clerk", zh="制单人", en="Made out by", printed="制单人：", read=TEXT), 0, 14, 36),
        (Blank(name="driver", zh="送货人", en="Delivered by", printed="送货人：", read=TEXT, more=BY_HAND),
         42, 14, 80),
        (Blank(name="receiver_signature", zh="收货人签字", en="Receiver's signature", printed="收货人签字：",
               read=SIGNATURE, more=REQUIRED), 86, 21, 141),
        (Blank(name="received_date", zh="收货日期", en="Received on", printed="收货日期：", read={"type": "date"},
               more=BY_HAND), 145, 17.5, 193.5),
    )  # fmt: skip
    for blank, start, label, end in blanks:
        draw_underlined(draft, blank, left + start, line, left + end, label, height=7.0)
    below = line + 5.8
    draft.text(left, below, "注：1. 请当面清点数量，如有质量问题请于收货后三日内提出。", 2.5, role="small")
    draft.text(left, below + 4.0, "　　2. 本单经收货方签字或盖章后生效，作为结算依据。", 2.5, role="small")
    draft.text(left, below + 9.2, f"表单编号：{house.form_number}", 2.6, role="small", tells_apart=True)
    draft.text(left + 86, below + 9.2, house.legend, 2.5, role="small")
    draft.text(left + 145, below, "（收货单位盖章）", 3.0, role="small")
    at = box(left + 142, bottom - 4.5, 52, 143.0 - bottom)
    draft.zone("seal", "收货单位盖章", "Customer's seal", at, SEAL, may_overlap=True)


def _rules(house: SlipHouse) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = [
        {"rule": "product", "of": ["items.quantity", "items.price"], "equals": "items.amount"},
        {"rule": "sum", "of": "items.quantity", "equals": "total_quantity"},
        {"rule": "sum", "of": "items.amount", "equals": "total_amount"},
        {"rule": "same", "fields": ["total_amount", "total_capital"]},
        {"rule": "order", "first": "delivery_date", "then": "received_date"},
        {"rule": "known", "field": "customer", "lookup": "purchasers"},
    ]
    if house.barcode:
        rules.append({"rule": "same", "fields": ["slip_no", "slip_barcode"]})
    return rules


def _about(house: SlipHouse) -> str:
    return f"""# 送货单 {house.supplier} ({house.name})

A supplier's delivery slip on continuous paper with the strips torn off (215 x 140 mm), one page, six item rows.
Its look-alike is `{house.look_alike}`: the supplier's name and the form number ({house.form_number}) tell them apart.
The company, its address and numbers are invented.

`lookups/purchasers.csv` lists the customers that the supplier delivers to, `lookups/units.csv` the units.
Drawn by `samples/generator/forms/delivery_slip.py`; `samples/README.md` tells how to draw it again.
"""


def fill_slip(house: SlipHouse, rng: random.Random) -> Filling:
    """A plausible delivery: two to six items, sums right, received on the day or soon after."""
    day, place = a_date(rng), rng.randrange(len(PURCHASERS))
    serial = f"{house.prefix}{day:%y%m}{rng.randrange(1, 9999):04d}"
    rows, pieces, total = _fill_items(rng)
    fields = {
        "slip_no": said(serial),
        "customer": said(PURCHASERS[place]),
        "delivery_date": dated(day),
        "order_no": said(f"PO{day:%Y}-{rng.randrange(10**5):05d}"),
        "address": said(ADDRESSES[place]),
        "phone": said(a_mobile(rng)),
        "plate": said(a_plate(rng, new_energy=rng.random() < 0.3)),
        "total_capital": Entry(money(total), in_capitals(total)),
        "total_quantity": whole(pieces),
        "total_amount": paid(total),
        "clerk": said(a_person(rng)),
        "driver": said(a_person(rng)),
        "receiver_signature": Entry(True, a_person(rng)),
        "received_date": dated(day + timedelta(days=rng.randrange(3)), rng.choice(("%Y-%-m-%-d", "%Y年%-m月%-d日"))),
        "seal": sealed(RoundSeal(PURCHASERS[place], "收货专用章")),
    }
    if house.barcode:
        fields["slip_barcode"] = said(serial)
    if rng.random() < 0.6:
        fields["remark"] = said(rng.choice(REMARKS))
    return Filling(fields, {"items": rows})


def _fill_items(rng: random.Random) -> tuple[list[Entries], int, int]:
    """The rows, the pieces in all, and the sum in fen."""
    rows: list[Entries] = []
    pieces, total = 0, 0
    for code, name, unit, price in rng.sample(CARTONS, rng.randint(2, ROWS)):
        count = rng.choice((rng.randrange(20, 990), rng.randrange(5, 60) * 50))
        pieces, total = pieces + count, total + count * price
        row = {"code": said(code), "name": said(name), "unit": said(unit), "quantity": whole(count)}
        row |= {"price": paid(price), "amount": paid(count * price)}
        if rng.random() < 0.3:
            row["remark"] = said(rng.choice(ROW_REMARKS))
        rows.append(row)
    return rows, pieces, total

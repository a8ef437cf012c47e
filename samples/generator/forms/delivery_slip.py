"""Two suppliers' delivery slips (送货单) that look nearly alike: one layout, laid out twice with slight shifts."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ocr_service.forms.template import Column
from samples.generator.design import Draft, FormDesign, Role, Typography, box
from samples.generator.entries import Entry, Filling, dated, paid, said, whole
from samples.generator.facts import a_date, a_mobile, a_person, a_plate, in_capitals, money
from samples.generator.goods import ADDRESSES, CARTONS, PURCHASERS, REMARKS, ROW_REMARKS

ROWS = 6
ROW_HEIGHT = 7.6


@dataclass(frozen=True, kw_only=True)
class SlipHouse:
    """What differs between suppliers: their printed texts, fonts, and where the parts of the slip lie (mm)."""

    name: str
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
    edges = _edges(house)
    _draw_head(draft, house)
    _draw_table(draft, house, edges)
    _draw_foot(draft, house, edges)
    return draft.finish(
        name=house.name,
        title={"zh-CN": f"送货单（{house.supplier}）", "en": f"Delivery slip ({house.prefix})"},
        rules=_rules(house),
        typography=Typography(families=house.fonts),
        lookups={"purchasers": PURCHASERS, "units": ("个", "只", "张", "套", "卷", "箱")},
        about=_about(house),
    )


def _edges(house: SlipHouse) -> list[float]:
    edges = [8.0 + house.shift / 2]
    for width in house.column_widths:
        edges.append(edges[-1] + width)
    return edges


def _draw_head(draft: Draft, house: SlipHouse) -> None:
    shift = house.shift
    middle = 107 + shift
    draft.text(middle, 10.5, house.supplier, 5.4, role="heading", anchor="centre", tracking=0.6, tells_apart=True)
    draft.text(middle, 15.5, house.contact, 2.6, role="small", anchor="centre")
    draft.text(middle, 24.2, "送货单", 6.6, role="title", anchor="centre", tracking=5)
    draft.line(middle - 23, 26.0, middle + 23, 26.0, 0.3)
    draft.line(middle - 23, 26.7, middle + 23, 26.7, 0.15)
    draft.text(156 + shift, 24.2, "No.", 4.2, role="heading")
    draft.zone(
        "slip_no",
        "送货单号",
        "Slip number",
        box(164.5 + shift, 18.8, 40, 7),
        {"type": "code", "pattern": house.prefix + r"\d{8}"},
        required=True,
    )
    if house.barcode:
        draft.zone(
            "slip_barcode",
            "单号条码",
            "Slip number bar code",
            box(6, 16.2, 47, 10.8),
            {"type": "barcode", "formats": ["code-128"], "pattern": house.prefix + r"\d{8}"},
        )
    _draw_head_fields(draft, shift)


def _draw_head_fields(draft: Draft, shift: float) -> None:
    left = 8 + shift / 2
    top, below = 29.0 + shift / 2, 36.5 + shift / 2
    places: list[tuple[str, str, str, str, float, float, float, dict[str, Any], dict[str, Any]]] = [
        (
            "customer",
            "收货单位",
            "Customer",
            "收货单位：",
            left,
            top,
            84,
            {"type": "text", "lexicon": "purchasers"},
            {"required": True},
        ),
        (
            "delivery_date",
            "送货日期",
            "Delivery date",
            "送货日期：",
            left + 90,
            top,
            46,
            {"type": "date"},
            {"required": True},
        ),
        (
            "order_no",
            "订单编号",
            "Order number",
            "订单编号：",
            left + 140,
            top,
            54,
            {"type": "code", "pattern": r"PO\d{4}-\d{5}"},
            {"required": True},
        ),
        ("address", "送货地址", "Address", "送货地址：", left, below, 84, {"type": "text"}, {}),
        ("phone", "联系电话", "Telephone", "联系电话：", left + 90, below, 46, {"type": "phone"}, {}),
        ("plate", "车牌号码", "Licence plate", "车牌号码：", left + 140, below, 54, {"type": "licence-plate"}, {}),
    ]
    for name, zh, en, printed, x, y, width, read, more in places:
        draft.text(x, y + 5.0, printed, 3.4)
        blank = x + 17.4
        draft.line(blank, y + 6.2, x + width, y + 6.2, 0.15)
        draft.zone(name, zh, en, box(blank, y, x + width - blank, 6.0), read, **more)


def _draw_table(draft: Draft, house: SlipHouse, edges: list[float]) -> None:
    top, head = house.table_top, 7.0
    body = top + head
    bottom = body + ROWS * ROW_HEIGHT
    heads = ("序号", "产品编号", "品名及规格", "单位", "数量", "单价（元）", "金额（元）", "备注")
    for left, right, printed in zip(edges, edges[1:], heads, strict=False):
        draft.text((left + right) / 2, top + 4.9, printed, 3.3, anchor="centre")
    draft.line(edges[0], top, edges[-1], top, 0.35)
    draft.line(edges[0], body, edges[-1], body, 0.2)
    for row in range(ROWS):
        y = body + row * ROW_HEIGHT
        draft.text((edges[0] + edges[1]) / 2, y + 5.2, str(row + 1), 3.2, anchor="centre")
        draft.line(edges[0], y + ROW_HEIGHT, edges[-1], y + ROW_HEIGHT, 0.2)
    for edge in edges:
        outer = edge in (edges[0], edges[-1])
        draft.line(edge, top, edge, bottom, 0.35 if outer else 0.2)
    columns: list[tuple[str, str, str, dict[str, Any], bool]] = [
        ("code", "产品编号", "Item code", {"type": "code", "pattern": r"[A-Z]{2}-\d{5}"}, True),
        ("name", "品名及规格", "Description", {"type": "text"}, True),
        ("unit", "单位", "Unit", {"type": "text", "lexicon": "units"}, False),
        ("quantity", "数量", "Quantity", {"type": "integer", "minimum": 1}, True),
        ("price", "单价", "Unit price", {"type": "number", "decimals": 2, "minimum": 0}, True),
        ("amount", "金额", "Amount", {"type": "amount", "minimum": 0}, True),
        ("remark", "备注", "Remark", {"type": "text"}, False),
    ]
    draft.table(
        "items",
        "货物明细",
        "Items",
        box(edges[1], body, edges[-1] - edges[1], ROWS * ROW_HEIGHT),
        ROWS,
        [
            Column.model_validate(
                {
                    "name": name,
                    "label": {"zh-CN": zh, "en": en},
                    "left": round(left, 2),
                    "right": round(right, 2),
                    "read": read,
                    "required": required,
                }
            )
            for (name, zh, en, read, required), left, right in zip(columns, edges[1:-1], edges[2:], strict=True)
        ],
        minimum_rows=1,
    )


def _draw_foot(draft: Draft, house: SlipHouse, edges: list[float]) -> None:
    top = house.table_top + 7.0 + ROWS * ROW_HEIGHT
    middle, bottom = top + 7.6, top + 15.2
    for y in (middle, bottom):
        draft.line(edges[0], y, edges[-1], y, 0.35 if y == bottom else 0.2)
    for edge in (edges[0], edges[-1]):
        draft.line(edge, top, edge, bottom, 0.35)
    for edge in (edges[2], edges[4], edges[5], edges[6], edges[7]):
        draft.line(edge, top, edge, middle, 0.2)
    draft.line(edges[2], middle, edges[2], bottom, 0.2)
    draft.text((edges[0] + edges[2]) / 2, top + 5.2, "合计金额（大写）", 3.2, anchor="centre")
    draft.text((edges[0] + edges[2]) / 2, middle + 5.2, "备　　注", 3.3, anchor="centre")
    draft.text((edges[5] + edges[6]) / 2, top + 5.2, "小写合计", 3.2, anchor="centre")
    draft.zone(
        "total_capital",
        "合计金额大写",
        "Total in capitals",
        box(edges[2], top, edges[4] - edges[2], 7.6),
        {"type": "capital-amount"},
        required=True,
    )
    draft.zone(
        "total_quantity",
        "数量合计",
        "Total quantity",
        box(edges[4], top, edges[5] - edges[4], 7.6),
        {"type": "integer"},
        required=True,
    )
    draft.zone(
        "total_amount",
        "金额合计",
        "Total amount",
        box(edges[6], top, edges[7] - edges[6], 7.6),
        {"type": "amount"},
        required=True,
    )
    draft.zone("remark", "备注", "Remark", box(edges[2], middle, edges[-1] - edges[2], 7.6), {"type": "text"})
    _draw_signing(draft, house, bottom, edges)


def _draw_signing(draft: Draft, house: SlipHouse, bottom: float, edges: list[float]) -> None:
    left, line = edges[0], bottom + 8.2
    draft.text(left, line, "制单人：", 3.3)
    draft.zone("clerk", "制单人", "Made out by", box(left + 14, line - 5.4, 22, 6.6), {"type": "text"})
    draft.text(left + 42, line, "送货人：", 3.3)
    draft.zone(
        "driver", "送货人", "Delivered by", box(left + 56, line - 5.4, 24, 6.6), {"type": "text"}, handwritten=True
    )
    draft.text(left + 86, line, "收货人签字：", 3.3)
    draft.zone(
        "receiver_signature",
        "收货人签字",
        "Receiver's signature",
        box(left + 107, line - 6.4, 34, 8),
        {"type": "signature"},
        required=True,
    )
    draft.text(left + 145, line, "收货日期：", 3.3)
    draft.zone(
        "received_date",
        "收货日期",
        "Received on",
        box(left + 162.5, line - 5.6, 31, 7),
        {"type": "date"},
        handwritten=True,
    )
    for start, end in ((14, 36), (56, 80), (107, 141), (162.5, 193.5)):
        draft.line(left + start, line + 1.4, left + end, line + 1.4, 0.15)
    below = line + 7.0
    draft.text(left, below, "注：1. 请当面清点数量，如有质量问题请于收货后三日内提出。", 2.5, role="small")
    draft.text(left, below + 4.0, "　　2. 本单经收货方签字或盖章后生效，作为结算依据。", 2.5, role="small")
    draft.text(left, below + 9.2, f"表单编号：{house.form_number}", 2.6, role="small", tells_apart=True)
    draft.text(left + 86, below + 9.2, house.legend, 2.5, role="small")
    draft.text(left + 145, below, "（收货单位盖章）", 3.0, role="small")
    draft.zone(
        "seal",
        "收货单位盖章",
        "Customer's seal",
        box(left + 138, bottom - 4.5, 56, 143.0 - bottom),
        {"type": "seal"},
        may_overlap=True,
    )


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
Its look-alike is `{"delivery-slip-jinhua" if house.prefix == "HJ" else "delivery-slip-huajin"}`: the supplier's name
and the form number ({house.form_number}) tell them apart. The company, its address and numbers are invented.

`lookups/purchasers.csv` lists the customers that the supplier delivers to, `lookups/units.csv` the units.
Drawn by `samples/generator/forms/delivery_slip.py`; `samples/README.md` tells how to draw it again.
"""


def fill_slip(house: SlipHouse, rng: random.Random) -> Filling:
    """A plausible delivery: two to six items, sums right, received on the day or soon after."""
    day, place = a_date(rng), rng.randrange(len(PURCHASERS))
    serial = f"{house.prefix}{day:%y%m}{rng.randrange(1, 9999):04d}"
    rows, pieces, total = [], 0, 0
    for code, name, unit, price in rng.sample(CARTONS, rng.randint(2, ROWS)):
        count = rng.choice((rng.randrange(20, 990), rng.randrange(5, 60) * 50))
        pieces, total = pieces + count, total + count * price
        row = {"code": said(code), "name": said(name), "unit": said(unit), "quantity": whole(count)}
        row |= {"price": paid(price), "amount": paid(count * price)}
        if rng.random() < 0.3:
            row["remark"] = said(rng.choice(ROW_REMARKS))
        rows.append(row)
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
        "seal": Entry(True, f"{PURCHASERS[place]}|收货专用章"),
    }
    if house.barcode:
        fields["slip_barcode"] = said(serial)
    if rng.random() < 0.6:
        fields["remark"] = said(rng.choice(REMARKS))
    return Filling(fields, {"items": rows})

"""A dense delivery slip: ten rows of ten columns on A5, a QR code that names the form."""

import random
from datetime import timedelta

from samples.generator.design import Draft, FormDesign, Typography, box
from samples.generator.entries import Entries, Entry, Filling, dated, said, sealed, whole
from samples.generator.facts import a_date, a_mobile, a_person, a_plate
from samples.generator.forms import purposes
from samples.generator.goods import FACTORIES, PARTS, SHORTAGES
from samples.generator.layout import INNER, OUTER, Blank, Grid, draw_grid, draw_labelled_row, edges_from, grid_columns
from samples.generator.stamps import BoxStamp, RoundSeal

NAME = "delivery-slip-dense"
SUPPLIER = "东莞市宏远五金塑胶制品有限公司"
FORM_NUMBER = "HY-SH-10"
ROWS = 10
ROW_HEIGHT = 6.4
TEXT = {"type": "text"}
TIME = {"type": "time"}
PLATE = {"type": "licence-plate"}
SEAL = {"type": "seal"}
TICK = {"type": "tick"}
SIGNATURE = {"type": "signature"}
REQUIRED = {"required": True}
BY_HAND = {"handwritten": True}


def design_dense_slip() -> FormDesign:
    draft = Draft(size=(210, 148.5))
    _draw_head(draft)
    edges = edges_from(7, (7, 23, 18, 30, 23, 10, 19, 13, 20, 23, 9))
    grid = Grid(edges=edges, top=40.4, head=7, row_height=ROW_HEIGHT, rows=ROWS)
    _draw_items(draft, grid)
    _draw_foot(draft, grid)
    return draft.finish(
        name=NAME,
        title={"zh-CN": "送货清单（十行密表）", "en": "Delivery list with ten dense rows"},
        purpose=purposes.DENSE_SLIP,
        version=2,
        rules=(
            {"rule": "sum", "of": "items.boxes", "equals": "total_boxes"},
            {"rule": "sum", "of": "items.net_weight", "equals": "net_weight"},
            {"rule": "order", "first": "net_weight", "then": "gross_weight"},
            {"rule": "required-when", "field": "shortage_note", "when": "shortage", "is_one_of": [True]},
            {"rule": "known", "field": "items.material", "lookup": "materials"},
        ),
        typography=Typography(
            families={
                "title": ("WenQuanYi Zen Hei", "regular"),
                "heading": ("WenQuanYi Zen Hei", "regular"),
                "label": ("WenQuanYi Zen Hei", "regular"),
                "small": ("WenQuanYi Zen Hei", "regular"),
            }
        ),
        lookups={
            "factories": FACTORIES,
            "materials": tuple(part[0] for part in PARTS),
            "part_units": ("只", "件", "片", "根"),
        },
        about=ABOUT,
    )


ABOUT = f"""# 送货清单 {SUPPLIER} ({NAME})

A dense delivery list on A5 across: ten rows of ten columns with 6.4 mm rows, a tick column for the goods-in check.
The QR code at the top left is printed on every copy and names the form ({FORM_NUMBER}). The company is invented.

`lookups/factories.csv` lists the customers, `lookups/materials.csv` the material codes, `lookups/part_units.csv` the
units. Drawn by `samples/generator/forms/dense_slip.py`; `samples/README.md` tells how to draw it again.
"""


def _draw_head(draft: Draft) -> None:
    at = box(8, 6, 15, 15)
    draft.code(at, f"FORM:{FORM_NUMBER}", "qr")
    qr = {"type": "barcode", "formats": ["qr"], "pattern": f"FORM:{FORM_NUMBER}", "identifies_form": True}
    draft.zone("form_code", "表单二维码", "Form QR code", at, qr)
    draft.text(105, 11.5, SUPPLIER, 4.6, role="heading", anchor="centre", tracking=0.4, tells_apart=True)
    draft.text(105, 16.0, "东莞市长安镇霄边社区东门中路86号　TEL：0769-55502266　FAX：0769-55502277", 2.3, role="small",
               anchor="centre")  # fmt: skip
    draft.text(105, 22.5, "送货清单", 5.2, role="title", anchor="centre", tracking=3)
    draft.text(203, 9.0, f"表单号：{FORM_NUMBER} Rev.C", 2.5, role="small", anchor="right", tells_apart=True)
    draft.text(152, 21.8, "单号：", 3.4)
    number = Blank(name="slip_no", zh="送货单号", en="Slip number", more=REQUIRED,
                   read={"type": "code", "pattern": r"HYD-\d{6}-\d{3}"})  # fmt: skip
    number.place(draft, 163, 16.8, 39, 6.6)
    rows = (
        (
            (18, Blank(name="customer", zh="客户名称", en="Customer", printed="客户名称", more=REQUIRED,
                       read={"type": "text", "lexicon": "factories"}), 68),
            (18, Blank(name="delivery_date", zh="送货日期", en="Delivery date", printed="送货日期", more=REQUIRED,
                       read={"type": "date"}), 30),
            (18, Blank(name="arrival_time", zh="到厂时间", en="Time of arrival", printed="到厂时间",
                       read=TIME, more=BY_HAND), 43),
        ),
        (
            (18, Blank(name="plate", zh="车牌号", en="Licence plate", printed="车 牌 号", read=PLATE),
             68),
            (18, Blank(name="driver", zh="司机", en="Driver", printed="司　　机", read=TEXT), 30),
            (18, Blank(name="driver_phone", zh="司机电话", en="Driver's telephone", printed="司机电话",
                       read={"type": "phone"}), 43),
        ),
    )  # fmt: skip
    for number_of_row, row in enumerate(rows):
        draw_labelled_row(draft, 7, 26 + number_of_row * 7.2, 7.2, row, size=3.1)


def _draw_items(draft: Draft, grid: Grid) -> None:
    heads = ("序", "采购单号", "物料编码", "物料名称", "规格型号", "单位", "数量", "箱数", "净重(kg)", "生产批号", "验")
    draft.shade(grid.edges[0], grid.top, grid.edges[-1] - grid.edges[0], grid.head)
    draw_grid(draft, grid, heads, 2.9, numbered=True)
    columns = (
        Blank(name="order_no", zh="采购单号", en="Purchase order", read={"type": "code", "pattern": r"45\d{8}"},
              more=REQUIRED),
        Blank(name="material", zh="物料编码", en="Material", read={"type": "code", "pattern": r"M\d{2}\.\d{4}"},
              more=REQUIRED),
        Blank(name="name", zh="物料名称", en="Description", read=TEXT),
        Blank(name="specification", zh="规格型号", en="Specification",
              read={"type": "text", "characters": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789*.-", "max_length": 16}),
        Blank(name="unit", zh="单位", en="Unit", read={"type": "text", "lexicon": "part_units"}),
        Blank(name="quantity", zh="数量", en="Quantity", read={"type": "integer", "minimum": 1}, more=REQUIRED),
        Blank(name="boxes", zh="箱数", en="Boxes", more=REQUIRED,
              read={"type": "integer", "minimum": 1, "maximum": 999}),
        Blank(name="net_weight", zh="净重", en="Net weight", read={"type": "number", "decimals": 2, "minimum": 0},
              more=REQUIRED),
        Blank(name="lot", zh="生产批号", en="Lot", read={"type": "code", "pattern": r"L\d{6}[A-C]"}),
        Blank(name="checked", zh="验收", en="Checked", read=TICK, more=BY_HAND),
    )  # fmt: skip
    body = box(grid.edges[1], grid.body, grid.edges[-1] - grid.edges[1], ROWS * ROW_HEIGHT)
    draft.table("items", "送货明细", "Items", body, ROWS, grid_columns(columns, grid.edges[1:]), minimum_rows=1)


def _draw_foot(draft: Draft, grid: Grid) -> None:
    left, y = grid.edges[0], grid.bottom
    kilogram = {"type": "number", "decimals": 2, "minimum": 0, "unit": "kg"}
    draw_labelled_row(draft, left, y, 7.2, (
        (30, Blank(name="total_boxes", zh="合计箱数", en="Boxes in all", printed="合计箱数", more=REQUIRED,
                   read={"type": "integer", "minimum": 1}), 30),
        (30, Blank(name="net_weight", zh="合计净重", en="Net weight in all", printed="合计净重", more=REQUIRED,
                   read=kilogram), 36),
        (30, Blank(name="gross_weight", zh="合计毛重", en="Gross weight in all", printed="合计毛重",
                   read=kilogram), 39),
    ), size=3.1)  # fmt: skip
    for x in (left + 125, left + 194):
        draft.text(x, y + 4.8, "kg", 3.0, anchor="right")
    y += 7.2
    draw_labelled_row(draft, left, y, 7.6, (
        (60, "", 0),
        (30, Blank(name="shortage_note", zh="短缺说明", en="Shortage note", printed="短缺／破损说明",
                   read=TEXT, more=BY_HAND), 105),
    ), size=3.1)  # fmt: skip
    draft.frame(left + 8, y + 2, 3.6, 3.6, 0.22)
    draft.zone("shortage", "有短缺或破损", "Short or damaged", box(left + 8, y + 2, 3.6, 3.6), TICK)
    draft.text(left + 14, y + 5.1, "本次送货有短缺或破损", 3.1)
    draft.line(left, y + 7.6, grid.edges[-1], y + 7.6, OUTER)
    for edge in (left, grid.edges[-1]):
        draft.line(edge, 26, edge, y + 7.6, OUTER)
    draft.line(left, 26, grid.edges[-1], 26, OUTER)
    _draw_signing(draft, left, y + 7.6)


def _draw_signing(draft: Draft, left: float, y: float) -> None:
    draft.text(left, y + 8, "仓管员签收：", 3.2)
    draft.zone("storekeeper_signature", "仓管员签收", "Storekeeper's signature", box(left + 19, y + 1.5, 34, 9),
               SIGNATURE, required=True)  # fmt: skip
    draft.text(left + 58, y + 8, "IQC检验：", 3.2)
    draft.zone("inspection_stamp", "检验章", "Inspection stamp", box(left + 73, y + 1, 46, 14), SEAL)
    draft.text(left + 124, y + 8, "供方盖章：", 3.2)
    draft.zone("seal", "供方盖章", "Supplier's seal", box(left + 140, y - 17, 46, 38), SEAL,
               may_overlap=True)  # fmt: skip
    draft.line(left + 19, y + 10.6, left + 53, y + 10.6, INNER)
    draft.text(left, y + 16.5, "白联：供方存根　　红联：客户仓库　　黄联：客户财务", 2.4, role="small")


def fill_dense_slip(rng: random.Random) -> Filling:
    """A plausible delivery of six to ten parts; weights and boxes add up."""
    day = a_date(rng)
    rows: list[Entries] = []
    boxes, grams = 0, 0
    for material, name, specification, unit, weight, in_box in rng.sample(PARTS, rng.randint(6, ROWS)):
        count = rng.randint(1, 12)
        boxes, grams = boxes + count, grams + count * in_box * weight // 10 * 10
        made = day - timedelta(days=rng.randrange(2, 30))
        rows.append(
            {
                "order_no": said(f"45{rng.randrange(10**8):08d}"),
                "material": said(material),
                "name": said(name),
                "specification": said(specification),
                "unit": said(unit),
                "quantity": whole(count * in_box),
                "boxes": whole(count),
                "net_weight": said(f"{count * in_box * weight // 10 / 100:.2f}"),
                "lot": said(f"L{made:%y%m%d}{rng.choice('ABC')}"),
                "checked": Entry(rng.random() < 0.85),
            }
        )
    short = rng.random() < 0.3
    fields = {
        "form_code": said(f"FORM:{FORM_NUMBER}"),
        "slip_no": said(f"HYD-{day:%y%m%d}-{rng.randrange(1, 400):03d}"),
        "customer": said(rng.choice(FACTORIES)),
        "delivery_date": dated(day, rng.choice(("%Y-%m-%d", "%Y/%m/%d"))),
        "arrival_time": said(f"{rng.randrange(8, 18):02d}:{rng.randrange(0, 60, 5):02d}"),
        "plate": said(a_plate(rng, new_energy=rng.random() < 0.4)),
        "driver": said(a_person(rng)),
        "driver_phone": said(a_mobile(rng)),
        "total_boxes": whole(boxes),
        "net_weight": said(f"{grams / 1000:.2f}"),
        "gross_weight": said(f"{grams / 1000 + boxes * 0.6:.2f}"),
        "shortage": Entry(short),
        "storekeeper_signature": Entry(True, a_person(rng)),
        "seal": sealed(RoundSeal(SUPPLIER, "送货专用章")),
    }
    if short:
        fields["shortage_note"] = said(rng.choice(SHORTAGES))
    if rng.random() < 0.7:
        fields["inspection_stamp"] = sealed(BoxStamp(("IQC 检验合格", f"{day:%Y.%m.%d}")))
    return Filling(fields, {"items": rows})

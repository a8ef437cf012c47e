"""An English delivery note on A4."""

import random
from datetime import timedelta

from samples.generator.design import Draft, FormDesign, Typography, box
from samples.generator.entries import Entries, Entry, Filling, dated, said, whole
from samples.generator.facts import a_date
from samples.generator.forms import purposes
from samples.generator.goods import BUYER_ADDRESSES, BUYERS, CARRIERS, DAMAGES, ENGLISH_NAMES, STATIONERY
from samples.generator.layout import (
    INNER,
    OUTER,
    Blank,
    Grid,
    draw_grid,
    draw_options,
    draw_underlined,
    edges_from,
    grid_columns,
)

NAME = "delivery-note-northgate"
ROWS = 8
ROW_HEIGHT = 8.4
TEXT = {"type": "text"}
TIME = {"type": "time"}
TICK = {"type": "tick"}
SIGNATURE = {"type": "signature"}
REQUIRED = {"required": True}
BY_HAND = {"handwritten": True}
DATE = {"type": "date", "order": "day-month-year"}
LEFT, RIGHT = 16.0, 194.0


def design_delivery_note() -> FormDesign:
    draft = Draft(size=(210, 297))
    _draw_head(draft)
    grid = Grid(edges=edges_from(LEFT, (26, 68, 16, 24, 24, 20)), top=104, head=9, row_height=ROW_HEIGHT, rows=ROWS)
    _draw_items(draft, grid)
    _draw_totals(draft, grid)
    _draw_receipt(draft, grid.bottom + 24)
    return draft.finish(
        name=NAME,
        title={"en": "Delivery note (Northgate Packaging)", "zh-CN": "英文送货单（Northgate）"},
        purpose=purposes.DELIVERY_NOTE,
        version=2,
        rules=(
            {"rule": "sum", "of": "lines.delivered", "equals": "total_delivered"},
            {"rule": "order", "first": "lines.delivered", "then": "lines.ordered"},
            {"rule": "order", "first": "despatch_date", "then": "received_date"},
            {"rule": "same", "fields": ["note_no", "note_qr"]},
            {"rule": "required-when", "field": "damage_note", "when": "goods_condition", "is_one_of": ["damaged"]},
            {"rule": "known", "field": "customer", "lookup": "customers"},
        ),
        typography=Typography(
            families={
                "title": ("Liberation Sans", "bold"),
                "heading": ("Liberation Serif", "bold"),
                "label": ("Liberation Sans", "regular"),
                "small": ("Liberation Sans", "regular"),
            }
        ),
        lookups={"customers": BUYERS, "carriers": CARRIERS},
        about=ABOUT,
    )


ABOUT = f"""# Delivery note, Northgate Packaging Limited ({NAME})

An English delivery note on A4, one page, eight rows; the QR code repeats the note's number. Dates are day, month, year.
The company, its address and numbers are invented.

`lookups/customers.csv` lists the customers, `lookups/carriers.csv` the carriers.
Drawn by `samples/generator/forms/delivery_note.py`; `samples/README.md` tells how to draw it again.
"""


def _draw_head(draft: Draft) -> None:
    draft.text(LEFT, 24, "Northgate Packaging Limited", 7.4, role="heading", tells_apart=True)
    draft.text(LEFT, 30.5, "Unit 12 Wharfside Estate, Gateshead NE8 2BQ    Tel 0191 498 0170    VAT 000 4417 62", 2.9,
               role="small")  # fmt: skip
    draft.line(LEFT, 33.5, RIGHT, 33.5, 0.6)
    draft.text(LEFT, 46, "DELIVERY NOTE", 8.0, role="title", tracking=0.5)
    draft.text(LEFT, 51.5, "Form NG/DN/7 issue 4", 2.8, role="small", tells_apart=True)
    qr = {"type": "barcode", "formats": ["qr"], "pattern": r"DN-\d{6}"}
    draft.zone("note_qr", "单号二维码", "Note number QR code", box(172, 36, 22, 22), qr)
    blanks = (
        (Blank(name="note_no", zh="送货单号", en="Delivery note number", printed="Delivery note no.", more=REQUIRED,
               read={"type": "code", "pattern": r"DN-\d{6}"}), 100, 46, 28, 166),
        (Blank(name="despatch_date", zh="发货日期", en="Despatch date", printed="Despatch date", more=REQUIRED,
               read=DATE), 100, 56, 28, 166),
        (Blank(name="customer", zh="客户", en="Customer", printed="Deliver to", more=REQUIRED,
               read={"type": "text", "lexicon": "customers"}), LEFT, 68, 22, 104),
        (Blank(name="order_no", zh="订单号", en="Your order number", printed="Your order no.", more=REQUIRED,
               read={"type": "code", "pattern": r"PO/\d{5}/\d{2}"}), 112, 68, 25, RIGHT),
        (Blank(name="phone", zh="电话", en="Telephone", printed="Telephone", read={"type": "phone"}),
         112, 78, 25, RIGHT),
        (Blank(name="carrier", zh="承运商", en="Carrier", printed="Carrier",
               read={"type": "text", "lexicon": "carriers"}), 112, 88, 25, RIGHT),
        (Blank(name="arrival_time", zh="到达时间", en="Time of arrival", printed="Arrived at", read=TIME,
               more=BY_HAND), 112, 98, 25, RIGHT),
    )  # fmt: skip
    for blank, x, y, label, right in blanks:
        draw_underlined(draft, blank, x, y, right, label, size=3.3, height=6.8)
    draft.text(LEFT, 77.5, "Address", 3.3)
    draft.frame(38, 72.5, 66, 19)
    draft.zone("address", "送货地址", "Delivery address", box(38.4, 72.9, 65.2, 18.2), {"type": "multiline-text"})


def _draw_items(draft: Draft, grid: Grid) -> None:
    draft.shade(LEFT, grid.top, RIGHT - LEFT, grid.head, 0.15)
    draw_grid(draft, grid, ("Item code", "Description", "Unit", "Qty ordered", "Qty delivered", "Cartons"), 3.1,
              numbered=False)  # fmt: skip
    count = {"type": "integer", "minimum": 0}
    columns = (
        Blank(
            name="code", zh="货号", en="Item code", read={"type": "code", "pattern": r"[A-Z]{2}-\d{4}"}, more=REQUIRED
        ),
        Blank(name="description", zh="品名", en="Description", read=TEXT, more=REQUIRED),
        Blank(name="unit", zh="单位", en="Unit", read={"type": "text", "characters": "AEKLPR"}),
        Blank(name="ordered", zh="订购数", en="Quantity ordered", read=count, more=REQUIRED),
        Blank(name="delivered", zh="实送数", en="Quantity delivered", read=count, more=REQUIRED),
        Blank(name="cartons", zh="箱数", en="Cartons", read=count),
    )
    body = box(LEFT, grid.body, RIGHT - LEFT, ROWS * ROW_HEIGHT)
    draft.table("lines", "明细", "Lines", body, ROWS, grid_columns(columns, grid.edges), minimum_rows=1)


def _draw_totals(draft: Draft, grid: Grid) -> None:
    y, edges = grid.bottom, grid.edges
    draft.text(edges[4] - 2, y + 5.6, "Total delivered", 3.3, anchor="right")
    draft.frame(edges[4], y, edges[5] - edges[4], 8.4)
    draft.zone("total_delivered", "实送合计", "Total delivered", box(edges[4], y, edges[5] - edges[4], 8.4),
               {"type": "integer"}, required=True)  # fmt: skip
    draft.text(LEFT, y + 14.4, "Gross weight", 3.3)
    draft.frame(LEFT + 24, y + 9.2, 40, 8)
    draft.text(LEFT + 62.5, y + 14.4, "kg", 3.3, anchor="right")
    weight = {"type": "number", "decimals": 1, "minimum": 0, "unit": "kg"}
    draft.zone("gross_weight", "毛重", "Gross weight", box(LEFT + 24.3, y + 9.5, 39.4, 7.4), weight)


def _draw_receipt(draft: Draft, y: float) -> None:
    draft.line(LEFT, y, RIGHT, y, OUTER)
    draft.text(LEFT, y + 6.5, "FOR THE CUSTOMER TO COMPLETE", 3.4, role="title")
    draft.text(LEFT, y + 15, "Condition of goods", 3.3)
    options = draw_options(draft, LEFT + 36, y + 11.8,
                           (("good", "", "Good"), ("damaged", "", "Damaged"), ("short", "", "Short")), 26)  # fmt: skip
    draft.zone("goods_condition", "货物状况", "Condition of goods", box(LEFT + 35, y + 10.8, 84, 6),
               {"type": "choice", "pick": "at-most-one", "options": options})  # fmt: skip
    draft.frame(LEFT + 126, y + 11.8, 3.6, 3.6, 0.22)
    draft.text(LEFT + 131, y + 14.9, "Counted and checked", 3.3)
    draft.zone("counted", "已清点", "Counted and checked", box(LEFT + 126, y + 11.8, 3.6, 3.6), TICK)
    blanks = (
        (Blank(name="damage_note", zh="破损说明", en="Damage or shortage", printed="Damage or shortage", more=BY_HAND,
               read=TEXT), LEFT, y + 26, 36, RIGHT),
        (Blank(name="received_by", zh="收货人", en="Received by", printed="Received by (print)", more=BY_HAND,
               read=TEXT), LEFT, y + 38, 36, LEFT + 86),
        (Blank(name="received_date", zh="收货日期", en="Date received", printed="Date", more=BY_HAND, read=DATE),
         112, y + 38, 25, RIGHT),
        (Blank(name="signature", zh="签字", en="Signature", printed="Signature", more=REQUIRED,
               read=SIGNATURE), LEFT, y + 52, 36, LEFT + 86),
    )  # fmt: skip
    for blank, x, line, label, right in blanks:
        high = 11 if blank.name == "signature" else 8
        draw_underlined(draft, blank, x, line, right, label, size=3.3, height=high)
    draft.line(LEFT, y + 58, RIGHT, y + 58, INNER)
    draft.text(LEFT, y + 62.5, "Claims for shortage or damage must reach us in writing within three working days of"
               " delivery. Goods remain our property until paid for.", 2.5, role="small")  # fmt: skip
    draft.text(LEFT, y + 66.5, "White copy: customer    Yellow copy: proof of delivery    Pink copy: file", 2.5,
               role="small")  # fmt: skip


def fill_delivery_note(rng: random.Random) -> Filling:
    """A plausible delivery of three to eight lines, a part of them not in full."""
    day, place = a_date(rng), rng.randrange(len(BUYERS))
    number = f"DN-{rng.randrange(100_000, 999_999)}"
    rows: list[Entries] = []
    total = 0
    for code, description, unit, in_carton in rng.sample(STATIONERY, rng.randint(3, ROWS)):
        cartons = rng.randint(2, 24)
        ordered = (cartons + rng.choice((0, 0, 0, 2))) * in_carton
        total += cartons * in_carton
        row = {"code": said(code), "description": said(description), "unit": said(unit), "ordered": whole(ordered)}
        rows.append(row | {"delivered": whole(cartons * in_carton), "cartons": whole(cartons)})
    receiver = rng.choice(ENGLISH_NAMES)
    condition = rng.choice(("good", "good", "good", "damaged"))
    fields = {
        "note_no": said(number),
        "note_qr": said(number),
        "despatch_date": dated(day, "%d/%m/%Y"),
        "customer": said(BUYERS[place]),
        "address": said(BUYER_ADDRESSES[place]),
        "order_no": said(f"PO/{rng.randrange(10**5):05d}/{day:%y}"),
        "phone": said(f"+4419155{rng.randrange(10**5):05d}"),
        "carrier": said(rng.choice(CARRIERS)),
        "arrival_time": said(f"{rng.randrange(7, 17):02d}:{rng.randrange(0, 60, 5):02d}"),
        "total_delivered": whole(total),
        "gross_weight": said(f"{rng.randrange(400, 9000) / 10:.1f}"),
        "goods_condition": Entry(condition),
        "counted": Entry(rng.random() < 0.8),
        "received_by": said(receiver),
        "received_date": dated(day + timedelta(days=rng.randint(1, 3)), "%d/%m/%Y"),
        "signature": Entry(True, receiver),
    }
    if condition == "damaged":
        fields["damage_note"] = said(rng.choice(DAMAGES))
    return Filling(fields, {"lines": rows})

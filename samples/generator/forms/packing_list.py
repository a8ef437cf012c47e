"""A packing list of two A5 sheets: rows as high as their names need, the total below the last of them."""

import random
from itertools import pairwise

from ocr_service.forms.geometry import Box
from samples.generator.design import Draft, FormDesign, Mark, PrintedText, Ruling, Typography, box
from samples.generator.entries import Entries, Entry, Filling, dated, said, whole
from samples.generator.facts import a_date
from samples.generator.forms import purposes
from samples.generator.layout import INNER, OUTER, Blank, draw_underlined, edges_from, grid_columns

NAME = "packing-list-linhai"
LEFT, SIZE = 8.0, 3.1
# The first column is the printed row number's and no column of the template.
EDGES = edges_from(LEFT, (9, 28, 72, 16, 24, 45))
FIRST, FURTHER = box(LEFT, 50, 194, 80), box(LEFT, 28, 194, 106)
HEADS = ("序", "图号", "名称", "单位", "数量", "备注")
LINE_MM, LEAST_MM = 5.0, 7.0
# The names wrap where the paper has a line feed.
NAMES = (
    "六角头螺栓M12", "弹簧垫圈", "深沟球轴承6204", "机械密封组件\n碳化硅含静环座", "橡胶减震垫",
    "不锈钢法兰\n带颈对焊DN50", "电缆接线端子", "液位变送器", "耐磨衬板\n高铬铸铁", "铜质截止阀DN25",
    "联轴器弹性块", "过滤器滤芯\n精度25微米", "链轮16A", "平键", "压力表",
)  # fmt: skip
CUSTOMERS = ("宁波恒屿化工设备有限公司", "台州远舟泵阀股份有限公司", "温岭市坤和机械配件厂")


def design_packing_list() -> FormDesign:
    draft = Draft(size=(210, 148))
    _draw_first(draft)
    draft.next_page()
    draft.text(105, 13, "装箱清单（续页）", 5.0, role="title", anchor="centre", tells_apart=True)
    draft.text(202, 18, "临海市泓泰传动设备有限公司", SIZE, anchor="right")
    _draw_head_row(draft, FURTHER)
    draft.text(LEFT, 142, "续页与首页一并存档。", 2.6, role="small")
    return draft.finish(
        name=NAME,
        title={"zh-CN": "装箱清单（临海泓泰）", "en": "Packing list (Linhai)"},
        purpose=purposes.PACKING_LIST,
        version=2,
        rules=({"rule": "sum", "of": "items.quantity", "equals": "total_quantity"},),
        typography=Typography(
            families={
                "title": ("Noto Serif CJK SC", "bold"),
                "heading": ("Noto Sans CJK SC", "bold"),
                "label": ("Noto Sans CJK SC", "regular"),
                "small": ("Noto Sans CJK SC", "regular"),
            }
        ),
        lookups={},
        about=ABOUT,
        repeating=(2,),
    )


ABOUT = f"""# Packing list, Linhai ({NAME})

装箱清单, A5 across. The rows are as high as their names need (`rows_by: rulings`), the total stands below the last
one, and the list goes on over as many further sheets as it takes: page 2 repeats. 同上 repeats a name. All names are
invented.

Drawn by `samples/generator/forms/packing_list.py`; `samples/README.md` tells how to draw it again.
"""


def _draw_first(draft: Draft) -> None:
    draft.text(105, 12, "临海市泓泰传动设备有限公司", 5.4, role="heading", anchor="centre", tells_apart=True)
    draft.text(105, 20, "装 箱 清 单", 5.0, role="title", anchor="centre")
    blanks = (
        (Blank(name="list_no", zh="清单编号", en="List number", printed="清单编号", more={"required": True},
               read={"type": "code", "pattern": r"ZX\d{6}"}), LEFT, 30, 66),
        (Blank(name="packing_date", zh="装箱日期", en="Packing date", printed="装箱日期", more={"required": True},
               read={"type": "date"}), 140, 30, 202),
        (Blank(name="customer", zh="收货单位", en="Customer", printed="收货单位", read={"type": "text"}),
         LEFT, 39, 110),
    )  # fmt: skip
    for blank, x, y, right in blanks:
        draw_underlined(draft, blank, x, y, right, 17)
    _draw_head_row(draft, FIRST)
    draft.text(LEFT, 140, "表单编号：HT-ZX-04 A/1", 2.6, role="small", tells_apart=True)
    draft.text(202, 140, "装箱人签名：                    复核：                ", SIZE, anchor="right")
    integer = {"type": "integer", "minimum": 1}
    columns = (
        Blank(name="part_no", zh="图号", en="Part number", read={"type": "code", "pattern": r"HT\d{2}-\d{4}"},
              more={"required": True}),
        Blank(name="name", zh="名称", en="Name", read={"type": "text"}, more={"required": True}),
        Blank(name="unit", zh="单位", en="Unit", read={"type": "text"}),
        Blank(name="quantity", zh="数量", en="Quantity", read=integer, more={"required": True}),
        Blank(name="remark", zh="备注", en="Remark", read={"type": "text"}),
    )  # fmt: skip
    total = {"name": "total_quantity", "label": {"zh-CN": "数量合计", "en": "Total quantity"}, "column": "quantity"}
    draft.table(
        "items", "明细", "Items", FIRST, 11, grid_columns(columns, EDGES[1:]), rows_by="rulings", minimum_rows=1,
        continues=[{"page": 2, "box": FURTHER, "rows": 15}], totals=[total | {"required": True}],
    )  # fmt: skip


def _draw_head_row(draft: Draft, body: Box) -> None:
    top = body.y - 7
    for y in (top, body.y):
        draft.line(LEFT, y, EDGES[-1], y, OUTER)
    for edge in EDGES:
        draft.line(edge, top, edge, body.y, INNER)
    for (left, right), head in zip(pairwise(EDGES), HEADS, strict=True):
        draft.text((left + right) / 2, body.y - 2.4, head, SIZE, anchor="centre")


def fill_packing_list(rng: random.Random) -> Filling:
    """A list of thirteen to twenty items; about one in five repeats the name above."""
    rows = _items(rng)
    paper = _Paper()
    for index, row in enumerate(rows):
        height = max(LEAST_MM, LINE_MM * (row["name"].text.count("\n") + 1) + 1.6) + rng.choice((0.0, 0.0, 1.4))
        paper.add(height, {f"items[{index}].{name}": name for name in row}, number=str(index + 1))
    paper.add(LEAST_MM, {"total_quantity": "quantity"}, label="合  计")
    day = a_date(rng)
    fields = {
        "list_no": said(f"ZX{rng.randrange(10**6):06d}"),
        "packing_date": dated(day),
        "customer": said(rng.choice(CUSTOMERS)),
        "total_quantity": whole(sum(row["quantity"].value for row in rows)),
    }
    sheets = (1, *[2] * paper.sheet)
    return Filling(fields, {"items": rows}, sheets=sheets, places=paper.places, printed=paper.finish())


def _items(rng: random.Random) -> list[Entries]:
    rows: list[Entries] = []
    for name in rng.sample(NAMES, rng.randint(13, len(NAMES))):
        entry = Entry(name.replace("\n", ""), name)
        if rows and rng.random() < 0.2:
            entry = Entry(rows[-1]["name"].value, "同上")
        row = {
            "part_no": said(f"HT{rng.randrange(10, 99)}-{rng.randrange(10**4):04d}"),
            "name": entry,
            "unit": said(rng.choice("件套个只")),
            "quantity": whole(rng.randint(1, 400)),
        }
        if rng.random() < 0.25:
            row["remark"] = said(rng.choice(("随机备件", "易损件", "单独包装")))
        rows.append(row)
    return rows


class _Paper:
    """Rows put down one below the other, sheet after sheet."""

    def __init__(self) -> None:
        self.sheet = 0
        self.y = FIRST.y
        self.places: dict[str, tuple[int, Box]] = {}
        self._marks: dict[int, list[Mark]] = {0: []}

    def add(self, height: float, cells: dict[str, str], number: str = "", label: str = "") -> None:
        """A row of `height` mm; `cells` are the columns' names by path."""
        if self.y + height > (FURTHER if self.sheet else FIRST).bottom:
            self._rule_upright()
            self.sheet, self.y = self.sheet + 1, FURTHER.y
            self._marks[self.sheet] = []
        marks, bottom = self._marks[self.sheet], round(self.y + height, 2)
        for path, column in cells.items():
            index = ("part_no", "name", "unit", "quantity", "remark").index(column) + 1
            at = box(EDGES[index], self.y, EDGES[index + 1] - EDGES[index], height)
            self.places[path] = (self.sheet, at)
        middle = self.y + height / 2 + SIZE * 0.37
        if number:
            marks.append(PrintedText(x=(EDGES[0] + EDGES[1]) / 2, y=middle, text=number, size=SIZE, anchor="centre"))
        if label:
            marks.append(PrintedText(x=(EDGES[2] + EDGES[3]) / 2, y=middle, text=label, size=SIZE, anchor="centre"))
        marks.append(Ruling(x1=LEFT, y1=bottom, x2=EDGES[-1], y2=bottom, width=INNER))
        self.y = bottom

    def _rule_upright(self) -> None:
        top = (FURTHER if self.sheet else FIRST).y
        self._marks[self.sheet] += [Ruling(x1=edge, y1=top, x2=edge, y2=self.y, width=INNER) for edge in EDGES]

    def finish(self) -> dict[int, tuple[Mark, ...]]:
        """What is printed on each sheet besides the form itself."""
        self._rule_upright()
        return {sheet: tuple(marks) for sheet, marks in self._marks.items()}

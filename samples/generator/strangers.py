"""Pages of no known form: a purchase order, a letter, a blank sheet, and a third supplier's look-alike slip."""

from dataclasses import replace

from samples.generator.design import Draft, FormDesign, Typography
from samples.generator.forms.delivery_slip import HUAJIN
from samples.generator.layout import Grid, draw_grid, edges_from

SONG = Typography(
    families={
        "title": ("Noto Serif CJK SC", "bold"),
        "heading": ("Noto Serif CJK SC", "bold"),
        "label": ("Noto Serif CJK SC", "regular"),
        "small": ("AR PL UKai CN", "regular"),
    }
)
# A supplier that no template is known of, on the stationer's layout that the others use.
JINRUI = replace(
    HUAJIN,
    name="no-known-form",
    supplier="昆山市锦瑞纸品包装有限公司",
    contact="地址：江苏省昆山市巴城镇石牌塔基路77号　电话：0512-55503311　传真：0512-55503322",
    form_number="JR-04-003",
    prefix="JR",
    shift=1.0,
    table_top=46.0,
    column_widths=(9, 25, 58, 13, 21, 19, 26, 23),
    barcode=False,
)


def _finish(draft: Draft, typography: Typography) -> FormDesign:
    title = {"en": "No known form"}
    return draft.finish(name="no-known-form", title=title, rules=(), typography=typography, lookups={}, about="")


def purchase_order() -> FormDesign:
    """A filled purchase order of another company, A4."""
    draft = Draft(size=(210, 297))
    draft.text(105, 25, "宁波甬新模具科技有限公司", 5.6, role="heading", anchor="centre", tracking=0.6)
    draft.text(105, 36, "采购订单", 7, role="title", anchor="centre", tracking=3)
    lines = ("订单号：CG-2025-0718-04　　　　　　　　　　　　　　　下单日期：2025-07-18",
             "供应商：余姚市华通标准件有限公司　　　　　　　　　　　　付款方式：月结60天",
             "交货地点：宁波市北仑区小港街道安居路8号　　　　　　　　　交货日期：2025-08-02")  # fmt: skip
    for number, line in enumerate(lines):
        draft.text(18, 50 + number * 8, line, 3.6)
    grid = Grid(edges=edges_from(18, (14, 50, 40, 18, 24, 28)), top=76, head=9, row_height=9, rows=8)
    draw_grid(draft, grid, ("项次", "品名", "规格", "数量", "单价", "金额"), 3.5, numbered=True)
    rows = (("模架导柱", "GP-20*120", "40", "18.50", "740.00"), ("弹簧顶针", "EP-4*80", "200", "2.30", "460.00"),
            ("定位圈", "LR-100", "25", "32.00", "800.00"), ("水嘴接头", "PT1/4", "150", "4.20", "630.00"))  # fmt: skip
    for number, row in enumerate(rows):
        for column, text in enumerate(row, start=1):
            draft.text(grid.edges[column] + 2, grid.body + number * 9 + 6, text, 3.6, role="small")
    draft.text(18, 170, "合计：贰仟陆佰叁拾元整（￥2630.00）", 3.8)
    terms = ("一、质量标准：按需方图纸及国家标准执行。", "二、包装要求：防潮包装，外箱注明品名规格。",
             "三、逾期交货每日按合同金额千分之五计违约金。", "四、本订单传真件与原件具有同等效力。")  # fmt: skip
    for number, term in enumerate(terms):
        draft.text(18, 184 + number * 8, term, 3.6)
    draft.text(18, 230, "采购员：方宏伟　　　　　　　　审核：郑建平　　　　　　　　供方确认：", 3.6)
    return _finish(draft, SONG)


def letter() -> FormDesign:
    """A letter without any form about it, A4."""
    draft = Draft(size=(210, 297))
    paragraphs = (
        "关于五一期间送货安排的通知", "", "各合作供应商：", "",
        "　　因园区供电线路检修，我司仓库将于四月三十日十四时起停止收货，",
        "五月六日八时恢复。请各单位合理安排发货时间，避免车辆滞留。",
        "　　检修期间如有急件，请提前与仓库值班人员联系，并在外箱显著位置", "注明“急件”字样及联系人电话。", "",
        "　　给您带来不便，敬请谅解。", "", "　　　　　　　　　　　　　　　　　　　　仓储物流部",
        "　　　　　　　　　　　　　　　　　　　　四月二十二日",
    )  # fmt: skip
    for number, paragraph in enumerate(paragraphs):
        if paragraph:
            title = number == 0
            draft.text(105 if title else 28, 45 + number * 10, paragraph, 6 if title else 4.4,
                       role="title" if title else "label", anchor="centre" if title else "left")  # fmt: skip
    return _finish(draft, SONG)


def blank_sheet() -> FormDesign:
    """Nothing at all: the back of a sheet."""
    return _finish(Draft(size=(215, 140)), SONG)

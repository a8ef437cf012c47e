"""An application form (申请单) of two pages: a company car and an advance, then costs and the approval chain."""

from samples.generator.design import Draft, FormDesign, Typography, box
from samples.generator.forms import purposes
from samples.generator.goods import DEPARTMENTS, FEES
from samples.generator.layout import (
    OUTER,
    Blank,
    Grid,
    draw_grid,
    draw_labelled_row,
    draw_options,
    edges_from,
    grid_columns,
)

NAME = "application-car-advance"
COMPANY = "江苏明远新材料股份有限公司"
FORM_NUMBER = "MY-XZ-FM-023"
LEFT, WIDTH, HIGH = 15.0, 180.0, 10.0
COST_ROWS = 5
APPROVERS = (
    ("manager", "部门主管", "Head of department"),
    ("finance", "财务部", "Finance"),
    ("director", "分管副总", "Vice president"),
    ("president", "总经理", "President"),
)
TEXT = {"type": "text"}
TIME = {"type": "time"}
PLATE = {"type": "licence-plate"}
SEAL = {"type": "seal"}
TICK = {"type": "tick"}
SIGNATURE = {"type": "signature"}
OPINIONS = (("agree", "同意", "Agreed"), ("refuse", "不同意", "Refused"))
REQUIRED = {"required": True}
BY_HAND = {"handwritten": True}
NUMBER = {"type": "code", "pattern": r"SQ\d{8}-\d{3}"}
DATE = {"type": "date"}


def design_application() -> FormDesign:
    draft = Draft(size=(210, 297))
    _draw_heading(draft, 1)
    _draw_applicant(draft, 44)
    _draw_journey(draft, 84)
    _draw_reason(draft, 154)
    draft.next_page()
    _draw_heading(draft, 2)
    _draw_costs(draft)
    _draw_payee(draft, 112)
    _draw_approvals(draft, 144)
    return draft.finish(
        name=NAME,
        title={"zh-CN": "用车及费用预支申请单", "en": "Application for a car and an advance"},
        purpose=purposes.APPLICATION,
        version=2,
        rules=RULES,
        typography=Typography(
            families={
                "title": ("Noto Sans CJK SC", "bold"),
                "heading": ("Noto Serif CJK SC", "bold"),
                "label": ("Noto Serif CJK SC", "regular"),
                "small": ("Noto Sans CJK SC", "regular"),
            }
        ),
        lookups={"departments": DEPARTMENTS, "fees": tuple(FEES)},
        about=ABOUT,
    )


RULES = (
    {"rule": "same", "fields": ["application_no", "application_no_2"]},
    {"rule": "same", "fields": ["advance", "advance_capital", "cost_total"]},
    {"rule": "product", "of": ["costs.price", "costs.times"], "equals": "costs.amount"},
    {"rule": "sum", "of": "costs.amount", "equals": "cost_total"},
    {"rule": "order", "first": "application_date", "then": "start_date"},
    {"rule": "order", "first": "start_date", "then": "return_date"},
    {"rule": "order", "first": "manager_date", "then": "finance_date"},
    {"rule": "order", "first": "finance_date", "then": "director_date"},
    {"rule": "order", "first": "director_date", "then": "president_date"},
    {"rule": "required-when", "field": "plate", "when": "vehicle", "is_one_of": ["car", "van", "truck"]},
    {"rule": "required-when", "field": "account", "when": "payment", "is_one_of": ["transfer"]},
    {"rule": "known", "field": "department", "lookup": "departments"},
)
ABOUT = f"""# 用车及费用预支申请单 {COMPANY} ({NAME})

An application form on two A4 pages: who asks for which car, when and why, what it costs, and the chain of approvals.
Choices with exactly one, at most one and any number of ticks, single tick boxes, dates, times, an identity number, a
licence plate, a reason over several lines, a capital amount, names, signatures and a seal over the text. The company
is invented.

`lookups/departments.csv` and `lookups/fees.csv` list what may stand in those fields.
Drawn by `samples/generator/forms/application.py`; `samples/README.md` tells how to draw it again.
"""


def _draw_heading(draft: Draft, page: int) -> None:
    draft.text(LEFT, 13, f"表单编号：{FORM_NUMBER}　版本：V3.0", 2.8, role="small", tells_apart=True)
    draft.text(LEFT + WIDTH, 13, f"第 {page} 页　共 2 页", 2.8, role="small", anchor="right", tells_apart=True)
    draft.text(105, 21, COMPANY, 5.0, role="heading", anchor="centre", tracking=0.5, tells_apart=page == 1)
    title = "用车及费用预支申请单" if page == 1 else "费用明细及审批页"
    draft.text(105, 31, title, 6.4, role="title", anchor="centre", tracking=1.2, tells_apart=True)
    name = "application_no" if page == 1 else "application_no_2"
    draft.text(128, 40.5, "申请单号：", 3.5)
    draft.line(146, 41.6, 195, 41.6, 0.15)
    draft.zone(name, "申请单号", "Application number", box(146, 34.8, 49, 6.8), NUMBER, required=True)


def _draw_applicant(draft: Draft, y: float) -> None:
    rows: tuple[tuple[tuple[float, Blank | str, float], ...], ...] = (
        (
            (28, Blank(name="department", zh="申请部门", en="Department", printed="申请部门", more=REQUIRED,
                       read={"type": "text", "lexicon": "departments"}), 62),
            (28, Blank(name="application_date", zh="申请日期", en="Date of application", printed="申请日期",
                       more=REQUIRED, read=DATE), 62),
        ),
        (
            (28, Blank(name="applicant", zh="申请人", en="Applicant", printed="申 请 人", more=REQUIRED,
                       read={"type": "text", "max_length": 20}), 62),
            (28, Blank(name="staff_no", zh="工号", en="Staff number", printed="工　　号",
                       read={"type": "code", "pattern": r"\d{6}"}), 62),
        ),
        (
            (28, Blank(name="identity_number", zh="身份证号", en="Identity number", printed="身份证号",
                       read={"type": "identity-number"}), 62),
            (28, Blank(name="phone", zh="联系电话", en="Telephone", printed="联系电话", more=REQUIRED,
                       read={"type": "phone"}), 62),
        ),
    )  # fmt: skip
    for number, row in enumerate(rows):
        draw_labelled_row(draft, LEFT, y + number * HIGH, HIGH, row)
    draw_labelled_row(draft, LEFT, y + 3 * HIGH, HIGH, ((28, "紧急程度", 152),))
    urgency = (("normal", "一般", "Normal"), ("urgent", "紧急", "Urgent"), ("critical", "特急", "Critical"))
    _place_choice(draft, "urgency", "紧急程度", "Urgency", y + 3 * HIGH, urgency, "exactly-one", required=True)


def _place_choice(draft: Draft, name: str, zh: str, en: str, y: float, options: tuple[tuple[str, str, str], ...],
                  pick: str, step: float = 28, **more: bool) -> None:  # fmt: skip
    drawn = draw_options(draft, LEFT + 33, y + 3.2, options, step)
    at = box(LEFT + 32, y + 1.4, step * len(options) + 2, 7.2)
    draft.zone(name, zh, en, at, {"type": "choice", "pick": pick, "options": drawn}, **more)


def _draw_journey(draft: Draft, y: float) -> None:
    kilometres = {"type": "integer", "minimum": 1, "maximum": 5000, "unit": "公里"}
    persons = {"type": "integer", "minimum": 0, "maximum": 50, "unit": "人"}
    draw_labelled_row(draft, LEFT, y, HIGH, ((28, "用车类型", 152),))
    vehicles = (
        ("car", "轿车", "Car"),
        ("van", "商务车", "Van"),
        ("truck", "货车", "Truck"),
        ("hired", "外租车", "Hired"),
    )
    _place_choice(draft, "vehicle", "用车类型", "Kind of vehicle", y, vehicles, "exactly-one", required=True)
    rows: tuple[tuple[tuple[float, Blank | str, float], ...], ...] = (
        (
            (28, Blank(name="plate", zh="车牌号码", en="Licence plate", printed="车牌号码",
                       read=PLATE), 62),
            (28, "司　　机", 62),
        ),
        (
            (28, Blank(name="start_date", zh="出发日期", en="Start date", printed="出发日期", more=REQUIRED,
                       read=DATE), 62),
            (28, Blank(name="start_time", zh="出发时间", en="Start time", printed="出发时间", read=TIME), 62),
        ),
        (
            (28, Blank(name="return_date", zh="返回日期", en="Return date", printed="返回日期", read=DATE), 62),
            (28, Blank(name="return_time", zh="返回时间", en="Return time", printed="返回时间", read=TIME), 62),
        ),
        (
            (28, Blank(name="destination", zh="目的地", en="Destination", printed="目 的 地", read=TEXT), 62),
            (17, Blank(name="distance", zh="预计里程", en="Distance", printed="里程", read=kilometres), 31),
            (17, Blank(name="passengers", zh="随行人数", en="Passengers", printed="人数", read=persons), 25),
        ),
    )  # fmt: skip
    for number, row in enumerate(rows, start=1):
        draw_labelled_row(draft, LEFT, y + number * HIGH, HIGH, row)
    draft.frame(LEFT + 122, y + HIGH + 3.2, 3.6, 3.6, 0.22)
    draft.text(LEFT + 127, y + HIGH + 6.3, "需要公司派司机", 3.4)
    at = box(LEFT + 122, y + HIGH + 3.2, 3.6, 3.6)
    draft.zone("driver_needed", "需要公司派司机", "Driver needed", at, TICK)
    draft.text(LEFT + 137, y + 4 * HIGH + 6.3, "公里", 3.2, anchor="right")
    draft.text(LEFT + 179, y + 4 * HIGH + 6.3, "人", 3.2, anchor="right")
    draw_labelled_row(draft, LEFT, y + 5 * HIGH, HIGH, ((28, "附　　件", 152),))
    attached = (("itinerary", "行程单", "Itinerary"), ("quotation", "报价单", "Quotation"),
                ("invitation", "邀请函", "Invitation"), ("other", "其他", "Other"))  # fmt: skip
    _place_choice(draft, "attachments", "附件", "Attachments", y + 5 * HIGH, attached, "any")
    draw_labelled_row(draft, LEFT, y + 6 * HIGH, HIGH, ((28, "支付方式", 152),))
    payment = (
        ("cash", "现金", "Cash"),
        ("transfer", "银行转账", "Bank transfer"),
        ("monthly", "公司月结", "Monthly account"),
    )
    _place_choice(draft, "payment", "支付方式", "Payment", y + 6 * HIGH, payment, "at-most-one", step=34)


def _draw_reason(draft: Draft, y: float) -> None:
    draw_labelled_row(draft, LEFT, y, 44, ((28, "申请事由\n（请写明必要性）", 152),), size=3.3)
    draft.zone("reason", "申请事由", "Reason", box(LEFT + 28.6, y + 0.8, 150.8, 42.4),
               {"type": "multiline-text", "max_length": 200}, required=True)  # fmt: skip
    y += 44
    draw_labelled_row(draft, LEFT, y, 11, (
        (28, Blank(name="advance", zh="预支金额", en="Advance", printed="预支金额\n（小写）", more=REQUIRED,
                   read={"type": "amount", "minimum": 0, "unit": "元"}), 42),
        (28, Blank(name="advance_capital", zh="预支金额大写", en="Advance in capitals", printed="预支金额\n（大写）",
                   more=REQUIRED, read={"type": "capital-amount"}), 82),
    ), size=3.3)  # fmt: skip
    draft.text(LEFT + 69, y + 6.7, "元", 3.3, anchor="right")
    y += 11
    draft.frame(LEFT, 44, WIDTH, y - 44, OUTER)
    draft.frame(LEFT, y + 5, 3.6, 3.6, 0.22)
    draft.zone("declaration", "声明", "Declaration", box(LEFT, y + 5, 3.6, 3.6), TICK, required=True)
    draft.text(LEFT + 5.5, y + 8.1, "本人承诺以上内容属实，预支款项在返回后五个工作日内凭票据核销。", 3.2)
    draft.text(LEFT + 92, y + 22, "申请人签字：", 3.5)
    draft.line(LEFT + 114, y + 24, LEFT + WIDTH, y + 24, 0.15)
    draft.zone("applicant_signature", "申请人签字", "Applicant's signature", box(LEFT + 114, y + 12, 66, 12),
               SIGNATURE, required=True)  # fmt: skip
    notes = ("填写说明：", "1. 本单一式两页，须连同附件一并提交行政部，逾期不予受理。",
             "2. 公司车辆须填写车牌号码；外租车须附租赁合同。",
             "3. 预支金额须与第2页费用合计一致。")  # fmt: skip
    for number, note in enumerate(notes):
        draft.text(LEFT, y + 33 + number * 4.6, note, 2.8, role="small")


def _draw_costs(draft: Draft) -> None:
    grid = Grid(edges=edges_from(LEFT, (12, 38, 56, 24, 20, 30)), top=46, head=9, row_height=9.4, rows=COST_ROWS)
    draft.shade(LEFT, grid.top, WIDTH, grid.head, 0.1)
    draw_grid(draft, grid, ("序号", "费用项目", "说明", "单价（元）", "次数", "金额（元）"), 3.4, numbered=True)
    columns = (
        Blank(name="fee", zh="费用项目", en="Fee", read={"type": "text", "lexicon": "fees"}, more=REQUIRED),
        Blank(name="note", zh="说明", en="Note", read=TEXT),
        Blank(name="price", zh="单价", en="Price", read={"type": "amount", "minimum": 0}, more=REQUIRED),
        Blank(
            name="times", zh="次数", en="Times", read={"type": "integer", "minimum": 1, "maximum": 99}, more=REQUIRED
        ),
        Blank(name="amount", zh="金额", en="Amount", read={"type": "amount", "minimum": 0}, more=REQUIRED),
    )
    body = box(LEFT + 12, grid.body, WIDTH - 12, COST_ROWS * grid.row_height)
    draft.table("costs", "费用明细", "Costs", body, COST_ROWS, grid_columns(columns, grid.edges[1:]), minimum_rows=1)
    total = Blank(name="cost_total", zh="费用合计", en="Total cost", printed="费用合计（元）", more=REQUIRED,
                  read={"type": "amount"})  # fmt: skip
    draw_labelled_row(draft, LEFT, grid.bottom, 10, ((150, total, 30),))
    draft.frame(LEFT, grid.top, WIDTH, grid.bottom + 10 - grid.top, OUTER)


def _draw_payee(draft: Draft, y: float) -> None:
    rows: tuple[tuple[tuple[float, Blank | str, float], ...], ...] = (
        (
            (28, Blank(name="payee", zh="收款单位", en="Payee", printed="收款单位", read=TEXT), 62),
            (28, Blank(name="payee_uscc", zh="统一社会信用代码", en="Payee's credit code", printed="统一社会\n信用代码",
                       read={"type": "uscc"}), 62),
        ),
        (
            (28, Blank(name="bank", zh="开户银行", en="Bank", printed="开户银行", read=TEXT), 62),
            (28, Blank(name="account", zh="银行账号", en="Account", printed="银行账号",
                       read={"type": "code", "pattern": r"\d{16,19}"}), 62),
        ),
    )  # fmt: skip
    for number, row in enumerate(rows):
        draw_labelled_row(draft, LEFT, y + number * 11, 11, row, size=3.3)
    draft.frame(LEFT, y, WIDTH, 22, OUTER)


def _draw_approvals(draft: Draft, y: float) -> None:
    edges = edges_from(LEFT, (28, 30, 46, 42, 34))
    grid = Grid(edges=edges, top=y, head=9, row_height=20, rows=len(APPROVERS))
    draft.text(LEFT, y - 2.5, "审批记录", 3.8, role="title")
    draft.shade(LEFT, y, WIDTH, grid.head, 0.1)
    draw_grid(draft, grid, ("审批环节", "审批人", "审批意见", "签　字", "日　期"), 3.4, numbered=False)
    for number, (name, zh, en) in enumerate(APPROVERS):
        top = grid.body + number * grid.row_height
        draft.text(LEFT + 14, top + 11.3, zh, 3.5, anchor="centre")
        draft.zone(f"{name}_name", f"{zh}审批人", f"{en}: name", box(edges[1], top, 30, 20), TEXT)
        options = draw_options(draft, edges[2] + 4, top + 8, OPINIONS, 18)
        draft.zone(f"{name}_opinion", f"{zh}意见", f"{en}: opinion", box(edges[2] + 2, top + 5, 42, 10),
                   {"type": "choice", "pick": "at-most-one", "options": options})  # fmt: skip
        draft.zone(f"{name}_signature", f"{zh}签字", f"{en}: signature", box(edges[3], top, 42, 20), SIGNATURE)
        draft.zone(f"{name}_date", f"{zh}日期", f"{en}: date", box(edges[4], top, 34, 20), DATE, handwritten=True)
    end = grid.bottom
    draft.text(LEFT + 128, end + 20, "（公司盖章）", 3.4)
    draft.zone("seal", "公司盖章", "Company seal", box(LEFT + 116, end - 12, 56, 46), SEAL,
               may_overlap=True)  # fmt: skip
    draft.text(LEFT, end + 8, "注：金额五千元以下由分管副总终审，五千元及以上须经总经理批准。", 2.8, role="small")
    draft.text(LEFT, end + 13, "　　本单经审批后由行政部存档，保存期三年。", 2.8, role="small")

"""The kinds of business forms: which entries each has, on which papers it is printed."""

from dataclasses import dataclass

Papers = tuple[tuple[float, float], ...]
PORTRAIT: Papers = ((210, 297), (182, 257))
SINGLE: Papers = ((210, 148), (148, 210), (182, 128), (241, 140))
WIDE: Papers = ((210, 297), (241, 140), (210, 148), (215, 140), (297, 210))
SLIPS: Papers = ((190, 105), (210, 110), (175, 98))


@dataclass(frozen=True, kw_only=True)
class FormKind:
    """`head` and `foot` name ideas; `table` the table's kind. `by_hand` forms are written with a pen."""

    name: str
    titles: tuple[str, ...]
    papers: Papers
    head: tuple[str, ...]
    table: str | None = None
    foot: tuple[str, ...] = ()
    choice: tuple[str, tuple[str, ...]] | None = None
    by_hand: bool = False


KINDS = (
    FormKind(name="delivery", titles=("送货单", "发货单", "出货清单"), papers=WIDE, table="goods",
             head=("customer", "date", "address", "contact", "phone", "order_no"), foot=("remark",)),
    FormKind(name="receiving", titles=("入库单", "收货单", "材料验收单"), papers=WIDE, table="counts",
             head=("supplier", "date", "warehouse", "order_no", "plate", "start_time"), foot=("remark",),
             choice=("类别", ("采购入库", "退货入库", "调拨入库"))),
    FormKind(name="inspection", titles=("检验单", "来料检验报告", "首件检验记录"), papers=WIDE, table="checks",
             head=("supplier", "date", "order_no", "weight"), foot=("remark",),
             choice=("结论", ("合格", "让步", "退货"))),
    FormKind(name="issue", titles=("领料单", "出库单"), papers=WIDE, table="counts",
             head=("department", "date", "warehouse", "applicant", "order_no"), foot=("purpose",)),
    FormKind(name="expenses", titles=("费用报销单", "差旅报销单"), papers=WIDE, table="expenses",
             head=("department", "applicant", "date", "staff_no", "bank", "account"),
             choice=("付款方式", ("现金", "转账", "冲借款"))),
    FormKind(name="application", titles=("用车申请单", "申请单", "外出申请单"), papers=SINGLE,
             head=("applicant", "department", "staff_no", "date", "phone", "identity", "plate", "start_time", "due",
                   "people", "distance", "address", "purpose", "remark"),
             choice=("紧急程度", ("一般", "紧急", "特急"))),
    FormKind(name="purchase", titles=("采购申请单", "请购单"), papers=PORTRAIT, table="goods",
             head=("department", "applicant", "date", "due", "supplier", "phone", "purpose"),
             choice=("类型", ("生产", "办公", "设备", "其他"))),
    FormKind(name="registration", titles=("客户登记表", "供应商信息表", "开票资料"), papers=SINGLE,
             head=("customer", "uscc", "address", "contact", "phone", "identity", "bank", "account", "date", "order_no",
                   "staff_no", "remark"), choice=("纳税人", ("一般纳税人", "小规模"))),
    FormKind(name="receipt", titles=("收据", "收款收据"), papers=SLIPS, by_hand=True,
             head=("payer", "date", "purpose", "total", "total_capital", "remark")),
    FormKind(name="hand-expenses", titles=("费用报销单", "报销单据汇总"), papers=PORTRAIT, table="expenses",
             by_hand=True, head=("department", "applicant", "date", "staff_no", "phone")),
    FormKind(name="hand-stock", titles=("领料单", "盘点表", "退料单"), papers=PORTRAIT, table="counts", by_hand=True,
             head=("department", "date", "warehouse", "contact", "order_no"), foot=("remark",)),
    FormKind(name="hand-application", titles=("出门证", "用车申请单", "维修申请单"), papers=SINGLE, by_hand=True,
             head=("department", "applicant", "date", "start_time", "phone", "staff_no", "plate", "people", "customer",
                   "distance", "weight", "purpose"), choice=("类别", ("普通", "加急"))),
)  # fmt: skip

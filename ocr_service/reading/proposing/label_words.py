"""What printed labels say about a field: a name in English letters, and the type of its value.

The longest word that a label holds decides; where it holds several, the last one does (in Chinese and in English the
head of a compound stands last: 送货单位电话, Supplier's phone).
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class LabelWord:
    """`name` for templates, `type` of the value; `type` is None where the label does not say."""

    name: str
    type: str | None


# One line a meaning: name | type (- where the label does not say) | words.
_TABLE: Final = """
date|date|日期,年月日,date,dated
time|time|时间,time
order_date|date|订单日期,订货日期,order date
delivery_date|date|送货日期,交货日期,发货日期,delivery date,ship date
due_date|date|到期日,交期,due date
amount|amount|金额,总额,总价,小计,价税合计,应付,实付,报销金额,借款金额,amount,subtotal,sum,fee,cost,balance,paid
total|amount|合计,总计,共计,total,grand total
unit_price|amount|单价,价格,price,unit price,rate
tax|amount|税额,税金,tax,vat,gst
tax_rate|-|税率,tax rate
amount_in_capitals|capital-amount|大写,人民币大写,金额大写,合计大写,合计金额大写
quantity|number|数量,件数,总数,份数,个数,台数,箱数,张数,quantity,qty,pcs,count
weight|number|重量,毛重,净重,weight,gross weight,net weight
volume|number|体积,容积,volume
length|number|长度,length
number|-|序号,行号,no,line,item no,#
unit|-|单位,计量单位,unit,uom
phone|phone|电话,手机,联系电话,联系方式,手机号,手机号码,电话号码,传真,phone,telephone,tel,mobile,fax
slip_no|code|单号,送货单号,出库单号,入库单号,发票号码,发票号,单据号,编号,号码,流水号,运单号,no.,number,slip no
slip_no|code|invoice no,invoice number,delivery note no,receipt no,ref,reference,document no
order_no|code|订单号,订单编号,订单号码,合同号,合同编号,采购单号,po,po no,po number,order no,order number
order_no|code|contract no
product_code|code|料号,产品编号,物料编码,物料编号,货号,产品代码,商品编码,编码,代码,part no,item code,sku,code
product_code|code|product code
batch_no|code|批号,批次,生产批号,batch,batch no,lot,lot no
employee_no|code|工号,员工编号,employee no,staff no,employee id
uscc|uscc|统一社会信用代码,社会信用代码,信用代码,纳税人识别号,税号
identity_number|identity-number|身份证,身份证号,身份证号码,证件号码
bank_account|code|账号,帐号,银行账号,account,account no,account number
bank|text|开户行,开户银行,银行,bank
licence_plate|licence-plate|车牌,车牌号,车牌号码,车号,licence plate,license plate,plate,vehicle no
company|text|单位名称,公司,公司名称,企业名称,company,company name,business name
customer|text|客户,客户名称,收货单位,购货单位,购买方,买方,收货方,customer,buyer,bill to,ship to,consignee
customer|text|sold to
supplier|text|供应商,供货单位,销货单位,销售方,卖方,发货单位,送货单位,供方,supplier,vendor,seller,shipper,from
name|text|姓名,名称,申请人,联系人,经办人,负责人,name,contact,full name,applicant,attention
product|text|品名,产品名称,商品名称,货物名称,物料名称,品名及规格,项目,item,product,description,goods,article
specification|text|规格,型号,规格型号,specification,spec,model,size
department|text|部门,所属部门,department,dept
position|text|职务,职位,岗位,position,job title
address|text|地址,住址,送货地址,收货地址,送货地点,地点,目的地,address,city,street,destination,place
email|text|邮箱,电子邮件,邮件,e-mail,email
remark|text|备注,说明,附注,摘要,事由,用途,原因,remark,remarks,note,notes,comment,comments,memo,reason,purpose
signature|signature|签字,签名,签章,签收,signature,signed,sign,signed by
seal|seal|盖章,公章,印章,seal,stamp
made_by|text|制单,制单人,填表人,开票人,开单,made out by,prepared by,issued by
checked_by|text|审核,复核,审批,批准,主管,checked by,approved by,verified by
receiver|text|收货人,收件人,领用人,领料人,收款人,接收人,receiver,received by,payee
driver|text|司机,驾驶员,送货人,承运人,driver,delivered by,carrier
warehouse|text|仓库,库位,warehouse,location
result|-|结果,检验结果,是否合格,result
currency|text|币种,currency
age|integer|年龄,age
gender|text|性别,gender,sex
days|number|天数,days
mileage|number|里程,mileage
temperature|number|温度,temperature
country|text|国家,国籍,country,nationality
postcode|code|邮编,邮政编码,zip,postcode,zip code
"""

_NOISE: Final = re.compile(r"[\s:：*＊()（）\[\]【】/、,，.。;；]+")
_WORDS: Final = re.compile(r"[a-z#]+")


def _read_table() -> dict[str, LabelWord]:
    words = {}
    for line in _TABLE.strip().splitlines():
        name, kind, spellings = line.split("|")
        for word in spellings.split(","):
            words[word] = LabelWord(name=name, type=None if kind == "-" else kind)
    return words


_OF_WORD: Final = _read_table()
_CHINESE: Final = sorted((word for word in _OF_WORD if not word.isascii()), key=len, reverse=True)
_ENGLISH: Final = sorted((word for word in _OF_WORD if word.isascii()), key=len, reverse=True)
# Longer texts are sentences: a word in them names nothing.
_LONGEST_CHINESE: Final = 14
_LONGEST_ENGLISH: Final = 5


def find_word(label: str) -> LabelWord | None:
    """What the printed `label` says; None where it holds no known word or is a sentence."""
    plain = _NOISE.sub("", label)
    if any("\u4e00" <= letter <= "\u9fff" for letter in plain):
        return _find_chinese(plain) if len(plain) <= _LONGEST_CHINESE else None
    return _find_english(label.lower())


def _find_chinese(plain: str) -> LabelWord | None:
    if "大写" in plain:
        return _OF_WORD["大写"]
    ends = [(plain.rfind(word) + len(word), len(word), word) for word in _CHINESE if word in plain]
    return _OF_WORD[max(ends)[2]] if ends else None


def _find_english(label: str) -> LabelWord | None:
    words = _WORDS.findall(label)
    if not words or len(words) > _LONGEST_ENGLISH:
        return None
    text = f" {' '.join(words)} "
    ends = [
        (text.rfind(f" {plain} ") + len(plain), len(plain), word)
        for word in _ENGLISH
        if (plain := " ".join(_WORDS.findall(word))) and f" {plain} " in text
    ]
    return _OF_WORD[max(ends)[2]] if ends else None

"""What each form is for and how to fill it in: its own page in the service shows it."""

from typing import Final

DELIVERY_SLIP: Final = {
    "zh-CN": """供应商送货时随货填写，一式三联。收货方凭它点收、结算。
1. 送货单号、收货单位、送货日期、订单编号必填；一单只对应一个订单。
2. 每种货物写一行：金额 = 数量 × 单价，合计须与明细相符，大写与小写一致。
3. 当面点清，收货人签字并写收货日期，加盖收货单位章。
4. 签收后把整张单子扫描上传，盖章不要遮住单号。""",
    "en": """Comes with a supplier's goods, in three copies. The customer counts and pays by it.
1. Slip number, customer, delivery date and order number must be there; one slip for one order.
2. One line for each kind of goods: amount = quantity × unit price. The totals must fit the lines, and the total in \
words the figures.
3. Count while the driver is there; then sign, write the date and put the seal on it.
4. Once signed, scan the whole slip. Keep the seal off the slip number.""",
}
DENSE_SLIP: Final = {
    "zh-CN": """供方送货到客户仓库时填写，每单最多十种物料，一式三联（白：供方存根，红：客户仓库，黄：客户财务）。
1. 送货单号、客户名称、送货日期、合计箱数、合计净重必填。
2. 每行一种物料，按采购单写物料编码；合计等于各行之和，毛重不小于净重。
3. 仓管员逐行点收，在“验”栏打勾。有短缺或破损时勾选，并写明说明。
4. 仓管员签收、盖检验章后扫描上传。左上角二维码不要遮挡，靠它认出表单。""",
    "en": """For goods brought to the customer's warehouse: up to ten materials on a slip, in three copies (white: \
supplier, red: warehouse, yellow: accounts).
1. Slip number, customer, delivery date, boxes in all and net weight in all must be there.
2. One line for each material, with the code of the purchase order. Totals are the sums of the lines; the gross \
weight is not below the net weight.
3. The storekeeper counts line by line and ticks “Checked”. If something is short or damaged, tick the box and say \
what.
4. Signed and stamped, the slip is scanned. Keep the QR code at the top left free: the form is known by it.""",
}
DELIVERY_NOTE: Final = {
    "zh-CN": """Northgate 公司的英文送货单，随货同行。白联：客户；黄联：签收回单；粉联：存根。
1. 上半部由发货方打印：送货单号、发货日期（日/月/年）、客户、订单号、明细。
2. “FOR THE CUSTOMER TO COMPLETE” 以下由收货人手写：货物状况三选一，清点后勾选 Counted and checked。
3. 有破损（Damaged）时，必须在 Damage or shortage 一栏写明。
4. 写上姓名、日期并签字，再扫描上传。短缺或破损须在三个工作日内书面提出。""",
    "en": """Northgate's delivery note, which travels with the goods. White copy: customer; yellow: proof of \
delivery; pink: file.
1. The upper part is printed by the sender: note number, despatch date (day/month/year), customer, order number, \
lines.
2. Below “For the customer to complete” whoever receives the goods writes by hand: tick one condition, and “Counted \
and checked” once you have counted.
3. Where goods are damaged, say what under “Damage or shortage”.
4. Print your name, write the date, sign, then scan. Claims must be made in writing within three working days.""",
}
PACKING_LIST: Final = {
    "zh-CN": """随货箱装入，说明箱内每种零件的图号、名称和数量，收货方按它点数。
1. 清单编号和装箱日期必填。
2. 每种零件一行；与上一行名称相同可写“同上”。
3. 一张写不下时接用续页，张数不限；最后一行之下写数量合计，须等于各行之和。
4. 首页和所有续页作为一份文件一起上传，次序不限。""",
    "en": """Goes into the box with the goods: part number, name and quantity of all that is in it, to be counted by \
whoever unpacks it.
1. List number and packing date must be there.
2. One line for each part; 同上 (as above) may stand for a name that repeats.
3. Where one sheet is not enough, go on with continuation sheets, as many as needed. The total below the last line \
must be the sum of all lines.
4. Hand in the first sheet and all that follow as one document, in any order.""",
}
REGISTRATION: Final = {
    "zh-CN": """外单位人员第一次进厂作业前在门卫处填写，每人一张，保存一年。
1. 用黑色或蓝色水笔，一格一字；登记日期写八位数字，如 20260415。
2. 性别、首次入厂、安全培训：把符合的词圈出来。作业类别可勾多项，押存证件最多勾一项。
3. 所属单位写全称，须与右下角所盖公章一致。
4. 本人签名、单位盖章后，由门卫扫描上传；未参加安全培训的不得入厂。""",
    "en": """Filled in at the gate by people of other companies before they work in the plant: one sheet for each \
person, kept for a year.
1. Black or blue pen, one figure in each box; the date has eight figures, such as 20260415.
2. Sex, first visit, safety training: ring the word that is true. Any kinds of work may be ticked, of the documents \
left here at most one.
3. The company's full name must be that on its round seal at the bottom right.
4. Signed and sealed, the gate scans it. Nobody enters without the safety training.""",
}
APPLICATION: Final = {
    "zh-CN": """申请用车并预支费用，一式两页，连同附件一并交行政部；批准后存档三年。
1. 第 1 页由申请人填写：部门、申请人、用车类型、往返日期、事由和预支金额；紧急程度和支付方式各选一项。
2. 公司车辆须写车牌号码；支付方式为银行转账的须写银行账号。
3. 第 2 页费用明细：金额 = 单价 × 次数。费用合计、预支金额（小写）和大写三处一致，两页的申请单号相同。
4. 依次由部门主管、财务部、分管副总审批；五千元及以上还须总经理批准，最后加盖公司章。
5. 两页作为一份文件一起上传。""",
    "en": """Asks for a car and money in advance: two pages, handed to administration with their attachments, and \
kept for three years once approved.
1. The applicant fills in page 1: department, name, kind of vehicle, dates, reason and advance. Tick one urgency and \
one way of payment.
2. A company car needs its licence plate, a bank transfer the account number.
3. Costs on page 2: amount = price × times. Their total, the advance and the advance in words must be the same, and \
the application number the same on both pages.
4. Approved in order by the head of department, finance and the vice president; from 5,000 yuan also by the \
president. The company's seal comes last.
5. Hand in both pages as one document.""",
}

"""Words that the invented forms are filled with: companies, people, goods, places, remarks, put together at random."""

import random

from samples.generator.goods import SURNAMES


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CITIES = _words(
    "苏州 无锡 上海 宁波 杭州 昆山 佛山 东莞 青岛 武汉 长沙 成都 合肥 厦门 天津 沈阳 西安 郑州 南通 温州 "
    "嘉兴 常州 珠海 中山 惠州 济南 福州 重庆"
)
FIRST = "明德天恒华新永宏盛瑞金泰立海东南长安富兴通达远大正昌隆康裕百力星辰光顺成利丰源"
SECOND = "诚达鑫航科川禾越宇邦晟辉远峰博佳美源创联润信合捷凯群泽铭"
TRADES = _words(
    "电子 精密机械 包装制品 五金制品 塑胶模具 纺织 化工材料 食品 医疗器械 物流 自动化设备 印刷 贸易 "
    "汽车零部件 仪器仪表 建材 照明电器 橡塑"
)
SUFFIXES = _words("有限公司 有限公司 股份有限公司 厂 商行")
GIVEN = "建国志强秀英丽华伟明晓东海燕平文静永刚雪梅俊杰玉兰立新春生家豪子轩雨婷思远嘉欣浩然佳琪凤鸣广林少波"
STREETS = _words("人民路 建设路 工业大道 科技路 长江北路 解放南路 振兴街 创业路 港口大道 文化西路 东风路 滨河路")
DISTRICTS = _words("高新区 开发区 吴中区 北仑区 南山区 临港新城 新吴区 江北区 南海区 相城区")
MATERIALS = _words(
    "不锈钢 铝合金 镀锌 黄铜 尼龙 硅胶 碳钢 白卡 牛皮 耐高温 防静电 加厚 透明 双面 阻燃 高强度 环保 精密"
)
NOUNS = _words(
    "螺栓 垫片 支架 纸箱 轴承 弹簧 外壳 端子 连接器 胶带 标签 导轨 密封圈 手套 滤芯 电缆 接头 法兰 油管 "
    "托盘 气泡膜 面板 齿轮 皮带 阀门 开关 继电器 传感器 砂轮 钻头"
)
SPECS = _words("M{a}*{b} {a}*{b}mm DN{b} L{b} ZB-{b}A {a}.5*{b} PA66-{a} {b}W G{a}/{b}")
UNITS = _words("个 只 件 套 箱 卷 米 千克 张 台 包 瓶")
DEPARTMENTS = _words(
    "生产部 采购部 品质部 设备部 销售部 研发中心 人力资源部 财务部 仓储部 行政部 技术部 工程部 市场部 "
    "客服中心 信息部 安全环保部"
)
WAREHOUSES = _words("原料一库 原料二库 成品库 半成品库 包材库 危化品库 备件库 退货区")
PURPOSES = _words(
    "差旅费 住宿费 过路费 燃油费 业务招待费 办公用品 快递费 会议费 培训费 设备维修费 样品检测费 "
    "市内交通费 停车费 印刷费"
)
CHECKS = _words("外径 内径 长度 厚度 硬度 平面度 粗糙度 重量 耐压 绝缘电阻 拉力 色差 水分 间隙 同轴度 扭矩")
REMARKS = _words(
    "随货附检验报告 请轻放防潮 余数下周补齐 按样品验收 客户自提 急用请优先安排 包装完好 发票随后寄出 "
    "与合同一致 已电话确认 需回签一联 外箱有轻微压痕 同意按方案执行 月底前结清"
)
ROW_REMARKS = _words("加急 补货 样品 含税 尾数 新版 待检")
REASONS = _words(
    "前往供应商处理来料尺寸超差 参加行业展会并拜访客户 设备主轴返厂维修随车押运 新产品送检需现场签样 "
    "生产线扩建增加备件 仓库盘点发现库存不足 客户投诉现场分析原因 年度校准计划内送检 更换老化电线及开关 "
    "招聘面试及培训场地布置"
)


def a_company(rng: random.Random) -> str:
    return rng.choice(CITIES) + rng.choice(FIRST) + rng.choice(SECOND) + rng.choice(TRADES) + rng.choice(SUFFIXES)


def a_person(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2))))


def a_thing(rng: random.Random) -> str:
    return rng.choice(MATERIALS) + rng.choice(NOUNS)


def a_spec(rng: random.Random) -> str:
    return rng.choice(SPECS).format(a=rng.randrange(2, 30), b=rng.randrange(5, 25) * 5)


def an_address(rng: random.Random) -> str:
    return f"{rng.choice(CITIES)}市{rng.choice(DISTRICTS)}{rng.choice(STREETS)}{rng.randrange(1, 900)}号"


def a_bank(rng: random.Random) -> str:
    bank = rng.choice(("中国工商银行", "中国建设银行", "招商银行", "交通银行", "中国农业银行", "宁波银行"))
    return f"{bank}{rng.choice(CITIES)}{rng.choice(DISTRICTS)}支行"


def a_list(rng: random.Random, count: int, one: str) -> tuple[str, ...]:
    """`count` different entries of a look-up list: companies or things."""
    make = {"company": a_company, "thing": a_thing, "address": an_address}[one]
    found: dict[str, None] = {}
    while len(found) < count:
        found[make(rng)] = None
    return tuple(found)

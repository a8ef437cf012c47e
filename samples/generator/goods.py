"""Invented goods, companies and places that the samples speak of."""

PURCHASERS = (
    "苏州明德电子有限公司",
    "无锡天航精密机械有限公司",
    "上海悦禾食品有限公司",
    "常熟市恒泰纺织有限公司",
    "太仓新港物流有限公司",
    "昆山立川五金制品厂",
    "南通海纳医疗器械有限公司",
    "嘉兴晨光玩具有限公司",
)
ADDRESSES = (
    "苏州市吴中区东吴南路36号",
    "无锡市新吴区锡士路18号",
    "上海市松江区文翔路2088号",
    "常熟市虞山街道海虞北路51号",
    "太仓市浮桥镇港区大道9号",
    "昆山市周市镇长江北路700号",
    "南通市崇川区通京大道315号",
    "嘉兴市秀洲区加创路1509号",
)
# code, name, unit, price in fen
CARTONS = (
    ("CT-10235", "五层瓦楞纸箱", "个", 685),
    ("CT-10418", "三层瓦楞纸箱", "个", 362),
    ("CT-20077", "白卡彩盒", "只", 148),
    ("CT-30512", "天地盖礼盒", "套", 1275),
    ("FM-00216", "珍珠棉内托", "个", 96),
    ("FM-00482", "气泡膜", "卷", 5850),
    ("TP-11090", "封箱胶带", "卷", 430),
    ("LB-70031", "不干胶标签", "张", 12),
    ("LB-70158", "热敏标签纸", "卷", 1860),
    ("PL-40026", "木质托盘", "个", 7200),
    ("BG-50113", "自封袋", "只", 23),
    ("CT-10660", "蜂窝纸板", "张", 940),
    ("ST-80009", "打包带", "卷", 9600),
    ("CT-10871", "刀卡隔板", "套", 215),
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN_NAMES = (
    "建国",
    "志强",
    "秀英",
    "丽华",
    "伟明",
    "晓东",
    "海燕",
    "国平",
    "文静",
    "永刚",
    "雪梅",
    "俊杰",
    "玉兰",
    "立新",
)
REMARKS = ("随货附检验报告", "请轻放防潮", "余数下周补齐", "按样品验收", "月结30天", "客户自提")
ROW_REMARKS = ("加急", "补货", "样品", "含税", "尾数")
# material code, name, spec, unit, net weight of one in grams, pieces in a box
PARTS = (
    ("M01.0233", "沉头螺丝", "M6*20", "只", 6, 2000),
    ("M01.0418", "内六角螺栓", "M8*35", "只", 17, 800),
    ("M02.1107", "法兰螺母", "M10", "只", 11, 1200),
    ("M03.0052", "压铸支架", "ZB-114A", "件", 245, 60),
    ("M03.0077", "冲压端盖", "DG-62", "件", 88, 150),
    ("M04.2201", "注塑外壳", "PA66-V2", "件", 132, 90),
    ("M04.2215", "注塑面板", "ABS-750", "件", 96, 120),
    ("M05.3310", "铜套", "12*16*20", "只", 21, 500),
    ("M06.0901", "密封圈", "48*3.1", "只", 2, 3000),
    ("M06.0944", "硅胶垫片", "30*1.5", "片", 1, 5000),
    ("M07.5120", "铝散热片", "80*60*25", "件", 164, 80),
    ("M08.0016", "弹簧", "1.2*9*34", "只", 4, 2500),
    ("M09.7703", "导轨", "L350", "根", 415, 40),
    ("M11.6402", "定位销", "5*24", "只", 4, 3000),
)
FACTORIES = (
    "惠州新联电器有限公司",
    "深圳赛格工控有限公司",
    "中山正大照明有限公司",
    "佛山顺威电机有限公司",
    "珠海远航智能装备有限公司",
)
SHORTAGES = ("第2行少1箱，下次补送", "外箱破损2箱，已拍照", "第1行数量待复核", "标签缺失，需补贴")
DEPARTMENTS = ("生产部", "采购部", "品质部", "设备部", "销售部", "研发中心", "人力资源部", "财务部")
DESTINATIONS = (
    "上海虹桥国家会展中心",
    "无锡新区供应商工厂",
    "宁波北仑港保税仓",
    "杭州萧山客户现场",
    "合肥经开区检测中心",
    "南京江北新区研究院",
)
REASONS = (
    "前往供应商现场处理来料尺寸超差问题，\n与对方品质部共同复测并确认返工方案，\n当日返回。",
    "参加行业展会并拜访三家重点客户，\n需携带样品及展板，\n预计两天完成。",
    "设备主轴返厂维修，随车押运，\n并与厂家工程师确认备件清单\n和交期，费用按合同结算。",
    "新产品送检，需现场签样，\n检测报告由我方带回，\n同时领取上批校准证书。",
)
# fee, what is written beside it
FEES = {
    "过路费": "往返高速",
    "燃油费": "按里程计",
    "住宿费": "标准间",
    "停车费": "现场停车",
    "餐费": "客户接待",
    "租车费": "合同约定",
    "检测费": "加急服务",
}
PAYEES = ("苏州捷顺汽车租赁有限公司", "上海华东检测技术有限公司", "无锡安达物流有限公司", "杭州西湖会务服务有限公司")
BANKS = ("中国工商银行苏州园区支行", "招商银行上海张江支行", "中国建设银行无锡新区支行", "宁波银行杭州分行")
# Companies whose people come to work, and the colour of their seals.
CONTRACTORS = {
    "常州博锐设备安装有限公司": "purple",
    "江阴市恒力起重工程有限公司": "red",
    "无锡科悦自动化技术有限公司": "blue",
    "常州绿源环境服务有限公司": "red",
    "镇江中旭机电维修有限公司": "red",
    "溧阳市金盾消防工程有限公司": "red",
}
BUYERS = (
    "Harrow Foods Limited",
    "Pennine Textiles Limited",
    "Calder Valley Brewing",
    "Solway Instruments Limited",
    "Ridgeway Garden Supplies",
)
BUYER_ADDRESSES = (
    "Unit 4 Station Road\nHarrow HA1 2TU",
    "18 Mill Lane\nHuddersfield HD4 7BX",
    "The Old Dyeworks\nTodmorden OL14 5QP",
    "7 Harbour Court\nMaryport CA15 8AE",
    "Ridgeway Farm\nSwindon SN4 0HT",
)
CARRIERS = ("Tyne Freight", "Aire Haulage", "Own transport", "Fosse Couriers")
# code, description, unit, pieces in a carton
STATIONERY = (
    ("BX-1040", "Double wall box 18x12x12", "EA", 25),
    ("BX-1066", "Single wall box 9x6x6", "EA", 50),
    ("TP-2203", "Kraft paper tape 48mm", "RL", 36),
    ("TP-2210", "Fragile printed tape", "RL", 36),
    ("VF-3007", "Void fill paper", "RL", 4),
    ("BW-3115", "Bubble wrap 750mm", "RL", 2),
    ("PB-4402", "Postal bag medium", "PK", 10),
    ("LB-5560", "Thermal labels 100x150", "RL", 12),
    ("ST-6121", "Pallet stretch film", "RL", 6),
    ("ED-7008", "Edge protector 1m", "EA", 100),
)
ENGLISH_NAMES = ("J HARTLEY", "M OKAFOR", "S WHITMORE", "D PRITCHARD", "A NOVAK", "R SINGH")
DAMAGES = ("2 cartons wet, refused", "1 carton crushed", "Corner damage on pallet 1")

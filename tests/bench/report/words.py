"""The words of the tables, in both languages of the documentation."""

from collections.abc import Mapping

Words = Mapping[str, str]
# The aims of exact matches, by condition.
AIMS: Mapping[str, float] = {
    "clean-print": 0.999, "office-scan": 0.995, "phone-photo": 0.995, "dot-matrix": 0.98, "carbon-copy": 0.98,
    "fax": 0.98, "under-seal": 0.98, "handwritten-figures": 0.95, "handwritten-listed": 0.95,
}  # fmt: skip
# The order of the rows.
CONDITIONS = (
    "clean-print", "office-scan", "dot-matrix", "carbon-copy", "phone-photo", "under-seal", "handwritten-figures",
    "handwritten-listed", "handwritten-free", "low-resolution", "fax", "all",
)  # fmt: skip
WORDS: Mapping[str, Words] = {
    "en": {
        "condition": "Condition", "fields": "Fields", "aim": "Aim", "clean-print": "clean print",
        "office-scan": "office scan", "dot-matrix": "dot matrix", "carbon-copy": "carbon copy",
        "phone-photo": "phone photo", "under-seal": "under a seal", "handwritten-figures": "handwritten figures",
        "handwritten-listed": "handwritten, from a list",
        "handwritten-free": "handwritten, free Chinese, capital amounts",
        "low-resolution": "low resolution (100-120 dpi)", "fax": "fax", "all": "all", "handwriting": "handwriting",
        "ours": "This project", "paddleocr": "PaddleOCR", "rapidocr": "RapidOCR", "tesseract": "Tesseract",
        "exact": "Exact matches after the same normalisation",
        "characters_head": "Characters right", "characters": "Characters right (dates and capital amounts aside)",
        "accepted": "Accepted without a person, and how many of these are wrong",
        "none": "none accepted", "speed": "Time and memory", "reader": "Reader", "median": "Seconds a page (median)",
        "mean": "Mean", "times": "Times ours", "peak": "Peak memory (MB)",
        "guidance": "What each step of guidance adds (exact matches; accepted / wrong among them)",
        "raw": "recogniser's text, normalised", "types": "+ the field's type", "lists": "+ lists",
        "rules": "+ rules of the form", "reliability": "How sure and how right", "sure": "Confidence from - to",
        "said": "Said", "right": "Right", "placement": "Where zones land (worst corner, against the true plane)",
        "within": "Within 1.5 mm", "median_mm": "Median (mm)", "worst_mm": "Worst (mm)", "zones": "Zones",
        "lost": "Pages not aligned", "identification": "Which form is it",
        "templates": "Templates loaded", "pages": "Pages", "unknown": "\"No known form\"", "wrong": "Wrong form",
        "known_pages": "of known forms", "alike_pages": "of forms nearly alike", "stranger_pages": "of unknown forms",
        "milliseconds": "Milliseconds a page", "kind": "Kind of page",
        "marks": "What is no text (this project)", "kind_of_field": "Kind", "accepted_head": "Accepted / wrong",
        "choice": "choice", "tick": "tick box", "barcode": "QR or bar code", "seal": "seal there or not",
        "signature": "signature there or not", "lines": "Lines", "exact_head": "Exact matches",
        "real": "Real scans: lines of scanned receipts (ICDAR 2019 SROIE), English",
        "machine": "{processor}, {cores} cores, {memory}, {system}, Python {python}; {date}, {part}: {pages} pages, "
                   "{fields} text fields.",
        "samples": "Sample scans: {median:.2f} s a page (median), {times:.2f} times the bare recogniser on the same "
                   "lines; {readers}; the queue costs {queue:.1f} ms a scan.",
        "reader_pace": "{readers} reader(s) {pace:.2f} scans a second and at most {peak:.0f} MB each",
        "whole": "the whole", "quick": "the quick part",
    },
    "zh-CN": {
        "condition": "条件", "fields": "字段数", "aim": "目标", "clean-print": "清晰打印", "office-scan": "办公扫描",
        "dot-matrix": "针式打印", "carbon-copy": "复写联", "phone-photo": "手机拍照", "under-seal": "印章下",
        "handwritten-figures": "手写数字", "handwritten-listed": "手写（有词表）",
        "handwritten-free": "手写中文（无词表）、大写金额",
        "low-resolution": "低分辨率（100-120 dpi）", "fax": "传真", "all": "全部", "handwriting": "手写",
        "ours": "本项目", "paddleocr": "PaddleOCR", "rapidocr": "RapidOCR", "tesseract": "Tesseract",
        "exact": "完全正确率（同一规范化之后）",
        "characters_head": "字符正确率", "characters": "字符正确率（日期、大写金额除外）",
        "accepted": "无需人工的比例，其中错误的比例",
        "none": "不接受任何字段", "speed": "时间与内存", "reader": "识别方式",
        "median": "每页秒数（中位数）", "mean": "平均",
        "times": "相对本项目", "peak": "内存峰值（MB）",
        "guidance": "每一步引导带来多少（完全正确率；接受比例 / 其中错误）",
        "raw": "识别器原文，仅规范化", "types": "+ 字段类型", "lists": "+ 词表", "rules": "+ 表单规则",
        "reliability": "置信度与实际正确率", "sure": "置信度范围", "said": "平均置信度", "right": "实际正确率",
        "placement": "区域落点（最差角点，对照真实平面）", "within": "1.5 毫米以内", "median_mm": "中位数（毫米）",
        "worst_mm": "最差（毫米）", "zones": "区域数", "lost": "未能对齐的页", "identification": "认出是哪种表单",
        "templates": "已载入模板", "pages": "页数", "unknown": "“无已知表单”", "wrong": "认错",
        "known_pages": "已知表单", "alike_pages": "相近表单", "stranger_pages": "未知表单", "milliseconds": "每页毫秒",
        "kind": "页的种类",
        "marks": "非文字字段（本项目）", "kind_of_field": "种类", "accepted_head": "接受 / 其中错误", "choice": "选项",
        "tick": "勾选框", "barcode": "二维码、条码", "seal": "有无印章", "signature": "有无签名", "lines": "行数",
        "exact_head": "完全正确率", "real": "真实扫描件：英文收据的文字行（ICDAR 2019 SROIE）",
        "machine": "{processor}，{cores} 核，{memory}，{system}，Python {python}；{date}，{part}：{pages} 页，"
                   "{fields} 个文字字段。",
        "samples": "示例扫描件：每页 {median:.2f} 秒（中位数），是裸识别器在相同文字行上的 {times:.2f} 倍；"
                   "{readers}；队列每份扫描件用 {queue:.1f} 毫秒。",
        "reader_pace": "{readers} 个读取进程每秒 {pace:.2f} 份，每个最多 {peak:.0f} MB",
        "whole": "完整运行", "quick": "快速部分",
    },
}  # fmt: skip

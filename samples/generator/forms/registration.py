"""A registration form (登记表), A5 across: one character in each box, words to ring, tick boxes, a seal to be read."""

import random

from samples.generator.design import Draft, FormDesign, Typography, box
from samples.generator.entries import Entry, Filling, dated, said, sealed_by
from samples.generator.facts import a_date, a_mobile, a_person, an_identity_number
from samples.generator.forms import purposes
from samples.generator.goods import CONTRACTORS
from samples.generator.layout import INNER, Blank, draw_boxes, draw_options, draw_underlined, draw_words

NAME = "registration-zhuolang"
COMPANY = "常州市卓朗精密铸造有限公司"
LEFT, ENTRY, MIDDLE, RIGHT = 12.0, 32.0, 118.0, 198.0
SIZE, BOX = 3.5, 6.6
REQUIRED = {"required": True}
GENDERS = (("male", "男", "Male"), ("female", "女", "Female"))
YES_NO = (("yes", "是", "Yes"), ("no", "否", "No"))
TRAINING = (("passed", "已合格", "Passed"), ("open", "未参加", "Not yet"))
WORK = (
    ("installation", "安装", "Installation"),
    ("repair", "维修", "Repair"),
    ("lifting", "吊装", "Lifting"),
    ("cleaning", "保洁", "Cleaning"),
)
LEFT_HERE = (
    ("identity-card", "身份证", "Identity card"),
    ("driving-licence", "驾驶证", "Driving licence"),
    ("staff-card", "工作证", "Staff card"),
)
ABOUT = f"""# 外来人员入厂登记表 {COMPANY} ({NAME})

A registration form, A5 across, for people of other companies. A date, an identity number and a telephone number with
one figure in each box (`cells`), words of which one is ringed (`marked_by: ring`), tick boxes of which any or at most
one is ticked, a signature, and the company's round seal, whose text is read (`seal-text`) and must be the company
named (`same`). Seals are red, blue or purple. The companies and people are invented.

`lookups/contractors.csv` lists the companies that may come.
Drawn by `samples/generator/forms/registration.py`; `samples/README.md` tells how to draw it again.
"""


def design_registration() -> FormDesign:
    draft = Draft(size=(210, 148))
    draft.text(105, 13, COMPANY, 4.4, role="heading", anchor="centre", tracking=0.4, tells_apart=True)
    draft.text(105, 21.5, "外来人员入厂登记表", 5.8, role="title", anchor="centre", tracking=1.0, tells_apart=True)
    draft.text(RIGHT, 13, "表单编号：ZL-AQ-017", 2.6, role="small", anchor="right", tells_apart=True)
    _draw_person(draft)
    _draw_visit(draft)
    _draw_confirmation(draft)
    return draft.finish(
        name=NAME,
        title={"zh-CN": "外来人员入厂登记表（卓朗）", "en": "Registration of visitors (Zhuolang)"},
        purpose=purposes.REGISTRATION,
        version=2,
        rules=({"rule": "same", "fields": ["company", "company_seal"]},),
        typography=Typography(
            families={
                "title": ("Noto Sans CJK SC", "bold"),
                "heading": ("Noto Serif CJK SC", "bold"),
                "label": ("Noto Serif CJK SC", "regular"),
                "small": ("Noto Sans CJK SC", "regular"),
            }
        ),
        lookups={"contractors": tuple(CONTRACTORS)},
        about=ABOUT,
    )


def _draw_person(draft: Draft) -> None:
    number = Blank(name="register_no", zh="登记编号", en="Register number", printed="登记编号", more=REQUIRED,
                   read={"type": "code", "pattern": r"RC\d{6}"})  # fmt: skip
    person = Blank(name="name", zh="姓名", en="Name", printed="姓　　名", more=REQUIRED,
                   read={"type": "text", "max_length": 20})  # fmt: skip
    draw_underlined(draft, number, LEFT, 36, 92, ENTRY - LEFT, SIZE)
    day = Blank(name="register_date", zh="登记日期", en="Date", printed="登记日期", more=REQUIRED,
                read={"type": "date"})  # fmt: skip
    draw_boxes(draft, day, MIDDLE, 28.5, ENTRY - LEFT, 8, BOX, SIZE)
    draw_underlined(draft, person, LEFT, 48, 92, ENTRY - LEFT, SIZE)
    gender = Blank(name="gender", zh="性别", en="Gender", printed="性　　别", read={}, more=REQUIRED)
    draw_words(draft, gender, MIDDLE, 46.8, ENTRY - LEFT, GENDERS, 14, SIZE)
    identity = Blank(name="identity_number", zh="身份证号", en="Identity number", printed="身份证号", more=REQUIRED,
                     read={"type": "identity-number"})  # fmt: skip
    draw_boxes(draft, identity, LEFT, 53.5, ENTRY - LEFT, 18, BOX, SIZE)
    phone = Blank(name="phone", zh="手机号码", en="Mobile phone", printed="手机号码", read={"type": "phone"})
    draw_boxes(draft, phone, LEFT, 65.5, ENTRY - LEFT, 11, BOX, SIZE)


def _draw_visit(draft: Draft) -> None:
    first = Blank(name="first_visit", zh="首次入厂", en="First visit", printed="首次入厂", read={}, more=REQUIRED)
    draw_words(draft, first, MIDDLE, 71.3, ENTRY - LEFT, YES_NO, 14, SIZE)
    company = Blank(name="company", zh="所属单位", en="Company", printed="所属单位", more=REQUIRED,
                    read={"type": "text", "lexicon": "contractors"})  # fmt: skip
    draw_underlined(draft, company, LEFT, 85, 104, ENTRY - LEFT, SIZE)
    trained = Blank(name="training", zh="安全培训", en="Safety training", printed="安全培训", read={})
    draw_words(draft, trained, MIDDLE, 83.8, ENTRY - LEFT, TRAINING, 24, SIZE)
    for y, name, zh, en, options, pick, step in (
        (93.0, "work", "作业类别", "Kind of work", WORK, "any", 17),
        (103.0, "left_here", "押存证件", "Document left here", LEFT_HERE, "at-most-one", 22),
    ):
        draft.text(LEFT, y + 3.1, zh, SIZE)
        read = {"type": "choice", "pick": pick, "options": draw_options(draft, ENTRY, y, options, step, SIZE)}
        draft.zone(name, zh, en, box(ENTRY - 1, y - 1.8, step * len(options), 7.2), read)


def _draw_confirmation(draft: Draft) -> None:
    draft.text(LEFT, 124.8, "本人签名", SIZE)
    draft.line(ENTRY, 126, 92, 126, 0.15)
    draft.zone("signature", "本人签名", "Signature", box(ENTRY, 114, 60, 12), {"type": "signature"}, required=True)
    draft.zone("company_seal", "单位公章", "Company seal", box(150, 88, 44, 44),
               {"type": "seal-text", "lexicon": "contractors"}, may_overlap=True)  # fmt: skip
    draft.text(172, 136.5, "（所属单位盖章）", 3.2, anchor="centre")
    draft.line(LEFT, 139, RIGHT, 139, INNER)
    draft.text(LEFT, 143, "请用黑色或蓝色水笔填写，一格一字；选项请打勾或画圈，本表保存一年。", 2.6, role="small")


def fill_registration(rng: random.Random) -> Filling:
    """Somebody of one of the companies that may come."""
    person, company = a_person(rng), rng.choice(list(CONTRACTORS))
    fields = {
        "register_no": said(f"RC{rng.randrange(10**6):06d}"),
        "register_date": dated(a_date(rng), "%Y%m%d"),
        "name": said(person),
        "gender": Entry(rng.choice(GENDERS)[0]),
        "identity_number": said(an_identity_number(rng)),
        "phone": said(a_mobile(rng)),
        "first_visit": Entry(rng.choice(YES_NO)[0]),
        "company": said(company),
        "training": Entry(rng.choice(TRAINING)[0]),
        "work": Entry([value for value, _, _ in WORK if rng.random() < 0.4]),
        "left_here": Entry(rng.choice((*LEFT_HERE, (None,)))[0]),
        "signature": Entry(True, person),
        "company_seal": sealed_by(company, "入厂专用章", CONTRACTORS[company]),
    }
    return Filling(fields)

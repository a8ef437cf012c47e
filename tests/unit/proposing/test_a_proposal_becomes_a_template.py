import re

import pytest

from ocr_service.forms.content import Choice, Date
from ocr_service.forms.draft_template import code_pattern, draft_template
from ocr_service.forms.geometry import Box
from ocr_service.forms.proposal import FormProposal, ProposedColumn, ProposedField, ProposedOption, ProposedTable
from ocr_service.forms.template_file import dump_template, parse_template


def field(name: str, kind: str, y: float, **more: object) -> ProposedField:
    box = Box(x=10, y=y, width=40, height=6)
    return ProposedField(name=name, label="标签", type=kind, box=box, confidence=0.8, **more)


def test_the_draft_is_a_template_without_contradictions() -> None:
    options = tuple(
        ProposedOption(name=f"option_{n}", label=f"选{n}", box=Box(x=10 + 20 * n, y=40, width=4, height=4))
        for n in (1, 2)
    )
    fields = (
        field("slip_no", "code", 10, value="HJ25042800"),
        field("date", "date", 20),
        field("choice_1", "choice", 40, options=options),
        field("signature", "signature", 50),
    )
    columns = (
        ProposedColumn(name="product", label="品名", type="text", left=10, right=60),
        ProposedColumn(name="code", label="Code", type="code", left=60, right=90),
    )
    table = ProposedTable(
        name="table_1", box=Box(x=10, y=70, width=80, height=30), rows=3, rows_by="grid", columns=columns,
        values=(("纸箱", "CT-10235"), ("", "")), confidence=0.9,
    )  # fmt: skip
    proposal = FormProposal(size_mm=(215, 140), size_known=True, title="送货单", fields=fields, tables=(table,))
    template = draft_template(proposal, name="slip")
    assert parse_template(dump_template(template)) == template
    assert template.title == {"zh-CN": "送货单"}


def test_a_name_that_is_only_counted_gives_way_to_an_english_label() -> None:
    fields = tuple(
        ProposedField(name=name, label=label, type="tick", box=Box(x=10, y=y, width=4, height=4), confidence=0.8)
        for name, label, y in (
            ("choice_1", "Online Delivery (Livestream)", 10),
            ("field_1", "2. ID#", 20),
            ("field_2", "ID#", 30),
            ("field_3", "付款", 40),
            ("total", "Grand total", 50),
        )
    )
    proposal = FormProposal(size_mm=(216, 279), size_known=True, title="", fields=fields, tables=())
    names = [one.name for one in draft_template(proposal, name="statement").fields]
    assert names == ["online_delivery_livestream", "id", "field_2", "field_3", "total"]


def test_what_a_tick_box_stands_for_is_called_by_its_english_words() -> None:
    options = tuple(
        ProposedOption(name=f"option_{n}", label=label, box=Box(x=10 + 20 * n, y=40, width=4, height=4))
        for n, label in enumerate(("Sick leave", "病假", "sick leave"), start=1)
    )
    fields = (field("choice_1", "choice", 40, options=options),)
    proposal = FormProposal(size_mm=(216, 279), size_known=True, title="", fields=fields, tables=())
    read = draft_template(proposal, name="leave").fields[0].read
    assert isinstance(read, Choice)
    assert [option.value for option in read.options] == ["sick_leave", "option_2", "option_3"]


@pytest.mark.parametrize("example", ["HJ25042800", "PO2025-28688", "SQ20260806-017", "a/7", "no figures", ""])
def test_a_code_fits_the_pattern_that_is_made_of_it(example: str) -> None:
    pattern = code_pattern(example)
    if any(letter.isdigit() for letter in example):
        assert re.fullmatch(pattern, example)
    assert len(pattern) <= 200


def test_dates_are_read_in_the_order_that_the_sample_has() -> None:
    proposal = FormProposal(
        size_mm=(216, 279), size_known=True, title="Statement", fields=(field("date", "date", 20),), tables=(),
        date_order="month-day-year",
    )  # fmt: skip
    (date,) = draft_template(proposal, name="statement").fields
    assert date.read == Date(order="month-day-year")


def test_boxes_for_characters_are_kept_where_text_can_stand() -> None:
    fields = (field("phone", "phone", 20, cells=11), field("signature", "signature", 40, cells=4))
    proposal = FormProposal(size_mm=(210, 148), size_known=True, title="登记表", fields=fields, tables=())
    assert [one.cells for one in draft_template(proposal, name="visitors").fields] == [11, None]

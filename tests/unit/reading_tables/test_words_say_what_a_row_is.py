import pytest

from ocr_service.reading.tables.row_words import is_ditto, label_of


@pytest.mark.parametrize(
    "texts",
    [
        ["合计"],
        ["", "合 计："],
        ["合", "计", "", "812"],
        ["总计", "5,064"],
        ["合计（大写）"],
        ["TOTAL"],
        ["Grand total:", "9"],
    ],
)
def test_totals(texts):
    assert label_of(texts) == "total"


@pytest.mark.parametrize(
    "texts", [["小计"], ["本页小计：", "4"], ["本页合计"], ["Sub-total"], ["", "Subtotal", "12.00"]]
)
def test_totals_of_a_part(texts):
    assert label_of(texts) == "subtotal"


@pytest.mark.parametrize(
    "texts", [["以下空白"], ["", "— 以下空白 —"], ["以下", "空白"], ["***Nothing follows***"], ["作废"]]
)
def test_the_end(texts):
    assert label_of(texts) == "nothing-more"


@pytest.mark.parametrize(
    "texts", [["Total station"], ["合计器"], ["A1", "空白标签", "40"], ["以下空白标签"], ["Summer hat"], ["", ""], []]
)
def test_items_that_begin_alike(texts):
    assert label_of(texts) is None


@pytest.mark.parametrize("text", ["同上", " 同 上 ", "〃", "″", '"', "''", "——〃——", "ditto", "Ditto.", "-do-", "do."])
def test_marks_that_repeat(text):
    assert is_ditto(text)


@pytest.mark.parametrize("text", ["", "11", "同上海", "dot", "door", "-", "do"])
def test_marks_that_do_not(text):
    assert not is_ditto(text)

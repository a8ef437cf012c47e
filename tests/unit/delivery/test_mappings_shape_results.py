"""JMESPath expressions turn the accepted form into what a receiver wants, and can do no harm."""

import pytest

from ocr_service.delivery import mapping
from ocr_service.delivery.mapping import MAX_CHARACTERS, MappingFailed, MappingInvalid, PayloadMapping

FORM = {
    "values": {
        "order_no": "PO2025-1",
        "delivery_date": "2025-04-23",
        "remark": None,
        "items": [{"name": "纸箱", "unit": "个", "quantity": 20}, {"name": "胶带", "unit": "卷", "quantity": 3}],
    }
}


@pytest.mark.parametrize(
    ("expression", "shaped"),
    [
        ("values.order_no", "PO2025-1"),
        ("{No: values.order_no, Rows: values.items[].{N: name, Q: quantity}}",
         {"No": "PO2025-1", "Rows": [{"N": "纸箱", "Q": 20}, {"N": "胶带", "Q": 3}]}),
        ("date_format(values.delivery_date, '%Y%m%d')", "20250423"),
        ("date_format(values.remark, '%Y%m%d')", None),
        ("replace(values.order_no, '-', '')", "PO20251"),
        ("upper(values.remark)", None),
        ("values.items[].lookup(`{\"个\": \"PCS\"}`, unit)", ["PCS", "卷"]),
        ("numbered(values.items)[].line", [1, 2]),
        ("beside(values.items, `[{\"no\": 7}]`, 'row')[].row.no", [7]),
        ("beside(values.items, values.rows, 'row')[1]", {"name": "胶带", "unit": "卷", "quantity": 3, "row": None}),
        ("each_with(values.items, {order: values.order_no})[1].order", "PO2025-1"),
    ],
)  # fmt: skip
def test_an_expression_gives_its_shape(expression: str, shaped: object) -> None:
    assert PayloadMapping(expression).apply(FORM) == shaped


@pytest.mark.parametrize("expression", ["", "{", "values.", "a ? b", "[" * 5000])
def test_what_is_no_expression_is_refused_when_it_is_saved(expression: str) -> None:
    with pytest.raises(MappingInvalid) as refused:
        PayloadMapping(expression)
    assert refused.value.code == "mapping_syntax"


def test_an_expression_without_end_is_refused() -> None:
    with pytest.raises(MappingInvalid) as refused:
        PayloadMapping("a" * (MAX_CHARACTERS + 1))
    assert refused.value.code == "mapping_too_long"


@pytest.mark.parametrize(
    "expression",
    ["sum(values.items[].name)", "no_such_function(values)", "date_format('nonsense', '%Y')", "length(values.order)"],
)
def test_an_expression_that_fails_on_a_form_says_why(expression: str) -> None:
    with pytest.raises(MappingFailed) as failed:
        PayloadMapping(expression).apply(FORM)
    assert failed.value.detail


@pytest.mark.parametrize("step", ["[@, @]", "[@, @][]", "{a: @, b: @}"])
def test_an_expression_that_doubles_at_every_step_is_stopped(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Without a limit none of these would ever end, whatever the limit is.
    monkeypatch.setattr(mapping, "MAX_BYTES", 100_000)
    with pytest.raises(MappingFailed):
        PayloadMapping("|".join([step] * 60)).apply([1])

import pytest

from ocr_service.forms.expected import ExpectedFileError, ExpectedScan, compare, flatten_values, parse_expected
from ocr_service.forms.result import FieldResult, ResultBox, nest_values


def read(path: str, value: object, decision: str = "accept") -> FieldResult:
    box = ResultBox(x=0, y=0, width=1, height=1)
    return FieldResult.model_validate(
        {"path": path, "type": "text", "value": value, "confidence": 1.0, "page": 1, "box": box, "decision": decision}
    )


EXPECTED = ExpectedScan(template="a", values={"no": "1", "items": [{"qty": 2}, {"qty": 3}], "colours": []})


def test_an_equal_reading_has_no_difference() -> None:
    fields = [read("no", "1"), read("items[0].qty", 2), read("items[1].qty", 3), read("colours", None)]
    comparison = compare(EXPECTED, fields, form_accepted=True)
    assert (comparison.fields, comparison.accepted, comparison.differences) == (4, 4, ())


def test_a_wrong_value_is_told_apart_by_its_decision() -> None:
    fields = [read("no", "7"), read("items[0].qty", 9, "review"), read("items[1].qty", 3)]
    comparison = compare(EXPECTED, fields, form_accepted=False)
    assert [difference.path for difference in comparison.differences] == ["items[0].qty", "no"]
    assert [difference.path for difference in comparison.wrong_accepted] == ["no"]


def test_a_row_that_was_overlooked_in_an_accepted_form_counts_as_wrong_and_accepted() -> None:
    comparison = compare(EXPECTED, [read("no", "1"), read("items[0].qty", 2)], form_accepted=True)
    assert [difference.path for difference in comparison.wrong_accepted] == ["items[1].qty"]


def test_a_row_that_is_not_on_the_paper_is_a_difference() -> None:
    fields = [read("no", "1"), *(read(f"items[{row}].qty", row + 2) for row in range(3))]
    assert [d.path for d in compare(EXPECTED, fields, form_accepted=True).differences] == ["items[2].qty"]


def test_nesting_and_flattening_are_opposites() -> None:
    nested = {"no": "1", "items": [{"qty": 2, "name": "a"}, {"qty": 3, "name": None}]}
    assert nest_values(flatten_values(nested)) == nested


@pytest.mark.parametrize("data", [b"", b"[]", b'{"values": 3}', b'{"template": null, "surprise": 1}', b"\xff"])
def test_a_file_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(ExpectedFileError):
        parse_expected(data)

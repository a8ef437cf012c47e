"""A template file comes from outside: whatever is wrong with it is told, with its place, and nothing blows up."""

import pytest

from ocr_service.forms.template_file import TemplateFileError, package_from_files, parse_template

HEAD = """
format: 1
name: slip
version: 1
title: {zh-CN: 单, en: slip}
pages: [{size_mm: [210, 148], image: page-1.png}]
"""


def codes(text: str) -> list[str]:
    with pytest.raises(TemplateFileError) as caught:
        parse_template(text)
    return [problem.code for problem in caught.value.problems]


def field(name: str = "no", box: str = "[10, 10, 20, 5]", read: str = "{type: text}", more: str = "") -> str:
    return f"  - {{name: {name}, label: {{en: x}}, box: {box}, read: {read}{more}}}\n"


def table(more: str) -> str:
    column = "{name: quantity, label: {en: x}, left: 10, right: 40, read: {type: integer}}"
    return (
        f"tables:\n  - {{name: items, label: {{en: x}}, box: [10, 10, 80, 40], rows: 5, columns: [{column}], {more}}}\n"
    )


def total(name: str = "all", column: str = "quantity") -> str:
    return f"{{name: {name}, label: {{en: x}}, column: {column}}}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["template_not_a_mapping"]),
        ("- a\n- b", ["template_not_a_mapping"]),
        ("a: [1, 2", ["template_not_yaml"]),
        ("\x00\x01\x02", ["template_not_yaml"]),
        ("!!python/object/apply:os.system ['true']", ["template_not_yaml"]),
        ("a: 1\na: 2", ["template_key_twice"]),
        ("? [a]\n: 1", ["template_not_yaml"]),
        ("a: " + "9" * 5000, ["template_not_yaml"]),
        ("a: 0b_", ["template_not_yaml"]),
        ("a: !!int x", ["template_not_yaml"]),
        ("a: !!bool x", ["template_not_yaml"]),
        ("a: !!timestamp x", ["template_not_yaml"]),
        ("!!set {a, b}", ["template_not_a_mapping"]),
        ("a: &a [1]\nb: *a", ["template_alias_refused"]),
        ("a: " + "[" * 40 + "]" * 40, ["template_too_large"]),
        ("a: " + "x" * 1_000_001, ["template_too_large"]),
        (HEAD.replace("title", "titel"), ["template_key_missing", "template_key_unknown"]),
        (HEAD + "fields:\n" + field(read="{type: colour}"), ["template_type_unknown"]),
        (HEAD + "fields:\n" + field(read="{type: code, pattern: '['}"), ["template_pattern_wrong"]),
        (HEAD + "fields:\n" + field(box="[10, 10, 0, 5]"), ["template_value_over"]),
        (HEAD + "fields:\n" + field(box="[10, 10, 5]"), ["template_box_wrong"]),
        (HEAD + "fields:\n" + field(read="{pattern: x}"), ["template_type_missing"]),
        (HEAD + "fields:\n" + field(read="{type: integer, minimum: 2, maximum: 1}"), ["template_bounds_wrong"]),
        (HEAD + "fields:\n" + field(name="送货单号"), ["template_name_wrong"]),
        (HEAD + "fields:\n" + field(more=", page: 1.5"), ["template_value_no_integer"]),
        (HEAD + "fields: 3", ["template_value_no_list"]),
        (HEAD.replace("format: 1", "format: 2"), ["template_value_unknown"]),
        (HEAD + "fields:\n" + field(box="[10, .nan, 3, 5]"), ["template_value_no_number"]),
        (HEAD + "fields:\n" + field(box="[200, 10, 20, 5]"), ["template_zone_off_page"]),
        (HEAD + "fields:\n" + field(more=", page: 2"), ["template_page_missing"]),
        (HEAD + "fields:\n" + field() + field(name="other"), ["template_zones_overlap"]),
        (HEAD + "fields:\n" + field() + field(box="[50, 10, 20, 5]"), ["template_name_twice"]),
        (HEAD + "rules: [{rule: same, fields: [a, b]}]", ["template_path_unknown"] * 2),
        (HEAD + table(more="totals: [" + total(column="weight") + "], rows_by: text"), ["template_total_nowhere"]),
        (HEAD + table(more="totals: [" + total() + "]"), ["template_total_nowhere"]),
        (HEAD + table(more="totals: [" + total(name="items") + "], rows_by: text"), ["template_name_twice"]),
        (
            HEAD + table(more="continues: [{page: 2, box: [10, 10, 80, 40], rows: 5}]"),
            ["template_page_missing"],
        ),
        (
            HEAD.replace("page-1.png", "page-1.png, repeats: true") + "fields:\n" + field(),
            ["template_repeated_page_has_field", "template_only_repeated_pages"],
        ),
        (HEAD + table(more="rows_by: lines"), ["template_value_unknown"]),
        (HEAD + "supplier: nobody", ["template_supplier_unknown"]),
        (HEAD + "case_by: nothing", ["template_key_field_unknown"]),
        (HEAD + "unique_by: [nothing]", ["template_key_field_unknown"]),
    ],
)
def test_each_fault_has_its_code(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_billion_laughs_is_refused_without_being_expanded() -> None:
    lines = ["a0: &a0 [lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    assert codes("\n".join(lines)) == ["template_alias_refused"]


def test_the_line_of_a_figure_that_is_none_is_told() -> None:
    with pytest.raises(TemplateFileError) as caught:
        parse_template("format: 1\nversion: 0x_")
    assert caught.value.problems[0].params == {"line": 2, "column": 10}


def test_a_zone_may_overlap_where_its_author_says_so() -> None:
    parse_template(HEAD + "fields:\n" + field() + field(name="seal", read="{type: seal}", more=", may_overlap: true"))


def test_missing_companions_are_all_named() -> None:
    text = HEAD + "fields:\n" + field(read="{type: text, lexicon: customers}")
    with pytest.raises(TemplateFileError) as caught:
        package_from_files(text, {})
    assert [problem.params["file"] for problem in caught.value.problems] == ["page-1.png", "lookups/customers.csv"]


def test_a_list_that_is_not_utf8_is_named() -> None:
    with pytest.raises(TemplateFileError) as caught:
        package_from_files(HEAD, {"page-1.png": b"", "lookups/x.csv": "客户\n沈阳".encode("gb18030")})
    assert [problem.code for problem in caught.value.problems] == ["template_list_unreadable"]

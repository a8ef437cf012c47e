"""Whoever draws a form or writes its file is told what is wrong by the parts' own names, never by a raw path."""

import re
from typing import Any

import pytest
import yaml

from ocr_service.forms.draft_content import concerned_parts, concerned_place, find_problems
from ocr_service.forms.template_file import TemplateFileError, parse_template
from ocr_service.web.i18n import LANGUAGES, all_texts
from ocr_service.web.problem_words import say_drawn_problem, say_file_problem

TEXTS = all_texts()
FILE = """\
format: 1
name: slip
version: 1
title: {en: Slip}
pages: [{size_mm: [210, 148], image: page-1.png}]
fields:
  - {name: number, label: {en: Number, zh-CN: 单号}, box: [10, 10, 40, 8], read: {type: code, pattern: S}}
  - {name: total, label: {en: Total, zh-CN: 合计}, box: [10, 30, 40, 8], read: {type: amount}}
tables:
  - name: items
    label: {en: Items, zh-CN: 明细}
    box: [10, 70, 100, 20]
    rows: 2
    columns: [{name: price, label: {en: Price, zh-CN: 单价}, left: 60, right: 110, read: {type: amount}}]
rules: [{rule: sum, of: items.price, equals: total}]
"""
RAW = re.compile(r"\b(fields|tables|rules|pages)\b|\[\d+\]|\^\[a-z\]|may_overlap|minimum|rows_by|case_by")


def drawn(content: dict[str, Any], language: str = "en") -> list[tuple[str, str]]:
    """Where each problem is mended, and its sentence."""
    problems = find_problems(content, {"page-1.png": b""})
    return [
        (concerned_place(one, content), say_drawn_problem(TEXTS, language, one.code, one.params, content))
        for one in problems
    ]


def wrong(change: dict[str, Any], *path: str | int) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(FILE)
    part: Any = content
    for step in path:
        part = part[step]
    part |= change
    return content


def test_a_new_rule_says_which_of_its_places_is_empty() -> None:
    content = wrong({"rules": [{"rule": "sum", "of": "", "equals": ""}]})
    assert drawn(content) == [
        ("rules.0.of", "Rule 1 (Sum) · “Adds up” is still empty: click it, then the field or column that goes there."),
        (
            "rules.0.equals",
            "Rule 1 (Sum) · “Equals” is still empty: click it, then the field or column that goes there.",
        ),
    ]
    assert drawn(content, "zh-CN")[1][1] == "第 1 条规则（合计） · 「等于」还是空的：先点它，再点要放进去的字段或列。"


@pytest.mark.parametrize(
    ("content", "place", "sentence"),
    [
        (wrong({"name": "总 额"}, "fields", 1), "fields.1.name", "“Total” · “Name”: “总 额” cannot be a name."),
        (wrong({"pattern": "["}, "fields", 0, "read"), "fields.0.read.pattern", "“Number” · “Pattern"),
        (wrong({"right": 3}, "tables", 0, "columns", 0), "tables.0.columns.0", "“Items” · “Price”: the right edge"),
        (wrong({"label": {}, "name": "x"}, "tables", 0, "columns", 0), "tables.0.columns.0.label", "“Items” · “x”"),
        (wrong({"minimum": 5, "maximum": 1}, "fields", 1, "read"), "fields.1.read", "“Total” · “Content”: the least"),
        (wrong({"box": [10, 12, 40, 8]}, "fields", 1), "fields.0.may_overlap", "“Number” and “Total” overlap."),
        (wrong({"box": [300, 12, 40, 8]}, "fields", 1), "fields.1.box", "“Total” lies outside the page"),
        (wrong({"name": "number"}, "fields", 1), "fields.1.name", "Two parts have the name number."),
        (wrong({"lexicon": "units", "type": "text"}, "tables", 0, "columns", 0, "read"),
         "tables.0.columns.0.read.lexicon", "The file lookups/units.csv is missing."),
        (wrong({"equals": "gone"}, "rules", 0), "rules.0.equals", "Rule 1 names “gone”"),
        (wrong({"unique_by": ["number", "gone"]}), "unique_by.1", "The form is told apart by the field gone"),
        (wrong({"error_budget": 7}), "error_budget", "“Error budget” must be less than 1."),
        (wrong({"size_mm": [0, 1]}, "pages", 0), "pages.0.size_mm.0", "Page 1 · “Paper size (mm)” must be greater"),
    ],
)  # fmt: skip
def test_a_problem_is_told_by_the_panels_names_and_mended_at_its_key(
    content: dict[str, Any], place: str, sentence: str
) -> None:
    first = drawn(content)[0]
    assert first[0] == place
    assert first[1].startswith(sentence)
    assert [text for language in LANGUAGES for _, text in drawn(content, language) if RAW.search(text)] == []


def test_a_list_that_is_missing_is_named_where_it_is_used() -> None:
    content = wrong({"rules": [{"rule": "known", "field": "total", "lookup": "total"}]})
    [problem] = find_problems(content, {"page-1.png": b""})
    assert concerned_parts(problem, content) == ("rules.0",)
    assert concerned_place(problem, content) == "rules.0.lookup"


def told(text: str, language: str = "en") -> list[str]:
    with pytest.raises(TemplateFileError) as caught:
        parse_template(text)
    return [say_file_problem(TEXTS, language, one.code, one.params) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("pattern: S", "pattern: '['", "“Number” · read.pattern (line 7): this is not a regular expression"),
        ("right: 110", "right: 3", "“Items” · “Price” (line 14): right must be greater than left."),
        ("equals: total", "equals: ''", "Rule 1 (Sum) · equals (line 15) is empty: name a field there"),
        ("name: total", "name: Total", "“Total” · name (line 8): “Total” cannot be a name."),
        ("name: slip", "name: Slip", "name (line 2): “Slip” cannot be a form's name."),
        ("{en: Slip}", "{fr: Slip}", "title.fr (line 4) must be one of zh-CN, en."),
        ("rows: 2\n", "rows: 2\n    colour: red\n", "“Items” · colour (line 14) is not a known key"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_line(old: str, new: str, sentence: str) -> None:
    assert told(FILE.replace(old, new))[0].startswith(sentence)


def test_a_value_that_may_have_several_types_is_told_of_once() -> None:
    rule = "{rule: required-when, field: total, when: number, is_one_of: [5]}"
    assert told(FILE.replace("rules: [", f"rules: [{rule}, ")) == [
        "Rule 1 (Required when) · is_one_of.1 (line 15) must be a text; put it in quotes."
    ]


def test_of_very_many_mistakes_the_first_are_told() -> None:
    fields = "".join(f"  - {{name: f{n}, colour: {n}}}\n" for n in range(400))
    sentences = told(FILE.replace("fields:\n", f"fields:\n{fields}"))
    assert len(sentences) == 101
    assert sentences[-1] == "There are more mistakes. Mend these first."
    same = "".join(
        f"  - {{name: g{n}, label: {{en: x}}, box: [10, 30, 40, 8], read: {{type: text}}}}\n" for n in range(90)
    )
    assert len(told(FILE.replace("fields:\n", f"fields:\n{same}"))) == 101

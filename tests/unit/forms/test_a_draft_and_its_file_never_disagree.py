"""What is drawn and what the file says are the same, for every form there is; what is wrong is told at its place."""

from pathlib import Path
from typing import Any

import pytest

from ocr_service.files.template_folder import find_template_folders, read_folder
from ocr_service.forms.draft_content import concerned_parts, content_of, dump_content, find_problems
from ocr_service.forms.template_file import parse_template

FORMS = Path(__file__).parents[3] / "templates_forms"
SLIP = parse_template("""\
format: 1
name: slip
version: 1
title: {en: Slip}
pages: [{size_mm: [210, 148], image: page-1.png}]
fields:
  - {name: number, label: {en: Number}, box: [10, 10, 40, 8], read: {type: text}}
  - {name: total, label: {en: Total}, box: [10, 30, 40, 8], read: {type: amount}}
tables:
  - name: items
    label: {en: Items}
    box: [10, 70, 100, 20]
    rows: 2
    columns: [{name: price, label: {en: Price}, left: 60, right: 110, read: {type: amount}}]
rules: [{rule: sum, of: items.price, equals: total}]
""")


@pytest.mark.parametrize("folder", list(find_template_folders(FORMS)), ids=lambda folder: folder.name)
def test_a_form_goes_through_a_draft_unchanged(folder: Path) -> None:
    yaml, files = read_folder(folder)
    template = parse_template(yaml)
    content = content_of(template)
    assert find_problems(content, files) == ()
    assert parse_template(dump_content(content)) == template
    assert content_of(parse_template(dump_content(content))) == content


def test_a_draft_that_is_wrong_still_has_its_file() -> None:
    content = {**content_of(SLIP), "fields": [{"name": "A", "box": [1, 2]}], "title": "送货单"}
    assert "name: A" in dump_content(content)
    assert "送货单" in dump_content(content)


def _with(key: str, index: int, **change: Any) -> dict[str, Any]:
    content = content_of(SLIP)
    parts = [dict(part) for part in content[key]]
    parts[index] |= change
    return {**content, key: parts}


@pytest.mark.parametrize(
    ("content", "code", "parts"),
    [
        (_with("fields", 1, read={"type": "amount", "minimum": 5, "maximum": 1}), "template_bounds_wrong",
         ("fields.1",)),
        (_with("fields", 1, read={"type": "money"}), "template_type_unknown", ("fields.1",)),
        (_with("fields", 1, name="number"), "template_name_twice", ("fields.1",)),
        (_with("fields", 1, box=[300, 1, 10, 10]), "template_zone_off_page", ("fields.1",)),
        (_with("fields", 1, box=[10, 12, 40, 8]), "template_zones_overlap", ("fields.0", "fields.1")),
        (_with("tables", 0, columns=[]), "template_value_too_few", ("tables.0",)),
        (_with("rules", 0, equals="nothing"), "template_path_unknown", ("rules.0",)),
        (_with("pages", 0, size_mm=[0, 10]), "template_value_over", ("pages.0",)),
        ({**content_of(SLIP), "title": {}}, "template_value_too_few", ("",)),
        (_with("pages", 0, image="page-2.png"), "template_file_missing", ("",)),
    ],
)  # fmt: skip
def test_a_problem_names_the_part_that_it_concerns(content: dict[str, Any], code: str, parts: tuple[str, ...]) -> None:
    problem = next(one for one in find_problems(content, {"page-1.png": b""}) if one.code == code)
    assert concerned_parts(problem, content) == parts


def test_a_column_is_found_by_its_place() -> None:
    column = {"name": "price", "label": {"en": "Price"}, "left": 60, "right": 50, "read": {"type": "amount"}}
    problem = find_problems(_with("tables", 0, columns=[column]), {"page-1.png": b""})[0]
    assert problem.code == "template_column_wrong"
    assert concerned_parts(problem, {}) == ("tables.0.columns.0",)

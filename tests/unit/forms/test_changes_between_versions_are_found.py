"""What changed between two versions is told zone by zone, with figures, and in words in both languages."""

from typing import Any

import pytest

from ocr_service.forms.template import Template
from ocr_service.forms.template_changes import Change, find_changes
from ocr_service.forms.template_file import parse_template
from ocr_service.web.i18n import LANGUAGES, all_texts
from ocr_service.web.template_words import labels_of, say_change

YAML = """\
format: 1
name: slip
version: 1
title: {en: Slip, zh-CN: 送货单}
pages: [{size_mm: [210, 148], image: page-1.png}]
fields:
  - {name: number, label: {en: Number}, box: [10, 10, 40, 8], read: {type: code, pattern: "S[0-9]{3}"}}
  - {name: total, label: {en: Total}, box: [10, 30, 40, 8], read: {type: amount, minimum: 1}}
tables:
  - name: items
    label: {en: Items}
    box: [10, 70, 100, 20]
    rows: 2
    columns:
      - {name: goods, label: {en: Goods}, left: 10, right: 60, read: {type: text}}
      - {name: price, label: {en: Price}, left: 60, right: 110, read: {type: amount}}
rules:
  - {rule: sum, of: items.price, equals: total}
"""
OLD = parse_template(YAML)
RULE = "rules:\n  - {rule: sum, of: items.price, equals: total}\n"


def changed(*replacements: tuple[str, str]) -> Template:
    text = YAML
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return parse_template(text)


def codes(changes: tuple[Change, ...]) -> list[tuple[str, Any]]:
    return [(change.reason.code, change.zone) for change in changes]


def test_the_same_content_has_no_changes() -> None:
    assert find_changes(OLD, changed(("version: 1", "version: 2"))) == ()


def test_a_moved_zone_is_told_with_its_way_and_both_places() -> None:
    [change] = find_changes(OLD, changed(("[10, 30, 40, 8]", "[13, 34, 40, 8]")))
    assert (change.reason.code, change.reason.params) == ("change_zone_moved", {"zone": "total", "mm": 5.0})
    assert (change.before, change.after) == (OLD.fields[1].box, OLD.fields[1].box.model_copy(update={"x": 13, "y": 34}))


@pytest.mark.parametrize(
    ("old", "new", "code", "zone"),
    [
        ("[10, 30, 40, 8]", "[10, 30, 44, 8]", "change_zone_resized", "total"),
        ("type: amount, minimum: 1", "type: text", "change_zone_key", "total"),
        ("minimum: 1", "minimum: 2", "change_zone_key", "total"),
        ("name: number,", "name: slip_no,", "change_zone_renamed", "slip_no"),
        ("left: 10, right: 60", "left: 10, right: 50", "change_zone_resized", "items.goods"),
        ("rows: 2", "rows: 4", "change_zone_key", "items"),
        ("en: Slip,", "en: Delivery slip,", "change_form", None),
        ("[210, 148]", "[210, 150]", "change_page", None),
        (RULE, "", "change_rule_removed", None),
        ("equals: total}", "equals: total, tolerance: 1}", "change_rule_removed", None),
        ("      - {name: goods, label: {en: Goods}, left: 10, right: 60, read: {type: text}}\n", "",
         "change_zone_removed", "items.goods"),
    ],
)  # fmt: skip
def test_each_kind_of_change_has_its_code(old: str, new: str, code: str, zone: str | None) -> None:
    assert codes(find_changes(OLD, changed((old, new))))[0] == (code, zone)


def test_another_type_is_one_change_whatever_keys_went_with_it() -> None:
    assert len(find_changes(OLD, changed(("type: amount, minimum: 1", "type: text")))) == 1


def test_pictures_and_lists_are_compared_by_their_content() -> None:
    found = find_changes(
        OLD,
        OLD,
        old_files={"page-1.png": "aa", "lookups/units.csv": "bb", "lookups/old.csv": "cc"},
        new_files={"page-1.png": "ab", "lookups/units.csv": "bb", "lookups/new.csv": "dd"},
    )
    assert codes(found) == [
        ("change_page_picture", None),
        ("change_list_added", None),
        ("change_list_removed", None),
    ]
    assert [change.reason.params["file"] for change in found[1:]] == ["new", "old"]


def test_a_table_that_moves_takes_its_columns_along() -> None:
    moved = changed(
        ("[10, 70, 100, 20]", "[15, 75, 100, 20]"),
        ("left: 10, right: 60", "left: 15, right: 65"),
        ("left: 60, right: 110", "left: 65, right: 115"),
    )
    assert codes(find_changes(OLD, moved)) == [("change_zone_moved", "items")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_is_said_without_codes(language: str) -> None:
    new = changed(
        ("[10, 30, 40, 8]", "[13, 34, 40, 8]"),
        ("minimum: 1", "minimum: 2"),
        ("pattern: \"S[0-9]{3}\"}", "pattern: \"S[0-9]{4}\"}, required: true"),
        (RULE, "rules:\n  - {rule: order, first: items.price, then: total}\n"),
    )  # fmt: skip
    labels = labels_of(OLD, new)
    sentences = [say_change(change, labels, all_texts(), language) for change in find_changes(OLD, new)]
    assert len(sentences) == 6
    for sentence in sentences:
        assert "{" not in sentence.replace("{3}", "").replace("{4}", "")
        assert not any(code in sentence for code in ("designer.", "reason.", "change_", "True"))
    assert any("Items · Price" in sentence for sentence in sentences)

"""A form under way may hold anything: each thing that is wrong is a sentence beside the part that it is about."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ocr_service.forms.draft_content import concerned_parts, concerned_place, dump_content, find_problems
from ocr_service.forms.template_places import entry_at, path_of
from ocr_service.usecases.templates.draft import check_usable
from ocr_service.usecases.templates.draft_errors import DraftUnusable
from ocr_service.web.i18n import LANGUAGES, all_texts
from ocr_service.web.problem_words import say_drawn_problem

TEXTS = all_texts()
LEFT_OPEN = re.compile(r"\{\w+\}")
FILE = """\
format: 1
name: slip
version: 1
title: {en: Slip, zh-CN: 送货单}
help: {en: For goods}
error_budget: 0.001
supplier: number
unique_by: [number]
pages:
  - {size_mm: [210, 148], image: page-1.png, labels: [{text: Slip, box: [5, 5, 30, 5]}]}
  - {size_mm: [210, 148], image: page-2.png}
fields:
  - {name: number, label: {en: Number, zh-CN: 单号}, box: [10, 10, 40, 8], read: {type: code, pattern: 'S\\d+'}}
  - {name: total, label: {en: Total}, box: [10, 30, 40, 8], read: {type: amount, minimum: 0}, cells: 8}
  - {name: unit, label: {en: Unit}, box: [60, 30, 40, 8], read: {type: text, lexicon: units}}
  - name: paid
    label: {en: Paid}
    box: [110, 30, 40, 8]
    read:
      type: choice
      options:
        - {value: 'yes', label: {en: 'Yes'}, box: [110, 30, 5, 5]}
        - {value: 'no', label: {en: 'No'}, box: [130, 30, 5, 5]}
tables:
  - name: items
    label: {en: Items, zh-CN: 明细}
    box: [10, 70, 100, 20]
    rows: 2
    rows_by: rulings
    columns:
      - {name: goods, label: {en: Goods}, left: 10, right: 60, read: {type: text}}
      - {name: price, label: {en: Price}, left: 60, right: 110, read: {type: amount}}
    continues: [{page: 2, box: [10, 30, 100, 20], rows: 3}]
    totals: [{name: price_total, label: {en: Sum}, column: price}]
rules:
  - {rule: sum, of: items.price, equals: total}
  - {rule: known, field: unit, lookup: units}
  - {rule: required-when, field: unit, when: number, is_one_of: [S1]}
"""
FILES = {"page-1.png": b"", "page-2.png": b"", "lookups/units.csv": b"kg\n"}
CONTENT: dict[str, Any] = yaml.safe_load(FILE)

NUMBERS: list[Any] = [0, -1, 5, 1e308, -0.0, 10**30, 0.1, True, False, None]
WORDS: list[Any] = [
    *(
        "",
        " ",
        "1",
        "-7",
        "NaN",
        "null",
        "on",
        "2024-01-01",
        "number",
        "items.price",
        "items",
        "items.",
        ".",
        "fields.0",
    ),
    *(
        "送货单",
        "📦",
        "\u202eتسليم\u202c",
        "x" * 300,
        "a\nb: c",
        "a\ttab",
        "- x",
        "#no",
        "'\"",
        "<img src=x onerror=alert(1)>",
    ),
    *("../../etc/passwd", "page-9.png", "page-1.PNG", "lookups/units", "&a", "*a", "!!python/none"),
]
EXPRESSIONS: list[Any] = [
    "(",
    "a{99999999999}",
    "(a+)+$",
    "(?=a)(a+)+",
    "(" * 90,
    "(" * 90 + ")" * 90,
    "[z-a]",
    "(?i",
    "\\",
]
PARTS: list[Any] = [
    *([], {}, [[]], [None], [1, 2], [10, 10, 40, 8], [-5, -5, 10, 10], [200, 140, 50, 50], [1e9, 0, 1, 1], ["x"] * 60),
    *(["10", "10", "40", "8"], {"en": 5}, {"en": ""}, {"fr": "x"}, {"en": "x", "zh-CN": None}, {"": ""}, {"a.b": 1}),
    *({"type": "text"}, {"type": None}, {"type": ["text"]}, {"rule": "sum"}, {"rule": 5}, {"0": 1}),
]
ODD = NUMBERS + WORDS + EXPRESSIONS + PARTS


def places(part: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place of the content."""
    yield path
    for key, inner in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield from places(inner, (*path, key))


PLACES = [path for path in places(CONTENT) if path]


@st.composite
def wrong_contents(draw: st.DrawFn) -> dict[str, Any]:
    """The form with some of its values replaced, taken away, given twice, or under another key."""
    content = copy.deepcopy(CONTENT)
    for *way, last in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3)):
        owner = entry_at(content, way)
        if not isinstance(owner, dict | list) or (isinstance(owner, list) and not last < len(owner)):
            continue
        match draw(st.sampled_from(["put", "put", "drop", "twice", "more"])):
            case "put":
                owner[last] = copy.deepcopy(draw(st.sampled_from(ODD)))
            case "drop" if last in owner or isinstance(owner, list):
                del owner[last]
            case "twice" if isinstance(owner, list):
                owner.append(copy.deepcopy(owner[last]))
            case _ if isinstance(owner, dict):
                owner[draw(st.sampled_from(["colour", "送", "a.b", "0", "", "x" * 200]))] = draw(st.sampled_from(ODD))
    return content


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(wrong_contents())
def test_each_problem_is_a_sentence_beside_its_part(content: dict[str, Any]) -> None:
    try:
        check_usable(content)
    except DraftUnusable:
        return
    for problem in find_problems(content, FILES):
        parts = concerned_parts(problem, content)
        assert parts
        for part in parts:
            assert part == "" or entry_at(content, path_of(part)) is not None or _taken_away(content, part), part
        assert concerned_place(problem, content).startswith(parts[0])
        for language in LANGUAGES:
            said = say_drawn_problem(TEXTS, language, problem.code, problem.params, content)
            assert said
            assert not LEFT_OPEN.search(said), said
    assert isinstance(dump_content(content), str)


def _taken_away(content: dict[str, Any], part: str) -> bool:
    """Entries of lists that are none of theirs have no value, but a place."""
    path = path_of(part)
    owner = entry_at(content, path[:-1])
    return isinstance(owner, list) and isinstance(path[-1], int) and path[-1] < len(owner)

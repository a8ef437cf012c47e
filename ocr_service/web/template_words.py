"""What a template says, in words: the names of its keys, types and values, and what changed from one to the next."""

from collections.abc import Mapping
from typing import Any

from ocr_service.forms.content import LocalText
from ocr_service.forms.template import Template
from ocr_service.forms.template_changes import Change
from ocr_service.web.field_labels import in_language
from ocr_service.web.i18n import Texts

Labels = Mapping[str, LocalText]


def labels_of(*templates: Template) -> dict[str, LocalText]:
    """The labels of fields, tables, totals by name and of columns by ``table.column``; of later templates first."""
    labels: dict[str, LocalText] = {}
    for template in templates:
        labels |= {field.name: field.label for field in template.fields}
        for table in template.tables:
            labels[table.name] = table.label
            labels |= {f"{table.name}.{column.name}": column.label for column in table.columns}
            labels |= {total.name: total.label for total in table.totals}
    return labels


def say_zone(name: str, labels: Labels, language: str) -> str:
    """The label of a zone; a column with its table's before it."""
    table, dot, _ = name.partition(".")
    own = in_language(labels.get(name, {}), language) or name
    return f"{in_language(labels.get(table, {}), language) or table} · {own}" if dot else own


def say_change(change: Change, labels: Labels, texts: Texts, language: str) -> str:
    """One change as a sentence."""
    params = dict(change.reason.params)
    if "zone" in params:
        params["zone"] = say_zone(str(params["zone"]), labels, language)
    if "paths" in params:
        params["paths"] = [say_zone(path, labels, language) for path in params["paths"]]
    if "rule" in params:
        params["rule"] = texts.text(language, f"designer.rule.{params['rule']}")
    if "key" in params:
        key = params["key"]
        params["key"] = texts.text(language, f"designer.key.{key}")
        for side in ("before", "after"):
            params[side] = say_value(key, params[side], texts, language)
    return texts.text(language, f"reason.{change.reason.code}", **params)


def say_value(key: str, value: Any, texts: Texts, language: str) -> str:
    """A key's value as people say it."""
    match value:
        case None | "" | []:
            return texts.text(language, "designer.unset")
        case bool():
            return texts.text(language, "pages.yes" if value else "pages.no")
        case dict() if "label" in value:  # an option of a choice
            return in_language(value["label"], language)
        case dict():
            return in_language(value, language) if {"zh-CN", "en"} & value.keys() else str(value)
        case list() if all(isinstance(one, int | float) for one in value):
            return " × ".join(f"{one:g}" for one in value)
        case list():
            joint = texts.text(language, "pages.list_separator")
            return joint.join(say_value(key, one, texts, language) for one in value)
        case str() if texts.has(f"designer.{_family(key)}.{value}"):
            return texts.text(language, f"designer.{_family(key)}.{value}")
        case float():
            return f"{value:g}"
        case _:
            return str(value)


def _family(key: str) -> str:
    return "type" if key == "type" else "value"

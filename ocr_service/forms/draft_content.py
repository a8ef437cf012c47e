"""A template under way: the content of its file as data, which may be wrong in parts, and what is wrong about it.

The content is what the file would say, key by key (`format`, `name`, `pages`, ...). A part of it has a key of its own:
``fields.3``, ``tables.0.columns.2``, ``rules.1``, ``pages.0``; "" is the form as a whole.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml
from pydantic import ValidationError

from ocr_service.forms.content import LocalText
from ocr_service.forms.result import Reason
from ocr_service.forms.template import FORMAT_VERSION, Template, TemplatePackage
from ocr_service.forms.template_file import (
    LOOKUPS_FOLDER,
    FileDumper,
    TemplateFileError,
    dump_template,
    list_name,
    package_from_files,
)

Content = dict[str, Any]
_PART: Final = re.compile(
    r"(?:fields|tables|rules|pages)\.\d+(?:\.(?:columns|totals|labels|continues|read\.options)\.\d+)?(?=\.|$)"
)
# The key of a part at which each contradiction is mended.
_MENDED_AT: Final = {
    "template_name_twice": "name",
    "template_page_missing": "page",
    "template_zone_off_page": "box",
    "template_zones_overlap": "may_overlap",
    "template_columns_overlap": "left",
    "template_total_nowhere": "column",
    "template_repeated_page_has_field": "page",
    "template_supplier_unknown": "supplier",
}


def content_of(template: Template) -> Content:
    """The template as its file says it; what equals its default is left out."""
    return {"format": template.format, **template.model_dump(mode="json", exclude_defaults=True)}


def empty_content(name: str) -> Content:
    """A form of which nothing is known but its name."""
    return {"format": FORMAT_VERSION, "name": name, "version": 1, "title": {}, "pages": [], "fields": []}


def dump_content(content: Mapping[str, Any]) -> str:
    """The file's text: as `dump_template` writes it where the content is right, else as it stands."""
    try:
        return dump_template(Template.model_validate(content))
    except ValidationError:
        text: str = yaml.dump(dict(content), Dumper=FileDumper, allow_unicode=True, sort_keys=False, width=110)
        return text


def package_of(content: Mapping[str, Any], files: Mapping[str, bytes]) -> TemplatePackage:
    """Checks the content as the file that it would be, with what lies beside it; raises TemplateFileError."""
    return package_from_files(dump_content(content), files)


def find_problems(content: Mapping[str, Any], files: Mapping[str, bytes]) -> tuple[Reason, ...]:
    """Everything that is wrong; nothing where it could be published."""
    try:
        package_of(content, files)
    except TemplateFileError as error:
        return error.problems
    return ()


def concerned_parts(problem: Reason, content: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of the parts that a problem speaks of, "" where it is of the form as a whole."""
    if "place" in problem.params:
        return (_part_of(problem.params["place"]),)
    if problem.code == "template_path_unknown":
        return (f"rules.{problem.params['rule'] - 1}",)
    if place := _list_named_at(problem, content):
        return (_part_of(place),)
    named = [str(problem.params[key]) for key in ("name", "one", "other", "table") if key in problem.params]
    keys = dict(part_names(content))
    return tuple(dict.fromkeys(keys[name] for name in named if name in keys)) or ("",)


def concerned_place(problem: Reason, content: Mapping[str, Any]) -> str:
    """Where a problem is mended: the key of a value (``rules.0.of``), of a part, or "" for the form as a whole."""
    if "place" in problem.params:
        return str(problem.params["place"])
    if place := _list_named_at(problem, content):
        return place
    part = concerned_parts(problem, content)[0]
    if problem.code == "template_path_unknown":
        rule = content["rules"][problem.params["rule"] - 1]
        return next(_places_of(problem.params["path"], rule, part), part)
    if problem.code == "template_key_field_unknown":
        named = {key: content.get(key) for key in ("case_by", "unique_by")}
        return next(_places_of(problem.params["name"], named, ""), "")
    key = _MENDED_AT.get(problem.code, "")
    return f"{part}.{key}" if part and key else part or key


def _part_of(place: str) -> str:
    match = _PART.match(place)
    return match[0] if match else ""


def _list_named_at(problem: Reason, content: Mapping[str, Any]) -> str:
    """Where the list is named whose file is missing; "" where none is."""
    file = str(problem.params.get("file", ""))
    if problem.code != "template_file_missing" or not file.startswith(LOOKUPS_FOLDER):
        return ""
    name = list_name(file)
    places = _places_of(name, {key: content.get(key) for key in ("fields", "tables", "rules")}, "")
    return next((place for place in places if place.endswith((".lexicon", ".lookup"))), "")


def _places_of(value: str, within: Any, place: str) -> Iterator[str]:
    """Where the value stands, or is the key of another."""
    if within == value:
        yield place
    elif isinstance(within, Mapping | list):
        for key, inner in within.items() if isinstance(within, Mapping) else enumerate(within):
            inside = f"{place}.{key}" if place else str(key)
            yield from [inside] if key == value else _places_of(value, inner, inside)


def part_names(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What problems call a part, with its key; of two of one name the second, which is the one to mend."""
    for index, field in enumerate(_parts(content, "fields")):
        yield str(field.get("name")), f"fields.{index}"
        for number, option in enumerate(_parts(_part(field, "read"), "options")):
            yield f"{field.get('name')}={option.get('value')}", f"fields.{index}.read.options.{number}"
    for index, table in enumerate(_parts(content, "tables")):
        yield str(table.get("name")), f"tables.{index}"
        for number, column in enumerate(_parts(table, "columns")):
            yield f"{table.get('name')}.{column.get('name')}", f"tables.{index}.columns.{number}"
        for number, total in enumerate(_parts(table, "totals")):
            yield str(total.get("name")), f"tables.{index}.totals.{number}"


def table_labels(content: Mapping[str, Any]) -> dict[str, LocalText]:
    """What the tables that have a name are called; of two of one name the last."""
    tables = _parts(content, "tables")
    return {str(table["name"]): _part(table, "label") for table in tables if "name" in table}


def _part(owner: Mapping[str, Any], key: str) -> dict[Any, Any]:
    part = owner.get(key)
    return part if isinstance(part, dict) else {}


def _parts(content: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    parts = content.get(key)
    return [part if isinstance(part, dict) else {} for part in parts] if isinstance(parts, list) else []

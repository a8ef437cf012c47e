"""A template under way: the content of its file as data, which may be wrong in parts, and what is wrong about it.

The content is what the file would say, key by key (`format`, `name`, `pages`, ...). A part of it has a key of its own:
``fields.3``, ``tables.0.columns.2``, ``rules.1``, ``pages.0``; "" is the form as a whole.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml
from pydantic import ValidationError

from ocr_service.forms.result import Reason
from ocr_service.forms.template import FORMAT_VERSION, Template, TemplatePackage
from ocr_service.forms.template_file import (
    FileDumper,
    TemplateFileError,
    dump_template,
    package_from_files,
)

Content = dict[str, Any]
_PLACE: Final = re.compile(r"^(fields|tables|rules|pages)\.(\d+)(?:\.(columns|totals|labels|continues)\.(\d+))?")


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
    place = str(problem.params.get("place", ""))
    if match := _PLACE.match(place):
        return (match[0],)
    if problem.code == "template_path_unknown":
        return (f"rules.{problem.params['rule'] - 1}",)
    named = [str(problem.params[key]) for key in ("name", "one", "other", "table") if key in problem.params]
    keys = dict(_names(content))
    found = (keys.get(name) or keys.get(name.partition("=")[0]) for name in named)
    return tuple(dict.fromkeys(key for key in found if key)) or ("",)


def _names(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What has a name, with its key; of two of one name the second, which is the one to mend."""
    for index, field in enumerate(_parts(content, "fields")):
        yield str(field.get("name")), f"fields.{index}"
    for index, table in enumerate(_parts(content, "tables")):
        yield str(table.get("name")), f"tables.{index}"
        for number, column in enumerate(_parts(table, "columns")):
            yield f"{table.get('name')}.{column.get('name')}", f"tables.{index}.columns.{number}"
        for number, total in enumerate(_parts(table, "totals")):
            yield str(total.get("name")), f"tables.{index}.totals.{number}"


def _parts(content: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    parts = content.get(key)
    return [part if isinstance(part, dict) else {} for part in parts] if isinstance(parts, list) else []

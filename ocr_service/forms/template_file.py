"""Template files: YAML text to `Template` and back, the JSON Schema for editors, packages from loose files.

A template file comes from outside: its size, its nesting and YAML's aliases (with which a few bytes can
grow without end) are limited before it is looked at.
"""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any, Final, cast

import yaml
from pydantic import ValidationError

from ocr_service.forms.contradictions import find_contradictions
from ocr_service.forms.result import Reason
from ocr_service.forms.rules import is_masterdata, rule_lists
from ocr_service.forms.template import Template, TemplatePackage
from ocr_service.forms.template_problems import describe_problems, first_of

MAX_CHARACTERS: Final = 1_000_000
MAX_NODES: Final = 50_000
MAX_DEPTH: Final = 20
LOOKUPS_FOLDER: Final = "lookups/"


class TemplateFileError(Exception):
    """The template file cannot be used. `problems` says each thing that is wrong, with its place where there is one."""

    def __init__(self, *problems: Reason) -> None:
        super().__init__("; ".join(f"{problem.code} {problem.params}" for problem in problems))
        self.problems = problems


def parse_template(text: str) -> Template:
    """The template that the YAML text describes; raises TemplateFileError with everything that is wrong."""
    data = _load_yaml(text)
    if not isinstance(data, dict):
        raise TemplateFileError(Reason(code="template_not_a_mapping"))
    try:
        template = Template.model_validate(data)
    except ValidationError as error:
        root = cast("yaml.Node", yaml.compose(text, Loader=_Loader))  # None only of a text without anything
        found = describe_problems(error, data, root)
        raise TemplateFileError(*first_of(found)) from None
    if contradictions := first_of(find_contradictions(template)):
        raise TemplateFileError(*contradictions)
    return template


def dump_template(template: Template) -> str:
    """The template as YAML text that `parse_template` reads back; what equals its default is left out."""
    data = {"format": template.format, **template.model_dump(mode="json", exclude_defaults=True)}
    text: str = yaml.dump(data, Dumper=FileDumper, allow_unicode=True, sort_keys=False, width=110)
    return text


def template_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of the template file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Template.model_json_schema()}


def package_from_files(yaml_text: str, files: Mapping[str, bytes]) -> TemplatePackage:
    """Template and companions together; `files` are named as beside the template file (page-1.png, lookups/x.csv).

    Raises TemplateFileError where a named picture or list is missing or a list is not UTF-8 CSV.
    """
    template = parse_template(yaml_text)
    missing = [page.image for page in template.pages if page.image not in files]
    lookups = {
        list_name(name): first_column(name, data)
        for name, data in files.items()
        if name.startswith(LOOKUPS_FOLDER) and name.endswith(".csv")
    }
    beside = {name for name in named_lookups(template) if not is_masterdata(name)}
    missing += [f"{LOOKUPS_FOLDER}{name}.csv" for name in sorted(beside - lookups.keys())]
    if missing:
        raise TemplateFileError(*(Reason(code="template_file_missing", params={"file": name}) for name in missing))
    return TemplatePackage(
        template=template, page_images=tuple(files[page.image] for page in template.pages), lookups=lookups
    )


def named_lookups(template: Template) -> set[str]:
    """The look-up lists that fields and rules name: files beside the template, and columns of the master data."""
    return named_lexicons(template) | {name for rule in template.rules for name in rule_lists(rule)}


def named_lexicons(template: Template) -> set[str]:
    """The look-up lists that hold the possible values of fields and columns."""
    contents = [field.read for field in template.fields]
    lists = {getattr(content, "lexicon", None) for content in contents}
    lists |= {getattr(column.read, "lexicon", None) for table in template.tables for column in table.columns}
    return {name for name in lists if name}


def list_name(file: str) -> str:
    """What fields call the look-up list in `file` (``lookups/<name>.csv``)."""
    return file.removeprefix(LOOKUPS_FOLDER).removesuffix(".csv")


def first_column(name: str, data: bytes) -> tuple[str, ...]:
    """What a look-up list holds. Raises TemplateFileError where it is not UTF-8 CSV."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error):
        raise TemplateFileError(Reason(code="template_list_unreadable", params={"file": name})) from None
    return tuple(row[0].strip() for row in rows if row and row[0].strip())


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """YAML's safe loader that refuses keys given twice, which YAML itself forbids and PyYAML overlooks."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                params = {"key": key.value, "line": node.start_mark.line + 1}
                raise TemplateFileError(Reason(code="template_key_twice", params=params))
            if isinstance(key, yaml.ScalarNode):
                seen.add(key.value)
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """PyYAML lets through what Python says about a figure of thousands of digits or a tag that does not fit."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, ArithmeticError, LookupError, AttributeError, TypeError):
            raise yaml.constructor.ConstructorError(problem_mark=node.start_mark) from None


# A date or one of YAML 1.1's many words for a truth value ("no", "on", "y") is a text here, as in YAML 1.2.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] not in ("timestamp", "bool")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


class FileDumper(yaml.SafeDumper):
    """Writes lists of plain numbers (boxes) on one line."""

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:
        plain = bool(sequence) and all(isinstance(item, int | float) for item in sequence)
        return super().represent_sequence(tag, sequence, flow_style=plain or flow_style)


def _load_yaml(text: str) -> Any:
    if len(text) > MAX_CHARACTERS:
        raise TemplateFileError(Reason(code="template_too_large", params={"limit": MAX_CHARACTERS}))
    try:
        _refuse_explosives(text)
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        params = {"line": mark.line + 1, "column": mark.column + 1} if mark else {"line": 1, "column": 1}
        raise TemplateFileError(Reason(code="template_not_yaml", params=params)) from None


def _refuse_explosives(text: str) -> None:
    """Looks at the events only, which are never more than the text itself holds."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        if isinstance(event, yaml.AliasEvent):
            raise TemplateFileError(Reason(code="template_alias_refused", params={"line": _line(event)}))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH or count > MAX_NODES:
            raise TemplateFileError(Reason(code="template_too_large", params={"limit": MAX_CHARACTERS}))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1

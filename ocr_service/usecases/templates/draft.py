"""A form that is being drawn, as a value: what of it can be kept, how its files are named, what tells it apart."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from ocr_service.forms.draft_content import Content
from ocr_service.forms.template import Template
from ocr_service.forms.template_file import MAX_DEPTH, MAX_NODES, TemplateFileError, parse_template
from ocr_service.records.drafts import TemplateDraft
from ocr_service.usecases.templates.draft_errors import DraftUnusable

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")
_FILE: Final = re.compile(r"[A-Za-z0-9._-]{1,100}\.(png|jpg)|lookups/[a-z][a-z0-9_]{0,62}\.csv")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A draft as it stands. `files` are SHA-256 by name; `template` and `template_version` what it was begun from.

    `doubtful` names the suggested fields that may be none and that nobody has looked at yet.
    """

    id: str
    revision: int
    content: Content
    files: Mapping[str, str]
    template: str | None
    template_version: int | None
    created_by: str
    changed_at: datetime
    changed_by: str
    doubtful: tuple[str, ...]


def describe_draft(row: TemplateDraft) -> Draft:
    """The row as a value."""
    return Draft(
        id=row.id,
        revision=row.revision,
        content=row.content,
        files={file.file_name: file.sha256 for file in row.files},
        template=row.template,
        template_version=row.template_version,
        created_by=row.created_by,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        doubtful=tuple(row.doubtful),
    )


def is_companion(file_name: str) -> bool:
    """Whether a file of that name may lie beside a draft: a page's picture or a look-up list."""
    return _FILE.fullmatch(file_name) is not None


def file_stem(draft: Draft) -> str:
    """What the draft's files are named after: its name where it is one."""
    name = draft.content.get("name")
    return name if isinstance(name, str) and _NAME.fullmatch(name) else "form"


def fingerprint(draft: Draft) -> str:
    """Of all that a reading depends on: the same for the same content, whatever its version."""
    content = {key: value for key, value in draft.content.items() if key != "version"}
    told = json.dumps([content, sorted(draft.files.items())], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()


def parse_file_text(yaml: str) -> Template:
    """The template that the text of a whole file describes. Raises DraftUnusable with what is wrong."""
    try:
        return parse_template(yaml)
    except TemplateFileError as error:
        raise DraftUnusable(problems=[problem.model_dump(mode="json") for problem in error.problems]) from error


def check_usable(content: Mapping[str, Any]) -> None:
    """Raises DraftUnusable for what no database keeps (NUL, halves of characters, figures that are none) and for what
    no template file can hold: parts in parts without end, or too many."""
    try:
        told = json.dumps(content, ensure_ascii=False, allow_nan=False)
        told.encode("utf-8")
    except (ValueError, RecursionError):
        raise DraftUnusable from None
    if "\\u0000" in told or _is_boundless(content):
        raise DraftUnusable


def _is_boundless(content: Mapping[str, Any]) -> bool:
    """Whether there is more, or parts lie further down in parts, than a template file may have."""
    level: list[Any] = [content]
    nodes = 0
    for _ in range(MAX_DEPTH):
        # A mapping's keys are nodes of the file, too, and so are the beginning and the end of each part.
        nodes += sum(2 + len(one) * (2 if isinstance(one, Mapping) else 1) for one in level)
        level = [
            part
            for one in level
            for part in (one.values() if isinstance(one, Mapping) else one)
            if isinstance(part, Mapping | list)
        ]
    return bool(level) or nodes > MAX_NODES

"""What a form's template says makes papers belong together, and what makes one paper a certain one."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.forms.result import Value
from ocr_service.forms.template_file import TemplateFileError, parse_template
from ocr_service.records.templates import TemplateVersion


@dataclass(frozen=True, kw_only=True)
class TemplateKeys:
    """Names of fields: papers with the same value in `case_by` belong together; of papers with the same values in
    `unique_by` there is only one. None and empty where the template names none."""

    case_by: str | None = None
    unique_by: tuple[str, ...] = ()


def keys_of(session: Session, template: str | None, version: int | None) -> TemplateKeys:
    """Those of a published version; none where there is no such version."""
    published = select(TemplateVersion.yaml).where(TemplateVersion.name == template, TemplateVersion.version == version)
    yaml = session.scalar(published) if template is not None else None
    return _parsed(yaml) if yaml is not None else TemplateKeys()


def paper_key(template: str, keys: TemplateKeys, values: Mapping[str, Value]) -> str | None:
    """A digest that two readings of one paper share; None where the form has no such fields, or one is blank."""
    named = [[name, values.get(name)] for name in keys.unique_by]
    if not named or any(value in (None, "", []) for _, value in named):
        return None
    return hashlib.sha256(json.dumps([template, named], ensure_ascii=False).encode()).hexdigest()


@lru_cache(maxsize=256)
def _parsed(yaml: str) -> TemplateKeys:
    """A version's text never changes."""
    try:
        template = parse_template(yaml)
    except TemplateFileError:
        return TemplateKeys()
    return TemplateKeys(case_by=template.case_by, unique_by=template.unique_by)

"""A published version's template by itself, without its pictures: for whoever only asks what the form says."""

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.forms.template import Template
from ocr_service.forms.template_file import parse_template
from ocr_service.records.templates import TemplateVersion
from ocr_service.usecases.errors import TemplateNotFound


def published_form(session: Session, name: str | None, version: int | None) -> Template:
    """Raises TemplateNotFound."""
    form = find_form(session, name, version)
    if form is None:
        raise TemplateNotFound(template=name, version=version)
    return form


def find_form(session: Session, name: str | None, version: int | None) -> Template | None:
    """None where there is no such version."""
    yaml = session.scalar(select(TemplateVersion.yaml).filter_by(name=name, version=version))
    return None if yaml is None else parse_published(yaml)


# By its text: it can never be another version's. Lists of forms are asked for by nearly every page.
@lru_cache(maxsize=64)
def parse_published(yaml: str) -> Template:
    """The template that a published version's text says."""
    return parse_template(yaml)

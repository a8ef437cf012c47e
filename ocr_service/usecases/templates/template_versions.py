"""The versions of a form: who published them, how many scans are of each, what differs, going back, taking one out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ocr_service.files.template_archive import pack_archive
from ocr_service.forms.template import Template
from ocr_service.forms.template_changes import Change, find_changes
from ocr_service.forms.template_file import dump_template, parse_template
from ocr_service.records.scans import Scan
from ocr_service.records.templates import TemplateVersion
from ocr_service.usecases.errors import TemplateNotFound, TemplateVersionInUse
from ocr_service.usecases.people.name_actors import name_actors
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.publish_template import PublishedTemplate, publish_template, show_template


@dataclass(frozen=True, kw_only=True)
class VersionSummary:
    """One version. `publisher` is the person's or the key's name, None for the system; `scans` how many are of it.

    `tested` is how many scans with known values it was tried on before it was published, `tested_wrong` on how many of
    them it read something else.
    """

    version: int
    in_use: bool
    published_at: datetime
    published_by: str
    publisher: str | None
    scans: int
    tested: int
    tested_wrong: int


def list_versions(services: Services, *, name: str) -> list[VersionSummary]:
    """Newest first. Raises TemplateNotFound."""
    with services.database() as session:
        rows = session.scalars(
            select(TemplateVersion).where(TemplateVersion.name == name).order_by(TemplateVersion.version.desc())
        ).all()
        counted = session.execute(
            select(Scan.template_version, func.count()).where(Scan.template == name).group_by(Scan.template_version)
        )
        scans: dict[int | None, int] = {row[0]: row[1] for row in counted}
    if not rows:
        raise TemplateNotFound(template=name)
    names = name_actors(services, {row.published_by for row in rows})
    return [
        VersionSummary(
            version=row.version,
            in_use=row.in_use,
            published_at=row.published_at,
            published_by=row.published_by,
            publisher=names.get(row.published_by),
            scans=scans.get(row.version, 0),
            tested=len(_samples(row)),
            tested_wrong=sum(bool(sample["differences"]) for sample in _samples(row)),
        )
        for row in rows
    ]


def _samples(row: TemplateVersion) -> list[dict[str, Any]]:
    samples: list[dict[str, Any]] = (row.tested or {}).get("samples", [])
    return samples


def count_scans(services: Services) -> dict[str, int]:
    """How many scans are of each form, whatever the version."""
    with services.database() as session:
        counted = session.execute(
            select(Scan.template, func.count()).where(Scan.template.is_not(None)).group_by(Scan.template)
        )
        return {str(row[0]): row[1] for row in counted}


def compare_versions(
    services: Services, *, name: str, old: int, new: int
) -> tuple[PublishedTemplate, PublishedTemplate, tuple[Change, ...]]:
    """Both versions and what changed from the one to the other. Raises TemplateNotFound."""
    before = show_template(services, name=name, version=old)
    after = show_template(services, name=name, version=new)
    changes = find_changes(before.template, after.template, old_files=before.files, new_files=after.files)
    return before, after, changes


def restore_version(services: Services, *, actor: str, name: str, version: int) -> PublishedTemplate:
    """Publishes an old version's content as the next version: what was published never changes, nor is it left out.

    Raises TemplateNotFound, TemplateVersionInUse.
    """
    old = show_template(services, name=name, version=version)
    if old.in_use:
        raise TemplateVersionInUse(template=name, version=version)
    following = next_version(services, name=name)
    return publish_template(
        services,
        actor=actor,
        yaml=_renumbered(old, following),
        files=load_companions(services, old.files),
        # It was in use, and is wanted back now: what was found out about it then still holds.
        tested=old.tested or {"samples": []},
    )


def next_version(services: Services, *, name: str) -> int:
    """The number that the form's next version has; 1 where there is none yet."""
    with services.database() as session:
        return (session.scalar(select(func.max(TemplateVersion.version)).where(TemplateVersion.name == name)) or 0) + 1


def export_version(services: Services, *, name: str, version: int) -> bytes:
    """The version as a ZIP file of its folder. Raises TemplateNotFound, FileMissing."""
    published = show_template(services, name=name, version=version)
    return pack_archive(name, published.yaml, load_companions(services, published.files))


def load_companions(services: Services, files: Mapping[str, str]) -> dict[str, bytes]:
    """The files that lie beside a template, by name. Raises FileMissing."""
    return {name: services.files.load(sha256) for name, sha256 in files.items()}


def _renumbered(old: PublishedTemplate, version: int) -> str:
    """The old file's text, remarks and all, with another number in it."""
    wanted: Template = old.template.model_copy(update={"version": version})
    text = re.sub(r"(?m)^version:.*$", f"version: {version}", old.yaml, count=1)
    return text if parse_template(text) == wanted else dump_template(wanted)

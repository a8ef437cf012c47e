"""Templates: published once, never changed; one version of each form is in use."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ocr_service.forms.template import Template, TemplatePackage
from ocr_service.forms.template_file import LOOKUPS_FOLDER, TemplateFileError, package_from_files
from ocr_service.records import audit
from ocr_service.records.calibration import load_shifts
from ocr_service.records.drafts import TemplateSample
from ocr_service.records.locks import lock_out_writers
from ocr_service.records.templates import TemplateFile, TemplateVersion
from ocr_service.usecases.errors import TemplateChangedHere, TemplateInvalid, TemplateNotFound, TemplateVersionTaken
from ocr_service.usecases.masterdata.lists_in_use import ListsInUse, with_lists
from ocr_service.usecases.ports import FileStore, Services
from ocr_service.usecases.templates.check_pictures import refuse_unusable_pictures
from ocr_service.usecases.templates.draft_errors import TemplateTestsWanted
from ocr_service.usecases.templates.published_form import parse_published


@dataclass(frozen=True, kw_only=True)
class PublishedTemplate:
    """A published version. `files` are the SHA-256 of what lies beside the template file, by name.

    `tested` is how it read the scans whose values are known, None where there were none.
    """

    template: Template
    yaml: str
    files: Mapping[str, str]
    in_use: bool
    published_at: datetime
    published_by: str
    tested: Mapping[str, Any] | None


def publish_template(
    services: Services,
    *,
    actor: str,
    yaml: str,
    files: Mapping[str, bytes],
    tested: Mapping[str, Any] | None = None,
    over_others: bool = True,
) -> PublishedTemplate:
    """Publishes a version; it comes into use if it is newer than the one in use.

    `files` are named as beside the template file (``page-1.png``, ``lookups/suppliers.csv``). The same version with the
    same content changes nothing. `tested` is how the scans were read whose values are known; where there are such, no
    other version comes in. Without `over_others` a version in use that another than `actor` published stays: nothing
    is published then, and what some version says already is taken as published. Raises TemplateInvalid,
    PicturesUnchecked, TemplateVersionTaken, TemplateChangedHere, TemplateTestsWanted.
    """
    try:
        template = package_from_files(yaml, files).template
        if not _is_published(services, template):
            refuse_unusable_pictures(services.check_picture, template, files)
    except TemplateFileError as error:
        raise TemplateInvalid(problems=[problem.model_dump(mode="json") for problem in error.problems]) from error
    pictures = {page.image for page in template.pages}
    kept = {name: data for name, data in files.items() if name in pictures or name.startswith(LOOKUPS_FOLDER)}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in kept.items()}
    for data in kept.values():
        services.files.store(data)
    return _write_version(services, actor, template, yaml, hashes, tested, over_others=over_others)


def _is_published(services: Services, template: Template) -> bool:
    """At every start the same folders come again: their pictures were looked at when they first came."""
    with services.database() as session:
        return _find(session, template.name, template.version) is not None


def _write_version(
    services: Services,
    actor: str,
    template: Template,
    yaml: str,
    hashes: Mapping[str, str],
    tested: Mapping[str, Any] | None,
    *,
    over_others: bool,
) -> PublishedTemplate:
    now = services.now()
    with services.database.begin() as session:
        # Several processes start at once, each with the same folder of templates.
        lock_out_writers(session, TemplateVersion)
        if not over_others and (kept := _kept_here(session, actor, template, hashes)):
            return kept
        found = _find(session, template.name, template.version)
        if found is not None:
            published = _describe(found)
            if published.template != template or published.files != hashes:
                raise TemplateVersionTaken(template=template.name, version=template.version)
            return published
        if tested is None:
            _refuse_untested(session, template.name)
        old = version_in_use(session, template.name)
        in_use = old is None or template.version > old
        if in_use:
            by_name = TemplateVersion.name == template.name
            session.execute(update(TemplateVersion).where(by_name).values(in_use=False))
        row = TemplateVersion(
            name=template.name,
            version=template.version,
            yaml=yaml,
            in_use=in_use,
            published_at=now,
            published_by=actor,
            tested=None if tested is None else dict(tested),
            files=[TemplateFile(file_name=name, sha256=sha256) for name, sha256 in sorted(hashes.items())],
        )
        session.add(row)
        new = {"version": template.version, "in_use": in_use}
        audit.write(session, at=now, actor=actor, action="template.published", subject=template.name, new=new)
        session.flush()
        return _describe(row)


def _kept_here(session: Session, actor: str, template: Template, hashes: Mapping[str, str]) -> PublishedTemplate | None:
    """The version that says the same where another than `actor` published the one in use; None where nobody did.

    Raises TemplateChangedHere where none says the same.
    """
    rows = session.scalars(select(TemplateVersion).where(TemplateVersion.name == template.name))
    versions = sorted(map(_describe, rows), key=lambda one: one.template.version, reverse=True)
    in_use = next((one for one in versions if one.in_use), None)
    if in_use is None or in_use.published_by == actor:
        return None
    for one in versions:
        if one.files == hashes and one.template.model_copy(update={"version": template.version}) == template:
            return one
    versions_told = {"version": template.version, "in_use": in_use.template.version}
    raise TemplateChangedHere(template=template.name, **versions_told)


def _refuse_untested(session: Session, name: str) -> None:
    kept = (TemplateSample.template == name, TemplateSample.expected.is_not(None))
    count = session.scalar(select(func.count()).select_from(TemplateSample).where(*kept))
    if count:
        raise TemplateTestsWanted(template=name, count=count)


def list_templates(services: Services) -> list[PublishedTemplate]:
    """The versions in use, by name."""
    with services.database() as session:
        return [_describe(row) for row in _rows_in_use(session)]


def show_template(services: Services, *, name: str, version: int | None = None) -> PublishedTemplate:
    """One version, by default the one in use. Raises TemplateNotFound."""
    with services.database() as session:
        wanted = version_in_use(session, name) if version is None else version
        row = None if wanted is None else _find(session, name, wanted)
        if row is None:
            raise TemplateNotFound(template=name, **({} if version is None else {"version": version}))
        return _describe(row)


def version_in_use(session: Session, name: str) -> int | None:
    """The version of the form that is in use, None where there is no such form."""
    statement = select(TemplateVersion.version).where(TemplateVersion.name == name, TemplateVersion.in_use)
    return session.scalar(statement)


class TemplatesInUse:
    """The packages of all forms in use, kept in memory for as long as nothing is published or learnt."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._packages: dict[int, TemplatePackage] = {}
        self._lists = ListsInUse()

    def load(self) -> tuple[TemplatePackage, ...]:
        """The packages, by name. Raises FileMissing where a companion is gone from the file store."""
        with self._services.database() as session:
            rows = _rows_in_use(session)
            shifts = load_shifts(session)
            self._packages = {row.id: self._package(row, shifts.get(row.name, {})) for row in rows}
            self._take_lists(session)
        return tuple(self._packages.values())

    def _package(self, row: TemplateVersion, shifts: Mapping[str, float]) -> TemplatePackage:
        package = self._packages.get(row.id) or load_package(self._services.files, row)
        return package if package.shifts == shifts else replace(package, shifts=shifts)

    def _take_lists(self, session: Session) -> None:
        packages = self._packages
        lists = self._lists.lists_for(session, [package.template for package in packages.values()])
        self._packages = {row_id: with_lists(package, *lists) for row_id, package in packages.items()}


def load_published(files: FileStore, session: Session, name: str | None, version: int | None) -> TemplatePackage:
    """The package of one version. Raises TemplateNotFound and FileMissing."""
    row = None if name is None or version is None else _find(session, name, version)
    if row is None:
        raise TemplateNotFound(template=name, version=version)
    return load_package(files, row)


def load_package(files: FileStore, row: TemplateVersion) -> TemplatePackage:
    """The version's template with its companions. Raises FileMissing."""
    hashes = tuple((file.file_name, file.sha256) for file in row.files)
    return _load(_Content(yaml=row.yaml, hashes=hashes, files=files))


@dataclass(frozen=True, kw_only=True)
class _Content:
    """What a package is made of: the same text and the same hashes are always the same package."""

    yaml: str
    hashes: tuple[tuple[str, str], ...]
    files: FileStore


# Every correction at a desk asks for its form's.
@lru_cache(maxsize=32)
def _load(content: _Content) -> TemplatePackage:
    return package_from_files(content.yaml, {name: content.files.load(sha256) for name, sha256 in content.hashes})


def _rows_in_use(session: Session) -> list[TemplateVersion]:
    statement = select(TemplateVersion).where(TemplateVersion.in_use).order_by(TemplateVersion.name)
    return list(session.scalars(statement))


def _find(session: Session, name: str, version: int) -> TemplateVersion | None:
    statement = select(TemplateVersion).where(TemplateVersion.name == name, TemplateVersion.version == version)
    return session.scalar(statement)


def _describe(row: TemplateVersion) -> PublishedTemplate:
    return PublishedTemplate(
        template=parse_published(row.yaml),
        yaml=row.yaml,
        files={file.file_name: file.sha256 for file in row.files},
        in_use=row.in_use,
        published_at=row.published_at,
        published_by=row.published_by,
        tested=row.tested,
    )

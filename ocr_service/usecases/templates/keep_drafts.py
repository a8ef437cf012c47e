"""Forms that are being drawn: begun from nothing, a proposal or a version; saved as often as the author likes."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ocr_service.files.template_archive import pack_archive
from ocr_service.forms.draft_content import Content, content_of, dump_content, find_problems
from ocr_service.forms.result import Reason
from ocr_service.forms.template import Template
from ocr_service.forms.template_file import LOOKUPS_FOLDER, MAX_DEPTH, TemplateFileError, parse_template
from ocr_service.records.drafts import TemplateDraft, TemplateDraftFile
from ocr_service.records.templates import TemplateVersion
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.draft_errors import DraftChanged, DraftNotFound, DraftUnusable
from ocr_service.usecases.templates.publish_template import show_template
from ocr_service.usecases.templates.template_versions import load_companions

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")
_FILE: Final = re.compile(r"[A-Za-z0-9._-]{1,100}\.(png|jpg)|lookups/[a-z][a-z0-9_]{0,62}\.csv")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A draft as it stands. `files` are SHA-256 by name; `template` and `template_version` what it was begun from."""

    id: str
    revision: int
    content: Content
    files: Mapping[str, str]
    template: str | None
    template_version: int | None
    created_by: str
    changed_at: datetime
    changed_by: str


def begin_draft(
    services: Services,
    *,
    actor: str,
    content: Content,
    files: Mapping[str, bytes],
    template: str | None = None,
    template_version: int | None = None,
) -> Draft:
    """A new draft with its pictures and lists. Raises DraftUnusable."""
    check_usable(content)
    kept = {name: services.files.store(data) for name, data in files.items() if _FILE.fullmatch(name)}
    now = services.now()
    with services.database.begin() as session:
        row = TemplateDraft(
            created_at=now,
            created_by=actor,
            changed_at=now,
            changed_by=actor,
            revision=1,
            content=content,
            template=template,
            template_version=template_version,
            files=[TemplateDraftFile(file_name=name, sha256=sha256) for name, sha256 in sorted(kept.items())],
        )
        session.add(row)
        session.flush()
        return _describe(row)


def begin_from_version(services: Services, *, actor: str, name: str, version: int | None = None) -> Draft:
    """A draft of the form's next version, from the one in use or the one that is named. Raises TemplateNotFound."""
    published = show_template(services, name=name, version=version)
    newest = show_template(services, name=name).template.version
    return begin_draft(
        services,
        actor=actor,
        content=content_of(published.template),
        files=load_companions(services, published.files),
        template=name,
        template_version=newest,
    )


def begin_from_file(services: Services, *, actor: str, yaml: str, files: Mapping[str, bytes]) -> Draft:
    """A draft of an exported template; of the form of that name, where there is one. Raises DraftUnusable."""
    template = _parse(yaml)
    with services.database() as session:
        newest = newest_version(session, template.name)
    return begin_draft(
        services,
        actor=actor,
        content=content_of(template),
        files=files,
        template=None if newest is None else template.name,
        template_version=newest,
    )


def newest_version(session: Session, name: str) -> int | None:
    """The highest version of the form that was published, None where there is no such form."""
    statement = select(TemplateVersion.version).where(TemplateVersion.name == name)
    return session.scalar(statement.order_by(TemplateVersion.version.desc()).limit(1))


def list_drafts(services: Services) -> list[Draft]:
    """All drafts, the one changed last first."""
    with services.database() as session:
        rows = session.scalars(select(TemplateDraft).order_by(TemplateDraft.changed_at.desc()))
        return [_describe(row) for row in rows]


def show_draft(services: Services, *, draft_id: str) -> Draft:
    """Raises DraftNotFound."""
    with services.database() as session:
        return _describe(find_draft(session, draft_id))


def save_draft(services: Services, *, actor: str, draft_id: str, revision: int, content: Content) -> Draft:
    """Puts `content` in place of what revision `revision` held. Raises DraftNotFound, DraftChanged, DraftUnusable."""
    check_usable(content)
    with services.database.begin() as session:
        _next_revision(services, session, actor, draft_id, revision, content=content)
        return _describe(find_draft(session, draft_id))


def save_file_text(services: Services, *, actor: str, draft_id: str, revision: int, yaml: str) -> Draft:
    """The same for the text of a whole template file, whose version does not count. Raises as `save_draft` does."""
    content = content_of(_parse(yaml))
    return save_draft(services, actor=actor, draft_id=draft_id, revision=revision, content=content)


def _parse(yaml: str) -> Template:
    try:
        return parse_template(yaml)
    except TemplateFileError as error:
        raise DraftUnusable(problems=[problem.model_dump(mode="json") for problem in error.problems]) from error


def keep_file(services: Services, *, actor: str, draft_id: str, revision: int, name: str, data: bytes | None) -> Draft:
    """Puts a picture or a list beside the draft, or takes it away (None). Raises as `save_draft` does."""
    if not _FILE.fullmatch(name):
        raise DraftUnusable
    sha256 = None if data is None else services.files.store(data)
    with services.database.begin() as session:
        _next_revision(services, session, actor, draft_id, revision)
        row = find_draft(session, draft_id)
        row.files = [file for file in row.files if file.file_name != name]
        session.flush()
        if sha256 is not None:
            row.files.append(TemplateDraftFile(file_name=name, sha256=sha256))
        session.flush()
        session.refresh(row)
        return _describe(row)


def throw_away(services: Services, *, draft_id: str) -> None:
    """Deletes the draft with the scans that only it was tried on. Raises DraftNotFound."""
    with services.database.begin() as session:
        session.delete(find_draft(session, draft_id))


def load_files(services: Services, draft: Draft) -> dict[str, bytes]:
    """The pictures and lists beside the draft, by name. Raises FileMissing."""
    return load_companions(services, draft.files)


def check_draft(services: Services, draft: Draft) -> tuple[Reason, ...]:
    """Everything that keeps the draft from being published; the same check as of a file."""
    # Only names matter of pictures, and only what is in them of lists.
    files = {
        name: services.files.load(sha256) if name.startswith(LOOKUPS_FOLDER) else b""
        for name, sha256 in draft.files.items()
    }
    return find_problems(draft.content, files)


def export_draft(services: Services, draft: Draft) -> bytes:
    """The draft as a ZIP file of the folder that it would be."""
    return pack_archive(file_stem(draft), dump_content(draft.content), load_files(services, draft))


def file_stem(draft: Draft) -> str:
    """What the draft's files are named after: its name where it is one."""
    name = draft.content.get("name")
    return name if isinstance(name, str) and _NAME.fullmatch(name) else "form"


def fingerprint(draft: Draft) -> str:
    """Of all that a reading depends on: the same for the same content, whatever its version."""
    content = {key: value for key, value in draft.content.items() if key != "version"}
    told = json.dumps([content, sorted(draft.files.items())], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()


def check_usable(content: Mapping[str, Any]) -> None:
    """Raises DraftUnusable for what no database keeps: NUL, halves of characters, figures that are none."""
    try:
        told = json.dumps(content, ensure_ascii=False, allow_nan=False)
        told.encode("utf-8")
    except (ValueError, RecursionError):
        raise DraftUnusable from None
    if "\\u0000" in told or _is_deep(content):
        raise DraftUnusable


def _is_deep(content: Mapping[str, Any]) -> bool:
    """Whether parts lie in parts further down than a template file may have them."""
    level: list[Any] = [content]
    for _ in range(MAX_DEPTH):
        level = [
            part
            for one in level
            for part in (one.values() if isinstance(one, Mapping) else one)
            if isinstance(part, Mapping | list)
        ]
    return bool(level)


def find_draft(session: Session, draft_id: str) -> TemplateDraft:
    """Raises DraftNotFound."""
    row = session.get(TemplateDraft, draft_id)
    if row is None:
        raise DraftNotFound(draft_id=draft_id)
    return row


def _next_revision(
    services: Services, session: Session, actor: str, draft_id: str, revision: int, **columns: Any
) -> None:
    changed = session.execute(
        update(TemplateDraft)
        .where(TemplateDraft.id == draft_id, TemplateDraft.revision == revision)
        .values(revision=revision + 1, changed_at=services.now(), changed_by=actor, **columns)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]  # an UPDATE's result has it
        row = find_draft(session, draft_id)
        raise DraftChanged(revision=row.revision, changed_by=row.changed_by)


def _describe(row: TemplateDraft) -> Draft:
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
    )

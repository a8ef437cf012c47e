"""Forms that are being drawn: saved as often as their authors like, each time over the revision they have seen."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ocr_service.files.template_archive import pack_archive
from ocr_service.forms.draft_content import Content, content_of, dump_content, find_problems
from ocr_service.forms.result import Reason
from ocr_service.records.drafts import TemplateDraft, TemplateDraftFile
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.doubts import doubts_about, doubts_left
from ocr_service.usecases.templates.draft import (
    Draft,
    check_usable,
    describe_draft,
    file_stem,
    is_companion,
    parse_file_text,
)
from ocr_service.usecases.templates.draft_errors import DraftChanged, DraftNotFound, DraftUnusable
from ocr_service.usecases.templates.draft_lists import as_kept, is_list
from ocr_service.usecases.templates.template_versions import load_companions


def list_drafts(services: Services) -> list[Draft]:
    """All drafts, the one changed last first."""
    with services.database() as session:
        rows = session.scalars(select(TemplateDraft).order_by(TemplateDraft.changed_at.desc()))
        return [describe_draft(row) for row in rows]


def show_draft(services: Services, *, draft_id: str) -> Draft:
    """Raises DraftNotFound."""
    with services.database() as session:
        return describe_draft(find_draft(session, draft_id))


def save_draft(
    services: Services,
    *,
    actor: str,
    draft_id: str,
    revision: int,
    content: Content,
    doubtful: Sequence[str] | None = None,
) -> Draft:
    """Puts `content` in place of what revision `revision` held. Raises DraftNotFound, DraftChanged, DraftUnusable.

    `doubtful` are the fields that are in doubt from now on; left out, those that were and are as they were.
    """
    check_usable(content)
    with services.database.begin() as session:
        row = find_draft(session, draft_id)
        left = doubts_left(row.content, content, row.doubtful) if doubtful is None else doubts_about(content, doubtful)
        _next_revision(services, session, actor, draft_id, revision, content=content, doubtful=left)
        session.refresh(row)
        return describe_draft(row)


def save_file_text(services: Services, *, actor: str, draft_id: str, revision: int, yaml: str) -> Draft:
    """The same for the text of a whole template file, whose version does not count. Raises as `save_draft` does."""
    content = content_of(parse_file_text(yaml))
    return save_draft(services, actor=actor, draft_id=draft_id, revision=revision, content=content)


def keep_file(services: Services, *, actor: str, draft_id: str, revision: int, name: str, data: bytes | None) -> Draft:
    """Puts a picture or a list beside the draft, or takes it away (None). Raises as `save_draft` does.

    A list may be in GB18030, too, as Excel saves it in China; it is kept in UTF-8. DraftUnusable if it is no text, is
    empty or too long.
    """
    if not is_companion(name):
        raise DraftUnusable
    if data is not None and is_list(name):
        data = as_kept(name, data)
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
        return describe_draft(row)


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
    files = {name: services.files.load(sha256) if is_list(name) else b"" for name, sha256 in draft.files.items()}
    return find_problems(draft.content, files)


def export_draft(services: Services, draft: Draft) -> bytes:
    """The draft as a ZIP file of the folder that it would be: pictures that no page has any longer stay behind."""
    pages = draft.content.get("pages")
    images = {page.get("image") for page in pages if isinstance(page, dict)} if isinstance(pages, list) else set()
    files = {name: data for name, data in load_files(services, draft).items() if name in images or is_list(name)}
    return pack_archive(file_stem(draft), dump_content(draft.content), files)


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

"""Forms that begin to be drawn: from nothing or a proposal, from a version that is published, from a file."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.forms.draft_content import Content, content_of
from ocr_service.forms.template_file import LOOKUPS_FOLDER
from ocr_service.records.drafts import TemplateDraft, TemplateDraftFile
from ocr_service.records.templates import TemplateVersion
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.check_pictures import find_unusable_pictures
from ocr_service.usecases.templates.draft import Draft, check_usable, describe_draft, is_companion, parse_file_text
from ocr_service.usecases.templates.draft_errors import DraftUnusable
from ocr_service.usecases.templates.publish_template import show_template
from ocr_service.usecases.templates.template_versions import load_companions


def begin_draft(
    services: Services,
    *,
    actor: str,
    content: Content,
    files: Mapping[str, bytes],
    template: str | None = None,
    template_version: int | None = None,
    doubtful: Sequence[str] = (),
) -> Draft:
    """A new draft with its pictures and lists, and the names of its fields that may be none. Raises DraftUnusable."""
    check_usable(content)
    kept = {name: services.files.store(data) for name, data in files.items() if is_companion(name)}
    now = services.now()
    with services.database.begin() as session:
        row = TemplateDraft(
            created_at=now,
            created_by=actor,
            changed_at=now,
            changed_by=actor,
            revision=1,
            content=content,
            doubtful=list(doubtful),
            template=template,
            template_version=template_version,
            files=[TemplateDraftFile(file_name=name, sha256=sha256) for name, sha256 in sorted(kept.items())],
        )
        session.add(row)
        session.flush()
        return describe_draft(row)


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
    """A draft of an exported template; of the form of that name, where there is one. Raises DraftUnusable.

    A picture that no page names is left behind; one that cannot be opened is refused. Raises PicturesUnchecked, too.
    """
    template = parse_file_text(yaml)
    pictures = {page.image for page in template.pages}
    if problems := find_unusable_pictures(services.check_picture, template, files):
        raise DraftUnusable(problems=[problem.model_dump(mode="json") for problem in problems])
    with services.database() as session:
        newest = newest_version(session, template.name)
    return begin_draft(
        services,
        actor=actor,
        content=content_of(template),
        files={name: data for name, data in files.items() if name in pictures or name.startswith(LOOKUPS_FOLDER)},
        template=None if newest is None else template.name,
        template_version=newest,
    )


def newest_version(session: Session, name: str) -> int | None:
    """The highest version of the form that was published, None where there is no such form."""
    statement = select(TemplateVersion.version).where(TemplateVersion.name == name)
    return session.scalar(statement.order_by(TemplateVersion.version.desc()).limit(1))

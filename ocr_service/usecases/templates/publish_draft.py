"""A drawn form goes into use: checked like any file, and tested against every value that was kept for it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from ocr_service.forms.draft_content import dump_content
from ocr_service.records.drafts import TemplateDraft, TemplateSample
from ocr_service.usecases.ports import Services
from ocr_service.usecases.templates.begin_drafts import newest_version
from ocr_service.usecases.templates.draft import Draft
from ocr_service.usecases.templates.draft_errors import (
    DraftChanged,
    DraftDiffers,
    DraftNameTaken,
    DraftOvertaken,
    DraftUntested,
)
from ocr_service.usecases.templates.keep_drafts import find_draft, load_files, show_draft
from ocr_service.usecases.templates.publish_template import PublishedTemplate, publish_template
from ocr_service.usecases.templates.try_draft import Sample, describe_sample, sample_rows


def publish_draft(
    services: Services,
    *,
    actor: str,
    draft_id: str,
    revision: int,
    instead_of: int | None = None,
    accepted: Collection[str] = (),
) -> PublishedTemplate:
    """Publishes the draft as its form's next version, which comes into use; the draft is then gone, unless it was
    changed meanwhile.

    `accepted` are the identifiers of kept scans whose differences the author has seen and accepts. `instead_of` is the
    newest version that the author knows of, where it is not the one that the draft was begun from. Raises
    DraftNotFound, DraftChanged, DraftNameTaken, DraftOvertaken, DraftUntested, DraftDiffers, TemplateInvalid.
    """
    draft = show_draft(services, draft_id=draft_id)
    if draft.revision != revision:
        raise DraftChanged(revision=draft.revision, changed_by=draft.changed_by)
    name = str(draft.content.get("name"))
    with services.database() as session:
        newest = _newest(session, draft, name, instead_of)
        kept = [describe_sample(row, draft) for row in sample_rows(session, draft) if row.expected is not None]
    content = {**draft.content, "version": (newest or 0) + 1}
    tested = _test(kept, accepted)
    published = publish_template(
        services, actor=actor, yaml=dump_content(content), files=load_files(services, draft), tested=tested
    )
    with services.database.begin() as session:
        row = find_draft(session, draft_id)
        lasting = (TemplateSample.draft_id == draft_id, TemplateSample.expected.is_not(None))
        session.execute(update(TemplateSample).where(*lasting).values(draft_id=None, template=name))
        # What somebody saved in the meantime is not thrown away: it is a draft of the version after this one.
        taken_on = update(TemplateDraft).where(TemplateDraft.id == draft_id, TemplateDraft.revision != revision)
        values = {"template": name, "template_version": published.template.version}
        if session.execute(taken_on.values(values)).rowcount == 0:  # type: ignore[attr-defined]  # an UPDATE's has it
            session.delete(row)
    return published


def _newest(session: Session, draft: Draft, name: str, instead_of: int | None) -> int | None:
    newest = newest_version(session, name)
    if newest is not None and draft.template != name:
        raise DraftNameTaken(template=name)
    if newest is not None and newest not in (draft.template_version, instead_of):
        raise DraftOvertaken(template=name, version=newest)
    return newest


def _test(kept: list[Sample], accepted: Collection[str]) -> dict[str, Any]:
    """How the version did on the scans whose values are known, as it is kept with it."""
    if untested := sum(not sample.fresh for sample in kept):
        raise DraftUntested(count=untested)
    differing = [sample for sample in kept if sample.comparison is not None and sample.comparison.differences]
    if unseen := sum(sample.id not in accepted for sample in differing):
        raise DraftDiffers(count=unseen)
    return {"samples": [_result(sample) for sample in kept]}


def _result(sample: Sample) -> dict[str, Any]:
    comparison = sample.comparison
    assert comparison is not None and sample.reading is not None  # noqa: PT018 - it is fresh, so it was read
    return {
        "sample_id": sample.id,
        "file_name": sample.file_name,
        "fields": comparison.fields,
        "accepted": comparison.accepted,
        "wrong_accepted": len(comparison.wrong_accepted),
        "differences": [
            {"path": one.path, "expected": one.expected, "read": one.read} for one in comparison.differences
        ],
        "seconds": sample.reading["total_seconds"],
    }

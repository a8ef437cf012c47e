"""A form under way is tried at once on filled scans; values that a person has said to be right are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from ocr_service.engines.errors import EngineError
from ocr_service.forms.content import Amount, CapitalAmount, LocalText
from ocr_service.forms.draft_content import package_of, table_labels
from ocr_service.forms.expected import Comparison, ExpectedScan, compare, flatten_values
from ocr_service.forms.result import FieldResult, FormResult, nest_values
from ocr_service.forms.template import Template, TemplatePackage
from ocr_service.forms.template_file import TemplateFileError
from ocr_service.reading.errors import ReaderFailed, ScanError
from ocr_service.records.drafts import TemplateSample, TemplateSamplePage
from ocr_service.usecases.errors import FieldNotFound, FieldValueInvalid, FileRefused, ProposalFailed, TemplateInvalid
from ocr_service.usecases.masterdata.lists_in_use import ListsInUse, with_lists
from ocr_service.usecases.ports import Services, TrialReader
from ocr_service.usecases.reviewing.enter_value import ValueRefused, enter_value, find_content
from ocr_service.usecases.templates.draft import Draft, fingerprint
from ocr_service.usecases.templates.draft_errors import SampleNotFound, SampleUnread, TooManySamples
from ocr_service.usecases.templates.keep_drafts import load_files, show_draft
from ocr_service.usecases.templates.publish_template import TemplatesInUse

MOST_SAMPLES: Final = 20


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A filled scan. `reading` is the last one (see `describe_reading`); `fresh` where it is of the draft as it stands.

    `expected` are the kept values by path, None where none are kept; `comparison` how the reading compares with them.
    `tables` are the labels of the draft's tables, by name.
    """

    id: str
    file_name: str
    reading: Mapping[str, Any] | None
    fresh: bool
    read_at: datetime | None
    expected: Mapping[str, Any] | None
    comparison: Comparison | None
    tables: Mapping[str, LocalText]


def add_sample(services: Services, *, actor: str, draft_id: str, file_name: str, data: bytes) -> Sample:
    """Raises DraftNotFound, TooManySamples."""
    draft = show_draft(services, draft_id=draft_id)
    sha256 = services.files.store(data)
    with services.database.begin() as session:
        count = session.scalar(select(func.count()).select_from(TemplateSample).where(_samples_of(draft))) or 0
        if count >= MOST_SAMPLES:
            raise TooManySamples(limit=MOST_SAMPLES)
        row = TemplateSample(
            draft_id=draft.id,
            created_at=services.now(),
            created_by=actor,
            file_name=file_name[:255],
            file_sha256=sha256,
        )
        session.add(row)
        session.flush()
        return describe_sample(row, draft)


def list_samples(services: Services, *, draft_id: str) -> list[Sample]:
    """Those of the draft, and those kept for the form that it was begun from. Raises DraftNotFound."""
    draft = show_draft(services, draft_id=draft_id)
    with services.database() as session:
        return [describe_sample(row, draft) for row in sample_rows(session, draft)]


def remove_sample(services: Services, *, draft_id: str, sample_id: str) -> None:
    """Raises DraftNotFound, SampleNotFound."""
    draft = show_draft(services, draft_id=draft_id)
    with services.database.begin() as session:
        session.delete(_find_sample(session, draft, sample_id))


def read_sample(
    services: Services, reader: TrialReader, templates: TemplatesInUse, *, draft_id: str, sample_id: str
) -> Sample:
    """Reads the scan with the draft among all forms in use; where it is not known for one of it, once more as one.

    Raises DraftNotFound, SampleNotFound, TemplateInvalid, FileRefused, ProposalFailed.
    """
    draft = show_draft(services, draft_id=draft_id)
    try:
        package = package_of(draft.content, load_files(services, draft))
    except TemplateFileError as error:
        raise TemplateInvalid(problems=[problem.model_dump(mode="json") for problem in error.problems]) from error
    with services.database() as session:
        data = services.files.load(_find_sample(session, draft, sample_id).file_sha256)
        package = with_lists(package, *ListsInUse().lists_for(session, [package.template]))
    result, known_as = _read(reader, templates, package, data)
    pictures = [services.files.store(page.picture) for page in result.pages]
    with services.database.begin() as session:
        row = _find_sample(session, draft, sample_id)
        row.reading = describe_reading(result, known_as)
        row.read_of, row.read_at = fingerprint(draft), services.now()
        row.pages = []
        session.flush()
        row.pages = [
            TemplateSamplePage(number=number, picture_sha256=sha256) for number, sha256 in enumerate(pictures, start=1)
        ]
        session.flush()
        return describe_sample(row, draft)


def _read(
    reader: TrialReader, templates: TemplatesInUse, package: TemplatePackage, data: bytes
) -> tuple[FormResult, str | None]:
    """The result, and as which form the scan was known."""
    name = package.template.name
    others = tuple(one for one in templates.load() if one.template.name != name)
    try:
        result = reader.read(data, (*others, package))
        known_as = result.template
        if known_as != name:
            result = reader.read(data, (*others, package), only_template=name)
    except ScanError as error:
        raise FileRefused(error) from error
    except (ReaderFailed, EngineError) as error:
        raise ProposalFailed(error) from error
    return result, known_as


def describe_reading(result: FormResult, known_as: str | None) -> dict[str, Any]:
    """What a page shows of a reading."""
    told = result.model_dump(mode="json", include={"template", "decision", "reasons", "pages", "fields", "seconds"})
    return {**told, "known_as": known_as, "total_seconds": round(sum(result.seconds.values()), 3)}


def keep_expected(
    services: Services, *, actor: str, draft_id: str, sample_id: str, values: Mapping[str, Any] | None
) -> Sample:
    """Keeps what a person says is right: values by path, texts as people write them; None forgets them.

    Raises DraftNotFound, SampleNotFound, SampleUnread, FieldNotFound, FieldValueInvalid, TemplateInvalid.
    """
    draft = show_draft(services, draft_id=draft_id)
    with services.database() as session:
        row = _find_sample(session, draft, sample_id)
        # Of a scan on which nothing was found a version would be tested against nothing.
        if values is not None and (row.reading is None or not values):
            raise SampleUnread
        typed = None if values is None else _typed(services, draft, values, _known_values(row))
    with services.database.begin() as session:
        row = _find_sample(session, draft, sample_id)
        row.expected = None if typed is None else nest_values(typed)
        row.expected_by = None if typed is None else actor
        session.flush()
        return describe_sample(row, draft)


def _known_values(row: TemplateSample) -> dict[str, Any]:
    """What was read, and over it what was kept: both are typed already."""
    read = {field["path"]: field["value"] for field in (row.reading or {}).get("fields", ())}
    return read | flatten_values(row.expected or {})


def _typed(services: Services, draft: Draft, values: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    try:
        template = package_of(draft.content, load_files(services, draft)).template
    except TemplateFileError as error:
        raise TemplateInvalid(problems=[problem.model_dump(mode="json") for problem in error.problems]) from error
    return {
        path: value if path in known and known[path] == value else _enter(template, path, value)
        for path, value in values.items()
    }


def _enter(template: Template, path: str, value: Any) -> Any:
    content = find_content(template, path)
    if content is None:
        raise FieldNotFound(path=path)
    # The value of an amount in capitals is its figures, and nobody writes those out to test a form.
    content = Amount() if isinstance(content, CapitalAmount) else content
    try:
        return enter_value(content, value)[0]
    except ValueRefused as error:
        raise FieldValueInvalid(path=path, text=str(value), reason=error.code) from error


def page_picture(services: Services, *, draft_id: str, sample_id: str, number: int) -> bytes | None:
    """The page as it was read, a JPEG; None where it has no such page. Raises DraftNotFound, SampleNotFound."""
    draft = show_draft(services, draft_id=draft_id)
    with services.database() as session:
        pages = _find_sample(session, draft, sample_id).pages
        sha256 = next((page.picture_sha256 for page in pages if page.number == number), None)
    return None if sha256 is None else services.files.load(sha256)


def sample_rows(session: Session, draft: Draft) -> list[TemplateSample]:
    """In the order in which they came."""
    return list(session.scalars(select(TemplateSample).where(_samples_of(draft)).order_by(TemplateSample.id)))


def describe_sample(row: TemplateSample, draft: Draft) -> Sample:
    """With its comparison, where there is something to compare."""
    return Sample(
        id=row.id,
        file_name=row.file_name,
        reading=row.reading,
        fresh=row.read_of == fingerprint(draft),
        read_at=row.read_at,
        expected=None if row.expected is None else flatten_values(row.expected),
        comparison=_compare(row),
        tables=table_labels(draft.content),
    )


def _compare(row: TemplateSample) -> Comparison | None:
    if row.expected is None or row.reading is None:
        return None
    fields = [FieldResult.model_validate(field) for field in row.reading["fields"]]
    expected = ExpectedScan(template=row.reading["template"], values=row.expected)
    return compare(expected, fields, form_accepted=row.reading["decision"] == "accept")


def _samples_of(draft: Draft) -> ColumnElement[bool]:
    own = TemplateSample.draft_id == draft.id
    return own if draft.template is None else or_(own, TemplateSample.template == draft.template)


def _find_sample(session: Session, draft: Draft, sample_id: str) -> TemplateSample:
    row = session.scalar(select(TemplateSample).where(TemplateSample.id == sample_id, _samples_of(draft)))
    if row is None:
        raise SampleNotFound(sample_id=sample_id)
    return row

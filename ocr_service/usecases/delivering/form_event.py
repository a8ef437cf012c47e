"""The accepted form as receivers get it, on demand with the rows of the master data that its values stand for."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ocr_service.forms.result import nest_values
from ocr_service.reading.masterdata.listed_rows import find_rows
from ocr_service.records.deliveries import WebhookEndpoint
from ocr_service.records.scans import Scan, ScanField
from ocr_service.records.sites import Site
from ocr_service.usecases.delivering.events import (
    FORM_ACCEPTED,
    AcceptedField,
    AcceptedForm,
    EventSite,
    FormAccepted,
    ListedEntries,
)
from ocr_service.usecases.masterdata.master_lists import MasterLists
from ocr_service.usecases.templates.published_form import find_form


def make_payload(session: Session, scan: Scan, now: datetime) -> FormAccepted:
    """The accepted scan as receivers get it."""
    rows = session.scalars(select(ScanField).where(ScanField.scan_id == scan.id).order_by(ScanField.position)).all()
    # Both are set with the state.
    assert scan.accepted_at is not None
    assert scan.accepted_by is not None
    return FormAccepted(
        type=FORM_ACCEPTED,
        timestamp=now,
        data=AcceptedForm(
            scan_id=scan.id,
            client_reference=scan.client_reference,
            case_id=scan.case_id,
            template=scan.template,
            template_version=scan.template_version,
            result_version=scan.result_version,
            supersedes=None,
            site=site_of(session, scan),
            file_name=scan.file_name,
            accepted_at=scan.accepted_at,
            accepted_by=scan.accepted_by,
            values=nest_values({row.path: row.value for row in rows}),
            fields=[
                AcceptedField(
                    path=row.path,
                    type=row.type,
                    value=row.value,
                    text=row.text,
                    confidence=row.confidence,
                    corrected=row.corrected_by is not None,
                )
                for row in rows
            ],
        ),
    )


def payload_for(session: Session, scan: Scan, endpoint: WebhookEndpoint | None, now: datetime) -> FormAccepted:
    """As this receiver wants it."""
    event = make_payload(session, scan, now)
    return with_masterdata(session, scan, event) if endpoint is not None and endpoint.masterdata else event


def with_masterdata(session: Session, scan: Scan, event: FormAccepted) -> FormAccepted:
    """The event with the rows, from the lists as they are just now, that its values stand for."""
    form = find_form(session, scan.template, scan.template_version)
    if form is None:
        return event
    lists = MasterLists(session)
    rows = find_rows(form, {field.path: field.value for field in event.data.fields}, lists)
    listed = ListedEntries(lists=lists.used, entries=nest_values(rows))
    return event.model_copy(update={"data": event.data.model_copy(update={"masterdata": listed})})


def site_of(session: Session, scan: Scan) -> EventSite | None:
    """Where the paper was handed in; None where nobody said."""
    site = session.get(Site, scan.site_id) if scan.site_id else None
    return None if site is None else EventSite(code=site.code, name=site.name)

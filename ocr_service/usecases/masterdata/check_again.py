"""Before a person accepts a form it is checked with the newest master data: the order may have changed since."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from ocr_service.reading.masterdata.check_masterdata import needs_masterdata
from ocr_service.records.scans import Scan, ScanField
from ocr_service.usecases.errors import FieldsUnchecked
from ocr_service.usecases.ports import Services
from ocr_service.usecases.refusals import find_scan
from ocr_service.usecases.reviewing.correct_fields import load_fields, lock_review
from ocr_service.usecases.reviewing.recheck_fields import recheck_fields
from ocr_service.usecases.templates.publish_template import load_published
from ocr_service.usecases.templates.published_form import find_form, published_form


def check_again(services: Services, *, actor: str, scan_id: str) -> None:
    """Brings the form's reasons up to date, and keeps them whatever comes of the acceptance.

    Raises FieldsUnchecked where something speaks against the form that the person cannot have seen yet, and
    ScanNotFound, ScanStateConflict, ReviewedByOther, LeaseLost.
    """
    now = services.now()
    with services.database() as session:
        scan = find_scan(session, scan_id)
        form = find_form(session, scan.template, scan.template_version)
    # Nothing is written for most forms, and nobody waits for that.
    if form is None or not needs_masterdata(form):
        return
    with services.database.begin() as session:
        scan = lock_review(session, scan_id, actor, now)
        fresh = find_news(services, session, scan, load_fields(session, scan_id))
        if fresh:
            scan.changed_at = now
    if fresh:
        raise FieldsUnchecked(paths=fresh)


def find_news(services: Services, session: Session, scan: Scan, rows: Mapping[str, ScanField]) -> list[str]:
    """The paths against which the newest data says what nobody can have seen yet; their rows say so from now on.

    A form with such must not be accepted without a person.
    """
    if not needs_masterdata(published_form(session, scan.template, scan.template_version)):
        return []
    package = load_published(services.files, session, scan.template, scan.template_version)
    return recheck_fields(package, {path: row.value for path, row in rows.items()}, list(rows.values()))

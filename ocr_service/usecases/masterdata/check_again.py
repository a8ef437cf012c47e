"""Before a person accepts a form it is checked with the newest master data: the order may have changed since."""

from ocr_service.reading.check_masterdata import needs_masterdata
from ocr_service.usecases.errors import FieldsUnchecked
from ocr_service.usecases.ports import Services
from ocr_service.usecases.reviewing.correct_fields import load_fields, lock_review
from ocr_service.usecases.reviewing.recheck_fields import recheck_fields
from ocr_service.usecases.templates.publish_template import load_published


def check_again(services: Services, *, actor: str, scan_id: str) -> None:
    """Brings the form's reasons up to date, and keeps them whatever comes of the acceptance.

    Raises FieldsUnchecked where something speaks against the form that the person cannot have seen yet, and
    ScanNotFound, ScanStateConflict, ReviewedByOther, LeaseLost.
    """
    now = services.now()
    with services.database.begin() as session:
        scan = lock_review(session, scan_id, actor, now)
        package = load_published(services.files, session, scan.template, scan.template_version)
        if not needs_masterdata(package.template):
            return
        rows = list(load_fields(session, scan_id).values())
        fresh = recheck_fields(package, {row.path: row.value for row in rows}, rows)
        if fresh:
            scan.changed_at = now
    if fresh:
        raise FieldsUnchecked(paths=fresh)

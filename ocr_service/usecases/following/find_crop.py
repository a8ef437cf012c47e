"""Where a field's picture is to be cut from: asked sixty times for one grid, so nothing else of the form is loaded."""

from dataclasses import dataclass

from sqlalchemy import and_, select

from ocr_service.records.scans import Scan, ScanField, ScanPage
from ocr_service.usecases.errors import FieldNotFound, ScanNotFound
from ocr_service.usecases.ports import Services


@dataclass(frozen=True, kw_only=True)
class Crop:
    """A page's picture in the file store, and the field's box on it in pixels."""

    picture_sha256: str
    box: dict[str, int]


def find_crop(services: Services, *, scan_id: str, path: str) -> Crop:
    """Raises ScanNotFound, FieldNotFound."""
    page = and_(ScanPage.scan_id == ScanField.scan_id, ScanPage.number == ScanField.page)
    wanted = (
        select(ScanPage.picture_sha256, ScanField.box)
        .join(ScanField, page)
        .where(ScanField.scan_id == scan_id, ScanField.path == path)
    )
    with services.database() as session:
        found = session.execute(wanted).one_or_none()
        if found is None and session.scalar(select(Scan.id).where(Scan.id == scan_id)) is None:
            raise ScanNotFound(scan_id=scan_id)
    # A row that a person added lies nowhere on the paper.
    if found is None or not found.box:
        raise FieldNotFound(path=path)
    return Crop(picture_sha256=found.picture_sha256, box=found.box)

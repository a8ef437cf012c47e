"""A file that holds several forms goes on as several scans: one for each document in it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ocr_service.forms.result import DocumentPages
from ocr_service.records import audit
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState


def split_file(session: Session, parent: Scan, documents: Sequence[DocumentPages], now: datetime) -> list[str]:
    """Writes one new scan for each document, in the caller's transaction; returns their identifiers.

    The file is stored once: they name the same bytes, and which pages of it are theirs. What the sender said of the
    file (form, lane, own reference) holds for each. The queue is to be told of them after the transaction; until then,
    and where it is gone, `recover_scans` finds them as it does every scan that was received.
    """
    if not documents:
        return []
    scans = [
        Scan(
            created_at=now,
            changed_at=now,
            state=ScanState.RECEIVED,
            parent_id=parent.id,
            document=number,
            file_pages=list(document.pages),
            file_sha256=parent.file_sha256,
            size_bytes=parent.size_bytes,
            file_name=parent.file_name,
            media_type=parent.media_type,
            source=parent.source,
            actor=parent.actor,
            site_id=parent.site_id,
            lane=parent.lane,
            wanted_template=parent.wanted_template,
            client_reference=parent.client_reference,
        )
        for number, document in enumerate(documents, start=1)
    ]
    session.add_all(scans)
    session.flush()
    for scan in scans:
        new = {"parent": parent.id, "document": scan.document, "pages": scan.file_pages}
        audit.write(session, at=now, actor="system", action="scan.split_off", subject=scan.id, new=new)
    new_ids = [scan.id for scan in scans]
    audit.write(session, at=now, actor="system", action="scan.split", subject=parent.id, new={"documents": new_ids})
    return new_ids

"""A scan comes in: its file is kept, its row written, a worker told."""

from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final, Literal

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ocr_service.queue import Lane, QueueUnavailable
from ocr_service.reading.errors import FileEmpty, FileTypeUnknown, ScanError
from ocr_service.reading.opening.open_scan import find_kind
from ocr_service.records import audit
from ocr_service.records.scans import Scan
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.cases.join_case import join_by_reference
from ocr_service.usecases.errors import FileRefused, TemplateNotFound
from ocr_service.usecases.people.find_site import site_of_actor, site_of_code
from ocr_service.usecases.ports import Services
from ocr_service.usecases.receiving.file_names import clean_file_name
from ocr_service.usecases.templates.publish_template import version_in_use

log = structlog.get_logger()

Source = Literal["api", "upload", "folder"]

# Long enough to hold every signature that `find_kind` looks for.
_HEAD_BYTES: Final = 2048
_MEDIA_TYPES: Final = {"pdf": "application/pdf"}  # all others are image/<kind>


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as it comes in. `stream` is read from where it stands, and can be set back (seek)."""

    file_name: str
    stream: BinaryIO


@dataclass(frozen=True, kw_only=True)
class ScanWishes:
    """What the sender may say about a scan.

    `template` names the form, so that it need not be found out. `client_reference` is the sender's own name for the
    paper. With `allow_duplicate` the same bytes make another scan; otherwise they are answered with the first one.
    """

    lane: Lane = "normal"
    template: str | None = None
    client_reference: str | None = None
    allow_duplicate: bool = False


@dataclass(frozen=True, kw_only=True)
class AcceptedScan:
    """The scan that an upload led to. `is_new` is false where the same bytes were there before."""

    scan_id: str
    state: str
    is_new: bool
    duplicate_of: str | None
    file_name: str


def accept_scan(
    services: Services,
    *,
    actor: str,
    upload: Upload,
    source: Source,
    limit_bytes: int,
    wishes: ScanWishes | None = None,
    site: str | None = None,
) -> AcceptedScan:
    """Takes a file in. When this returns, the scan is safe on disk, whatever happens to the queue.

    The scan belongs to the site of `actor`; where that has none, to the one with the code `site`, if there is such.

    Raises FileRefused (empty, too large, no kind of file that can be read) and TemplateNotFound.
    """
    wishes = wishes or ScanWishes()
    kind, sha256, size = _keep_file(services, upload, limit_bytes)
    row = {
        "file_sha256": sha256,
        "size_bytes": size,
        "file_name": clean_file_name(upload.file_name),
        "media_type": _MEDIA_TYPES.get(kind, f"image/{kind}"),
        "source": source,
        "actor": actor,
        "lane": wishes.lane,
        "wanted_template": wishes.template,
        "client_reference": wishes.client_reference,
    }
    try:
        accepted = _write_row(services, row, wishes, site)
    except IntegrityError:
        # Somebody sent the same bytes at the same moment and was first. Now his row can be seen.
        accepted = _write_row(services, row, wishes, site)
    return _tell_queue(services, accepted, wishes.lane) if accepted.is_new else accepted


def _keep_file(services: Services, upload: Upload, limit_bytes: int) -> tuple[str, str, int]:
    start = upload.stream.tell()
    head = upload.stream.read(_HEAD_BYTES)
    upload.stream.seek(start)
    try:
        if not head:
            raise FileEmpty
        kind = find_kind(head)
        if kind is None:
            raise FileTypeUnknown
        return kind, *services.files.store_stream(upload.stream, limit_bytes)
    except ScanError as error:
        raise FileRefused(error) from error


def _write_row(services: Services, row: dict[str, Any], wishes: ScanWishes, site: str | None) -> AcceptedScan:
    now = services.now()
    with services.database.begin() as session:
        if wishes.template is not None and version_in_use(session, wishes.template) is None:
            raise TemplateNotFound(template=wishes.template)
        first = _first_of_file(session, row["file_sha256"])
        if first is not None and not wishes.allow_duplicate:
            return _describe(first, is_new=False)
        scan = Scan(
            **row,
            site_id=site_of_actor(session, row["actor"]) or (site_of_code(session, site) if site else None),
            created_at=now,
            changed_at=now,
            state=ScanState.RECEIVED,
            duplicate_of=first.id if first else None,
        )
        session.add(scan)
        session.flush()
        join_by_reference(session, scan, now)
        new = {"file_name": scan.file_name, "file_sha256": scan.file_sha256}
        audit.write(session, at=now, actor=scan.actor, action="scan.received", subject=scan.id, new=new)
        return _describe(scan, is_new=True)


def _first_of_file(session: Session, sha256: str) -> Scan | None:
    return session.scalar(
        select(Scan).where(Scan.file_sha256 == sha256, Scan.duplicate_of.is_(None), Scan.parent_id.is_(None))
    )


def _describe(scan: Scan, *, is_new: bool) -> AcceptedScan:
    return AcceptedScan(
        scan_id=scan.id,
        state=scan.state,
        is_new=is_new,
        duplicate_of=scan.duplicate_of,
        file_name=scan.file_name,
    )


def _tell_queue(services: Services, accepted: AcceptedScan, lane: Lane) -> AcceptedScan:
    try:
        services.queue.enqueue_scan(accepted.scan_id, lane)
    except QueueUnavailable:
        # The scan is safe; `recover_scans` tells the queue as soon as it is back.
        log.warning("queue_unavailable", scan_id=accepted.scan_id)
        return accepted
    with services.database.begin() as session:
        # False where a worker was faster and has it in hand already.
        change_state(session, accepted.scan_id, ScanState.RECEIVED, ScanState.QUEUED, now=services.now())
    return replace(accepted, state=ScanState.QUEUED)

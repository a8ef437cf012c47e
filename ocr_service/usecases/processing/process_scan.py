"""A worker reads one scan: claim it, read it, write down what came out."""

from dataclasses import dataclass
from typing import Any

import structlog

from ocr_service.files import FileMissing
from ocr_service.forms.result import FormResult
from ocr_service.reading.errors import ReaderFailed, ScanError
from ocr_service.records import audit
from ocr_service.records.states import ScanState
from ocr_service.records.transitions import change_state
from ocr_service.usecases.delivering.outbox import announce_state
from ocr_service.usecases.masterdata.check_values import check_reading
from ocr_service.usecases.ports import FormReader, Services
from ocr_service.usecases.processing.reading_lease import NO_LEASE, ReadingLease, claim_for_reading
from ocr_service.usecases.processing.write_result import write_result
from ocr_service.usecases.templates.publish_template import TemplatesInUse

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Who reads, and with what. One for each worker process."""

    name: str
    reader: FormReader
    templates: TemplatesInUse
    lease_seconds: int
    max_attempts: int


def process_scan(services: Services, scan_id: str, *, worker: Worker) -> ScanState | None:
    """Reads the scan and returns the state that this led to.

    None where there was nothing to do or the claim was lost meanwhile: then nothing was written. A bad file and a
    reader that was killed by the page end in FAILED at once, with the reason on the scan; any other fault puts the scan
    back in the queue until it was tried `max_attempts` times.
    """
    lease = claim_for_reading(services, scan_id, worker=worker.name, lease_seconds=worker.lease_seconds)
    if lease is None:
        return None
    try:
        result, promise_minutes = _read(services, lease, worker)
        return write_result(services, lease, result, engine=worker.reader.engine_name, promise_minutes=promise_minutes)
    except ScanError as error:
        return _fail(services, lease, error.code, error.params)
    except ReaderFailed as error:
        # Not tried again: what killed one reader would kill the next.
        log.error("scan_quarantined", scan_id=scan_id, code=error.code, **error.params)
        return _fail(services, lease, error.code, error.params)
    except Exception:
        log.exception("scan_not_read", scan_id=scan_id, attempt=lease.attempts)
        if lease.attempts >= worker.max_attempts:
            return _fail(services, lease, "internal_error", {})
        return _put_back(services, lease)
    except BaseException:
        # The worker was told to stop. This was no fault of the scan, so it does not count as a try.
        _put_back(services, lease, attempts=lease.attempts - 1)
        raise


class ScanFileMissing(ScanError):
    """The scan's file is gone from the store, or damaged."""

    code = "file_missing"


class WantedTemplateGone(ScanError):
    """The form that somebody chose for this scan is not in use any more. Params: template."""

    code = "template_not_in_use"


def _read(services: Services, lease: ReadingLease, worker: Worker) -> tuple[FormResult, int | None]:
    """What was read, and in how many minutes after it came in its form promises it to be accepted."""
    try:
        data = services.files.load(lease.file_sha256)
    except FileMissing as error:
        raise ScanFileMissing from error
    packages = worker.templates.load()
    wanted = lease.wanted_template
    if wanted is not None and all(package.template.name != wanted for package in packages):
        raise WantedTemplateGone(template=wanted)
    result = worker.reader.read(
        data, packages, only_template=wanted, only_pages=lease.file_pages, while_waiting=lease.renew
    )
    result = check_reading(services, packages, result)
    templates = (package.template for package in packages)
    form = next((template for template in templates if template.name == result.template), None)
    return result, form.promise_minutes if form else None


def _fail(services: Services, lease: ReadingLease, code: str, params: dict[str, Any]) -> ScanState | None:
    reason = {"code": code, "params": params}
    return _leave_reading(services, lease, ScanState.FAILED, reasons=[reason])


def _put_back(services: Services, lease: ReadingLease, **columns: Any) -> ScanState | None:
    """Back to QUEUED. No hint is given here: `recover_scans` repeats it later, when the fault may have passed."""
    return _leave_reading(services, lease, ScanState.QUEUED, **columns)


def _leave_reading(services: Services, lease: ReadingLease, new: ScanState, **columns: Any) -> ScanState | None:
    now = services.now()
    with services.database.begin() as session:
        if not change_state(
            session, lease.scan_id, ScanState.READING, new, now=now, only_if=lease.holds(), **NO_LEASE, **columns
        ):
            return None
        if new is ScanState.FAILED:
            why = columns["reasons"][0]
            audit.write(session, at=now, actor="system", action="scan.failed", subject=lease.scan_id, new=why)
            announce_state(session, lease.scan_id, now)
    return new

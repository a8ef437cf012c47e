"""Lists that are due are fetched and loaded; a failure is told with the source, and the old data stays in force.

The rows are written by the process that loads files: what else the timers do has no core to spare for a million.
"""

import hashlib
import tempfile
from datetime import timedelta
from typing import IO, Any, BinaryIO, Final, cast

import structlog
from sqlalchemy import select, update

from ocr_service.delivery.download import Downloaded, DownloadFailed, Fetcher
from ocr_service.records.masterdata import MasterdataSource
from ocr_service.usecases.errors import UsecaseError
from ocr_service.usecases.masterdata.load_wishes import LoadWishes
from ocr_service.usecases.masterdata.loads.await_load import ServiceStops, Wait, await_load
from ocr_service.usecases.masterdata.loads.hand_in_file import hand_in_file
from ocr_service.usecases.masterdata.loads.show_loads import LoadView
from ocr_service.usecases.ports import Services

log = structlog.get_logger()

# After a failure it is tried again sooner than the next turn: after 1, 2, 4, ... minutes.
_MOST_DOUBLINGS: Final = 10
_SHOWN_PROBLEMS: Final = 20
_HELD_BYTES: Final = 1_000_000
_PIECE: Final = 1 << 20
# Stands for what the sender could have said about its file.
_FINGERPRINT: Final = "sha256:"


def fetch_due(services: Services, fetcher: Fetcher, *, limit_bytes: int, wait: Wait) -> int:
    """Fetches each list whose turn it is; returns how many were put in force. Several hosts may do so at once.

    `wait` is what passes the time while a list is being loaded (see `await_load`).
    """
    due = select(MasterdataSource.list_name).where(MasterdataSource.active, MasterdataSource.next_at <= services.now())
    with services.database() as session:
        names = session.scalars(due.order_by(MasterdataSource.next_at)).all()
    return sum(_fetch(services, fetcher, name, limit_bytes, wait) for name in names)


def _fetch(services: Services, fetcher: Fetcher, name: str, limit_bytes: int, wait: Wait) -> bool:
    source = _claim(services, name)
    if source is None:
        return False
    known = source.etag if source.etag is None or not source.etag.startswith(_FINGERPRINT) else None
    try:
        with tempfile.SpooledTemporaryFile(max_size=_HELD_BYTES) as file:
            told = fetcher.fetch(
                source.url,
                cast(BinaryIO, file),
                settings=source.settings,
                etag=known,
                last_modified=source.last_modified,
                limit_bytes=limit_bytes,
            )
            fingerprint = _FINGERPRINT + _sha256(file)
            new = told.new and fingerprint != source.etag
            load = _hand_in(services, source, file, limit_bytes) if new else None
        if load is not None:
            await_load(services, load, wait)
    except DownloadFailed as error:
        status = {} if error.status is None else {"status": error.status}
        return _note_failure(services, source, f"masterdata_fetch_{error.code.removeprefix('delivery_')}", status)
    except UsecaseError as error:
        params = error.params
        shown = {"problems": params["problems"][:_SHOWN_PROBLEMS]} if "problems" in params else {}
        return _note_failure(services, source, error.code, {**params, **shown})
    except ServiceStops:
        # Its turn comes right after the start: it is loaded by then, or on its way.
        _write(services, source, {"next_at": services.now()})
        return False
    _note_success(services, source, told, fingerprint)
    return new


def _claim(services: Services, name: str) -> MasterdataSource | None:
    """Its next turn is set at once: whoever else looks finds nothing to do, and a crash costs one turn."""
    now = services.now()
    with services.database.begin() as session:
        row = session.get(MasterdataSource, name, with_for_update=True)
        if row is None or not row.active or row.next_at > now:
            return None
        row.tried_at, row.next_at = now, now + timedelta(minutes=row.minutes)
        return row


def _hand_in(services: Services, source: MasterdataSource, file: IO[bytes], limit_bytes: int) -> LoadView:
    wishes = LoadWishes(
        format=cast(Any, source.format),
        key=source.key_column,
        display=None if source.display is None else tuple(source.display),
        allow_fewer=source.allow_fewer,
    )
    file.seek(0)
    return hand_in_file(
        services,
        actor="system",
        name=source.list_name,
        file=cast(BinaryIO, file),
        limit_bytes=limit_bytes,
        source="pull",
        wishes=wishes,
        once=True,
    )


def _note_success(services: Services, source: MasterdataSource, told: Downloaded, fingerprint: str) -> None:
    now = services.now()
    said = (told.etag, told.last_modified)
    etag = told.etag if any(said) else (fingerprint if told.new else source.etag)
    values = {"fetched_at": now, "failures": 0, "error": None, "etag": etag, "last_modified": told.last_modified}
    _write(services, source, values)


def _note_failure(services: Services, source: MasterdataSource, code: str, params: dict[str, Any]) -> bool:
    failures = source.failures + 1
    log.warning("masterdata_not_fetched", list=source.list_name, code=code, failures=failures)
    wait = min(source.minutes, 2 ** min(failures - 1, _MOST_DOUBLINGS))
    again = services.now() + timedelta(minutes=wait)
    _write(services, source, {"failures": failures, "error": {"code": code, "params": params}, "next_at": again})
    return False


def _write(services: Services, source: MasterdataSource, values: dict[str, Any]) -> None:
    """Only where nobody has set the source anew meanwhile: that one has nothing to do with this try."""
    same = (MasterdataSource.list_name == source.list_name, MasterdataSource.changed_at == source.changed_at)
    with services.database.begin() as session:
        session.execute(update(MasterdataSource).where(*same).values(**values))


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()

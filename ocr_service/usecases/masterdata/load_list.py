"""A file replaces a list: written as a new version beside the one in force, then put in force in one transaction.

Whatever goes wrong before that last transaction, a crash among it, leaves the old version in force.
"""

from collections.abc import Callable
from typing import BinaryIO

import structlog
from sqlalchemy import update

from ocr_service.records.masterdata import MasterdataVersion
from ocr_service.usecases.masterdata.begin_version import begin_version
from ocr_service.usecases.masterdata.list_version import LoadedVersion
from ocr_service.usecases.masterdata.load_wishes import LoadWishes, Source
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataRefused
from ocr_service.usecases.masterdata.prune_versions import forget_version, prune_list
from ocr_service.usecases.masterdata.put_in_force import put_in_force
from ocr_service.usecases.masterdata.read_rows import RowReader
from ocr_service.usecases.masterdata.row_problems import RowsUnreadable
from ocr_service.usecases.masterdata.write_rows import write_rows
from ocr_service.usecases.ports import Services

log = structlog.get_logger()


def load_list(
    services: Services,
    *,
    actor: str,
    name: str,
    file: BinaryIO,
    size_bytes: int,
    source: Source,
    wishes: LoadWishes | None = None,
    while_loading: Callable[[int], None] = lambda _: None,
) -> LoadedVersion:
    """Loads the file (seekable, read from its beginning) and puts it in force; a million rows take about a minute.

    `while_loading` is told after each few thousand rows how many there are. Raises MasterdataRefused, MasterdataFewer,
    MasterdataOvertaken; the old version stays in force then.
    """
    wishes = wishes or LoadWishes()
    version_id = write_version(
        services,
        actor=actor,
        name=name,
        file=file,
        size_bytes=size_bytes,
        source=source,
        wishes=wishes,
        while_loading=while_loading,
    )
    try:
        loaded = put_in_force(services, actor=actor, version_id=version_id, allow_fewer=wishes.allow_fewer)
    except BaseException:
        forget_quietly(services, version_id)
        raise
    prune_list(services, name)
    return loaded


def write_version(
    services: Services,
    *,
    actor: str,
    name: str,
    file: BinaryIO,
    size_bytes: int,
    source: Source,
    wishes: LoadWishes,
    while_loading: Callable[[int], None],
    when_begun: Callable[[int], None] = lambda _: None,
) -> int:
    """Writes a version beside the one in force; its id, which `when_begun` is told before there is a row.

    Raises MasterdataRefused; nothing is left of it then.
    """
    try:
        reader = RowReader(file, format=wishes.format, encoding=wishes.encoding)
    except RowsUnreadable as error:
        raise MasterdataRefused(error.problems) from error
    version = begin_version(services, actor, name, reader.columns, wishes, source, size_bytes)
    try:
        when_begun(version.id)
        rows, last = write_rows(services, version, reader, while_loading)
        if reader.problems.found:
            raise MasterdataRefused(reader.problems.found)
        if not rows:
            raise MasterdataRefused([{"code": "masterdata_no_rows", "params": {}}])
        written = update(MasterdataVersion).where(MasterdataVersion.id == version.id)
        with services.database.begin() as session:
            session.execute(written.values(rows=rows, last_row=last))
    except RowsUnreadable as error:  # a workbook that is broken further down
        forget_quietly(services, version.id)
        raise MasterdataRefused(error.problems) from error
    except BaseException:
        forget_quietly(services, version.id)
        raise
    return version.id


def forget_quietly(services: Services, version_id: int) -> None:
    """Clears up after a load that failed, as far as that is possible."""
    try:
        forget_version(services, version_id)
    except Exception:
        # The database may be the very thing that failed; what is left is swept up later.
        log.warning("masterdata_load_left", version_id=version_id, exc_info=True)

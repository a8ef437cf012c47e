"""The folder where the ERP drops master data: ``customers.csv`` replaces the list ``customers``."""

import os
import re
from datetime import UTC, datetime
from typing import BinaryIO, ClassVar, Final, cast

from ocr_service.usecases.errors import UsecaseError
from ocr_service.usecases.masterdata.load_list import load_list
from ocr_service.usecases.masterdata.load_wishes import LoadWishes
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataFileUnknown, MasterdataTooLarge
from ocr_service.usecases.masterdata.read_rows import Format
from workers.intake import WatchedFolder

_NAME: Final = re.compile(r"(?P<list>[a-z][a-z0-9_]{0,62})\.(?P<format>csv|ndjson|xlsx)")
_MB: Final = 1_000_000


class MasterdataFolder(WatchedFolder):
    """Loads what lies in the folder, then moves it to ``done``, or to ``failed`` with a note on what is wrong."""

    _refusals: ClassVar[tuple[type[UsecaseError], ...]] = (UsecaseError,)
    _tells_clerks: ClassVar[bool] = False

    def _receive(self, name: str, file: BinaryIO) -> str:
        found = _NAME.fullmatch(name.lower())
        if found is None:
            raise MasterdataFileUnknown
        size = os.fstat(file.fileno()).st_size
        if size > self._limit_bytes:
            raise MasterdataTooLarge(limit_mb=self._limit_bytes // _MB)
        load_list(
            self._services,
            actor="system",
            name=found["list"],
            file=file,
            size_bytes=size,
            source="folder",
            wishes=LoadWishes(format=cast(Format, found["format"])),
        )
        return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{name}"

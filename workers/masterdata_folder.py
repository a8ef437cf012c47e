"""The folder where the ERP drops master data: ``customers.csv`` replaces the list ``customers``."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ClassVar, Final, cast

from ocr_service.usecases.errors import UsecaseError
from ocr_service.usecases.masterdata.load_wishes import LoadWishes
from ocr_service.usecases.masterdata.loads.await_load import ServiceStops, Wait, await_load
from ocr_service.usecases.masterdata.loads.hand_in_file import hand_in_file
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataFileUnknown
from ocr_service.usecases.masterdata.read_rows import Format
from ocr_service.usecases.ports import Services
from workers.intake import WatchedFolder

_NAME: Final = re.compile(r"(?P<list>[a-z][a-z0-9_]{0,62})\.(?P<format>csv|ndjson|xlsx)")


class MasterdataFolder(WatchedFolder):
    """Has what lies in the folder loaded, then moves it to ``done``, or to ``failed`` with a note on what is wrong.

    `wait` passes the time meanwhile (see `await_load`). A file that the service stops over is left where it is.
    """

    _refusals: ClassVar[tuple[type[UsecaseError], ...]] = (UsecaseError,)
    _tells_clerks: ClassVar[bool] = False

    def __init__(
        self,
        services: Services,
        folder: Path,
        *,
        limit_bytes: int,
        wait: Wait,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(services, folder, limit_bytes=limit_bytes, clock=clock)
        self._wait = wait

    def look(self) -> int:
        try:
            return super().look()
        except ServiceStops:
            return 0

    def _receive(self, name: str, file: BinaryIO) -> str:
        found = _NAME.fullmatch(name.lower())
        if found is None:
            raise MasterdataFileUnknown
        load = hand_in_file(
            self._services,
            actor="system",
            name=found["list"],
            file=file,
            limit_bytes=self._limit_bytes,
            source="folder",
            wishes=LoadWishes(format=cast(Format, found["format"])),
            once=True,
        )
        await_load(self._services, load, self._wait)
        return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{name}"

"""Opens forms' reference pictures in a child process: what comes from outside is decoded there first, and only there.

Forms are published now and then: the child is started for the first picture and ends when none has come for a while.
"""

from functools import partial
from typing import Any, Final

from ocr_service.engines.guarded_child import ChildBusy, ChildLimits, GuardedChild
from ocr_service.engines.host_wire import Answer
from ocr_service.reading.errors import ReaderFailed
from ocr_service.reading.opening.check_reference import check_reference_picture
from ocr_service.reading.opening.scan_limits import ScanLimits

# A page of 35 million pixels (A4 at 600 dpi) takes a second; the rest is for machines that are busy.
_LIMITS: Final = ChildLimits(opening_seconds=60, seconds=20, memory_mb=1500, recycle=500, idle_seconds=20)
_PATIENCE: Final = 120.0


def open_picture_servant(limits: ScanLimits) -> "PictureServant":
    """What the child runs."""
    return PictureServant(limits)


class PictureServant:
    """Implements `host_wire.Servant`."""

    engine_name: str = "picture"

    def __init__(self, limits: ScanLimits) -> None:
        self._limits = limits

    def answer(self, kind: str, arguments: tuple[Any, ...]) -> Answer:
        """``check`` (data): nothing, where it can be opened. Raises ScanError."""
        check_reference_picture(arguments[0], self._limits)
        return Answer(kind="usable")


class PictureCheck:
    """Implements `usecases.ports.PictureCheck`."""

    def __init__(self, limits: ScanLimits) -> None:
        self._child = GuardedChild(partial(open_picture_servant, limits), _LIMITS, threads=1)

    def __call__(self, picture: bytes) -> None:
        """See `usecases.ports.PictureCheck`."""
        try:
            self._child.ask("check", picture, patience=_PATIENCE)
        except ChildBusy as error:
            raise ReaderFailed("page_took_too_long", seconds=_PATIENCE) from error

    def close(self) -> None:
        """Ends the child."""
        self._child.close()

"""Whoever brought a file for a machine waits here until another process has loaded it."""

from collections.abc import Callable
from typing import Final

from ocr_service.usecases.masterdata.loads.show_loads import LoadView, show_load
from ocr_service.usecases.masterdata.masterdata_errors import MasterdataLoadDropped, MasterdataLoadFailed
from ocr_service.usecases.ports import Services

Wait = Callable[[float], bool]

_FIRST_LOOK_SECONDS: Final = 0.05
_SLOWEST_LOOK_SECONDS: Final = 1.0


class ServiceStops(Exception):
    """The service stops before the file is loaded; it is loaded when the service runs again."""


def await_load(services: Services, load: LoadView, wait: Wait) -> None:
    """Returns once the file is in force. `wait` waits so many seconds, and says whether to stop.

    Raises MasterdataLoadFailed, which says the load's own reason, MasterdataLoadDropped where it was dropped, and
    ServiceStops.
    """
    pause = _FIRST_LOOK_SECONDS
    while not load.is_over:
        if wait(pause):
            raise ServiceStops
        pause = min(pause * 1.5, _SLOWEST_LOOK_SECONDS)
        load = show_load(services, load_id=load.id)
    if load.state == "dropped":
        raise MasterdataLoadDropped
    if load.error is not None:
        raise MasterdataLoadFailed(load.error["code"], load.error["params"])

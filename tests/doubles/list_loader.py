"""What a service's timers do with files of master data, in a thread of the test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from ocr_service.usecases.masterdata.loads.run_load import run_load, run_loads
from ocr_service.usecases.ports import Services

_LOOK_SECONDS = 0.02


@contextmanager
def loads_are_run(services: Services) -> Iterator[None]:
    """Within it, files that come in are loaded at once."""
    over = threading.Event()

    def keep_loading() -> None:
        while not over.wait(_LOOK_SECONDS):
            run_loads(services, partial(run_load, services))

    thread = threading.Thread(target=keep_loading)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()

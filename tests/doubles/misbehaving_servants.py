"""A servant for guarded children that does what it is asked, good or bad."""

import os
import signal
import time
from typing import Any

from ocr_service.engines.host_wire import Answer


class MisbehavingServant:
    engine_name = "double"

    def answer(self, kind: str, arguments: tuple[Any, ...]) -> Answer:
        if kind == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        if kind == "hang":
            time.sleep(600)
        if kind == "raise":
            raise RuntimeError("as asked")
        return Answer(kind="answer", content=os.getpid() if kind == "pid" else arguments[0])


def open_servant() -> MisbehavingServant:
    return MisbehavingServant()

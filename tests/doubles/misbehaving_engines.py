"""Text engines that a reading host must survive, below the real reading steps."""

import ctypes
import signal
import time
from collections.abc import Iterable

import numpy as np

from ocr_service.engines.warm_reader import WarmFormReader
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.text_engine import LinePicture, TextReading


class MisbehavingEngine:
    """A text engine that does one wrong thing as soon as it gets lines to read."""

    def __init__(self, fault: str) -> None:
        self.name = f"double/{fault}"
        self._fault = fault

    def recognise(self, lines: Iterable[LinePicture]) -> list[TextReading]:
        match self._fault:
            case "hangs":
                # Native code that never comes back: signals wait for it.
                signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
                time.sleep(3600)
            case "segfaults":
                ctypes.string_at(0)
            case "runs out of memory":
                np.ones(1 << 50)
            case "returns too few":
                return []
            case "returns no numbers":
                steps = np.full((3, 2), np.nan, np.float32)
                return [TextReading(steps=steps, alphabet=("", "a")) for _ in lines]
        raise AssertionError(self._fault)


def open_reader(fault: str) -> WarmFormReader:
    return WarmFormReader(MisbehavingEngine(fault), ScanLimits())

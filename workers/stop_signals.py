"""SIGTERM and SIGINT in a program of this folder: noted, and looked at where it is safe to stop."""

import os
import signal
import sys
import time
from types import FrameType
from typing import Final

from ocr_service.lifeline import end_with_parent

# Container engines and service managers kill ten seconds after their signal; by then the page must be put back.
FINISH_SECONDS: Final = 8.0
_LOOK_SECONDS: Final = 0.1


class StopSignals:
    """Installs itself for SIGTERM and SIGINT. No exception is thrown into whatever runs at that moment."""

    def __init__(self) -> None:
        self._came = 0
        self._first_at = 0.0
        self.exit_status = os.EX_OK
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._came += 1
        if self._came == 1:
            self._first_at = time.monotonic()

    @property
    def requested(self) -> bool:
        """Stop after what is in hand."""
        return self._came > 0

    @property
    def urgent(self) -> bool:
        """Put down what is in hand: a second signal came, or the first was long ago."""
        return self._came > 1 or (self.requested and time.monotonic() - self._first_at > FINISH_SECONDS)

    def give_up(self, exit_status: int) -> None:
        """The program itself has found that it cannot go on: as if told to stop at once, with this status."""
        self.exit_status = exit_status
        self._came += 2

    def wait(self, seconds: float) -> bool:
        """Waits until a signal comes or the time is over; whether one came."""
        # Polled: to set an event of `threading` in a signal handler can lock the program up.
        deadline = time.monotonic() + seconds
        while not self.requested and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(left, _LOOK_SECONDS))
        return self.requested


def end_in_order_with(parent: int) -> None:
    """Where the supervisor dies this program stops as if told to."""
    # Linux's kernel was asked for that before the program started.
    if sys.platform != "linux":
        end_with_parent(parent, signal.SIGTERM)

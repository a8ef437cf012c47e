"""Child processes that end when their parent does, however it ended."""

import ctypes
import os
import signal
import sys
import threading
import time

_PR_SET_PDEATHSIG = 1
_LOOK_SECONDS = 1.0
# Loaded before any fork: between fork and exec a child must not take the loader's lock.
_LIBC = ctypes.CDLL(None)


def end_with_parent(parent: int, sign: signal.Signals = signal.SIGKILL) -> None:
    """Called once in a child: it gets the signal `sign` as soon as the process `parent` is gone.

    On Linux the kernel sees to it (prctl(2), PR_SET_PDEATHSIG), while native code runs and across exec too;
    elsewhere a thread looks every second.
    """
    if sys.platform == "linux":
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent, sign), daemon=True).start()
    # The parent may have died before any of this was set up.
    if os.getppid() != parent:
        os.kill(os.getpid(), sign)


def _watch(parent: int, sign: signal.Signals) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), sign)

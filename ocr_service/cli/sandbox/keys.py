"""Single keys from the terminal, without waiting for the line's end."""

import contextlib
import os
import select
import sys
import termios
import threading
import tty
from collections.abc import Callable, Iterator

_LOOK_SECONDS = 0.2


@contextlib.contextmanager
def listen(press: Callable[[str], None]) -> Iterator[bool]:
    """Calls `press` with each key until the context ends; gives False, and listens to nothing, without a terminal."""
    if not sys.stdin.isatty():
        yield False
        return
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    ended = threading.Event()
    thread = threading.Thread(target=_read, args=(descriptor, press, ended), name="keys", daemon=True)
    tty.setcbreak(descriptor)
    try:
        thread.start()
        yield True
    finally:
        ended.set()
        thread.join()
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _read(descriptor: int, press: Callable[[str], None], ended: threading.Event) -> None:
    while not ended.is_set():
        if select.select([descriptor], [], [], _LOOK_SECONDS)[0]:
            typed = os.read(descriptor, 32)
            if not typed:  # the terminal is gone
                return
            for key in typed.decode("utf-8", "ignore"):
                press(key)

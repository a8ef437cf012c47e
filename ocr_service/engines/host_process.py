"""One child process of the reading host: started, asked, watched, ended."""

import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Final

from ocr_service.engines.host_wire import PAGE_DONE, Answer, AnswerMalformed, AnswerParts, ReaderOpener, pack_request
from ocr_service.engines.process_memory import resident_bytes

_LOOK_SECONDS: Final = 0.1
_CALL_SECONDS: Final = 1.0
_PART_BYTES: Final = 1 << 20
# Twice as many as a scan can have: a child that tells of more would keep its scan for ever.
_MOST_PAGES: Final = 2000
# The child handles hostile files: it gets no secrets, no proxies, only what libraries need to run.
_ENVIRONMENT: Final = ("PATH", "HOME", "LANG", "TZ", "TMPDIR", "LD_LIBRARY_PATH")
_ENVIRONMENT_PREFIXES: Final = ("LC_", "CUDA_", "NVIDIA_")


class ChildDied(Exception):
    """The child is gone. `signal` is the name of the signal that ended it, e.g. SIGSEGV, else its exit status."""

    def __init__(self, signal: str) -> None:
        super().__init__(signal)
        self.signal = signal


class ChildTookTooLong(Exception):
    """The child has not answered in time; it has been killed."""


class ChildAteMemory(Exception):
    """The child held more memory than it may; it has been killed."""


class HostChild:
    """A child that opens a reader and then answers one request at a time. Ends with the process that made it."""

    def __init__(self, opener: ReaderOpener, *, threads: int) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "ocr_service.engines.host_child", str(theirs.fileno())],
                env=_environment(threads),
                stdin=subprocess.DEVNULL,
                # Libraries print to standard output what they like; it must not mix with the host's own.
                stdout=2,
                pass_fds=(theirs.fileno(),),
            )
        self._socket = ours
        # Small enough for the socket's buffer: the child opens its reader while the host does something else.
        self._socket.sendall(pack_request("open", opener, os.getpid(), threads))
        self._socket.setblocking(False)

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def memory(self) -> int:
        """Resident memory in bytes."""
        return resident_bytes(self._process.pid)

    def ask(self, request: bytes, *, seconds: float, memory_bytes: int, while_waiting: Callable[[], None]) -> Answer:
        """Sends the request (see `pack_request`; empty where one was sent before) and waits for its answer.

        `seconds` begin anew with each page that the child has done. `while_waiting` is called about once a second.
        Raises ChildDied, ChildTookTooLong, ChildAteMemory; the child is gone then, and also where `while_waiting`
        raised.
        """
        try:
            return self._exchange(memoryview(request), seconds, memory_bytes, while_waiting)
        except AnswerMalformed as error:
            self.kill()
            raise ChildDied("malformed") from error
        except OSError as error:
            raise ChildDied(self._how_it_ended()) from error
        except BaseException:
            self.kill()
            raise

    def _exchange(
        self, unsent: memoryview, seconds: float, memory_bytes: int, while_waiting: Callable[[], None]
    ) -> Answer:
        parts, pages = AnswerParts(), 0
        deadline = time.monotonic() + seconds
        next_look = time.monotonic() + _LOOK_SECONDS
        next_call = time.monotonic() + _CALL_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, _events(unsent))
            while True:
                for _, events in selector.select(_LOOK_SECONDS):
                    if events & selectors.EVENT_WRITE:
                        unsent = unsent[self._socket.send(unsent[:_PART_BYTES]) :]
                        selector.modify(self._socket, _events(unsent))
                    for answer in parts.add(self._receive()) if events & selectors.EVENT_READ else ():
                        if answer.kind != PAGE_DONE:
                            return answer
                        pages += 1
                        if pages > _MOST_PAGES:
                            raise AnswerMalformed("pages")
                        deadline = time.monotonic() + seconds
                now = time.monotonic()
                if now >= next_look:
                    next_look = now + _LOOK_SECONDS
                    if self.memory() > memory_bytes:
                        raise ChildAteMemory
                    if now > deadline:
                        raise ChildTookTooLong
                if now >= next_call:
                    while_waiting()
                    next_call = time.monotonic() + _CALL_SECONDS

    def _receive(self) -> bytes:
        part = self._socket.recv(_PART_BYTES)
        if not part:
            raise ConnectionResetError
        return part

    def _how_it_ended(self) -> str:
        """The connection broke: the child is about to be gone, or it never will by itself."""
        try:
            status = self._process.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()
            return "closed"
        self._socket.close()
        if status >= 0:
            return str(status)
        try:
            return signal.Signals(-status).name
        except ValueError:
            return f"SIG{-status}"

    def kill(self) -> None:
        """Ends the child at once; nothing happens where it is gone."""
        self._process.kill()
        self._process.wait()
        self._socket.close()


def _events(unsent: memoryview) -> int:
    return selectors.EVENT_READ | (selectors.EVENT_WRITE if unsent else 0)


def _environment(threads: int) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in _ENVIRONMENT or name.startswith(_ENVIRONMENT_PREFIXES)
    }
    # Native libraries size their pools by this as they are loaded.
    pools = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
    # glibc gives each thread a heap of its own, and none of them shrinks: together they took a third of the memory.
    heap = {"MALLOC_ARENA_MAX": "1"}
    return {**kept, **pools, **heap, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUNBUFFERED": "1"}

"""A child process for what many threads ask now and then: one request at a time, replaced where it ends badly.

The web service answers from many threads, and some of them come and go. Every child is started and spoken to from one
thread of its own: on Linux a child that ends with its parent ends with the *thread* that started it (prctl(2)).
"""

import contextlib
import threading
from concurrent.futures import CancelledError, ThreadPoolExecutor
from concurrent.futures import TimeoutError as Unanswered
from dataclasses import dataclass
from typing import Any, Final

import structlog

from ocr_service.engines.errors import EngineError
from ocr_service.engines.host import ReaderCannotStart, restore_error
from ocr_service.engines.host_process import ChildAteMemory, ChildDied, ChildTookTooLong, HostChild
from ocr_service.engines.host_wire import Answer, ReaderOpener, pack_request
from ocr_service.reading.errors import ReaderFailed, ScanError

log = structlog.get_logger()

_MB: Final = 1_000_000
_ALREADY_SENT: Final = b""


class ChildBusy(Exception):
    """The child has had no time for this request: others were before it, or it is still being opened."""


@dataclass(frozen=True, kw_only=True)
class ChildLimits:
    """`opening_seconds`: until the child is ready. `seconds`: for one request. `memory_mb`: at which it is stopped.
    `recycle`: requests after which it is replaced by a fresh one. `idle_seconds`: without a request until it is ended;
    None where it stays.
    """

    opening_seconds: float
    seconds: float
    memory_mb: int
    recycle: int
    idle_seconds: float | None = None


class GuardedChild:
    """May be asked from any thread; requests are served one after the other. A child that ends badly is replaced."""

    def __init__(self, opener: ReaderOpener, limits: ChildLimits, *, threads: int) -> None:
        self._opener = opener
        self._limits = limits
        self._threads = threads
        self._child: HostChild | None = None
        self._asked = 0
        self._idle: threading.Timer | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="guarded-child")

    def open_ahead(self) -> None:
        """Opens the child now, so that the first request need not wait; returns at once."""
        self._thread.submit(self._open_quietly)

    def ask(self, kind: str, *arguments: Any, patience: float) -> Answer:
        """The child's answer. `patience`: seconds until whoever asks goes on without one.

        Raises ChildBusy where they are over, ScanError for a bad file, ReaderFailed where the child did not survive
        it, EngineError where no child can be opened.
        """
        try:
            waiting = self._thread.submit(self._answer, kind, arguments)
        except RuntimeError as error:  # the service is about to end
            raise ChildBusy from error
        try:
            return waiting.result(patience)
        except (Unanswered, CancelledError) as error:
            waiting.cancel()
            raise ChildBusy from error

    def close(self) -> None:
        """Ends the child; whoever still waits is told ChildBusy."""
        self._keep()
        if self._child is not None:
            self._child.kill()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _open_quietly(self) -> None:
        # The first request tells what is wrong, to somebody.
        with contextlib.suppress(EngineError):
            self._opened()

    def _answer(self, kind: str, arguments: tuple[Any, ...]) -> Answer:
        self._keep()
        try:
            return self._answer_of_child(kind, arguments)
        finally:
            self._end_when_idle()

    def _keep(self) -> None:
        if self._idle is not None:
            self._idle.cancel()

    def _end_when_idle(self) -> None:
        if self._limits.idle_seconds is not None:
            self._idle = threading.Timer(self._limits.idle_seconds, self._release)
            self._idle.daemon = True
            self._idle.start()

    def _release(self) -> None:
        """Ends the child as soon as it has nothing to do; the next request opens another one."""
        with contextlib.suppress(RuntimeError):  # the service is about to end
            self._thread.submit(self._drop)

    def _answer_of_child(self, kind: str, arguments: tuple[Any, ...]) -> Answer:
        child = self._opened()
        self._asked += 1
        try:
            answer = self._exchange(child, pack_request(kind, *arguments), self._limits.seconds)
        except ChildDied as error:
            raise ReaderFailed("page_crashed_reader", signal=error.signal) from error
        except ChildTookTooLong as error:
            raise ReaderFailed("page_took_too_long", seconds=self._limits.seconds) from error
        except ChildAteMemory as error:
            raise ReaderFailed("page_ate_memory", limit_mb=self._limits.memory_mb) from error
        finally:
            if self._asked >= self._limits.recycle or not child.alive():
                self._drop()
        return self._understood(answer)

    def _understood(self, answer: Answer) -> Answer:
        if answer.kind == "scan_error" and (refusal := restore_error(ScanError, answer.content)):
            raise refusal
        if answer.kind == "engine_error" and (trouble := restore_error(EngineError, answer.content)):
            raise trouble
        if answer.kind == "memory_error":
            self._drop()
            raise ReaderFailed("page_ate_memory", limit_mb=self._limits.memory_mb)
        if answer.kind in ("unexpected", "scan_error", "engine_error"):
            # Whatever it was, it may have left the child's libraries in a state that spoils the next request.
            self._drop()
            log.error("guarded_child_raised", detail=str(answer.content))
            raise ReaderFailed("page_crashed_reader", signal=answer.kind)
        return answer

    def _opened(self) -> HostChild:
        if self._child is not None and self._child.alive():
            return self._child
        self._drop()
        try:
            child = HostChild(self._opener, threads=self._threads)
            answer = self._exchange(child, _ALREADY_SENT, self._limits.opening_seconds)
        except (ChildDied, ChildTookTooLong, ChildAteMemory, OSError) as error:
            raise ReaderCannotStart(detail=f"{type(error).__name__} {error}".strip()) from error
        if answer.kind != "ready":
            child.kill()
            trouble = restore_error(EngineError, answer.content) if answer.kind == "engine_error" else None
            raise trouble or ReaderCannotStart(detail=str(answer.content))
        self._child, self._asked = child, 0
        return child

    def _exchange(self, child: HostChild, request: bytes, seconds: float) -> Answer:
        memory = self._limits.memory_mb * _MB
        return child.ask(request, seconds=seconds, memory_bytes=memory, while_waiting=_nothing)

    def _drop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child = None


def _nothing() -> None:
    """Nobody is told while a request is under way."""

"""Keeps the service's programs running: starts them, restarts what dies, stops them in peace."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Final, Self

import structlog

from ocr_service.lifeline import end_with_parent
from ocr_service.settings import Settings

log = structlog.get_logger()

_LOOK_SECONDS: Final = 0.1
_FIRST_PAUSE_SECONDS: Final = 1.0
_LONGEST_PAUSE_SECONDS: Final = 30.0
# A program that ran so long and then died is started again at once: it was not its configuration.
_STEADY_SECONDS: Final = 60.0


@dataclass(frozen=True, kw_only=True)
class Program:
    """One process to keep running. `input` is what it reads from standard input as it starts."""

    name: str
    command: tuple[str, ...]
    input: bytes = b""


def python_program(name: str, module: str, settings: Settings) -> Program:
    """``python -m module``, which gets the settings as JSON through standard input: no process list shows them."""
    return Program(name=name, command=(sys.executable, "-m", module), input=settings.model_dump_json().encode())


def settings_from_input() -> Settings:
    """In a `python_program`: the settings that it was started with."""
    return Settings.model_validate_json(sys.stdin.buffer.read())


class ProgramCannotRun(Exception):
    """A program said at its first start that it can never run like this (exit status EX_CONFIG). `name` is its name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Kept:
    """One program with its present process and its history."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.pause = _FIRST_PAUSE_SECONDS
        self.starts = 0
        self.start_at = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        parent = os.getpid()
        self.starts += 1
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.program.command,
            stdin=subprocess.PIPE,
            # Ctrl-C goes to the terminal's whole group; the children are to hear of it once, from here.
            start_new_session=True,
            # Where this process is killed the children still end in order. Elsewhere their standard streams tell them.
            preexec_fn=(lambda: end_with_parent(parent, signal.SIGTERM)) if sys.platform == "linux" else None,
        )
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError), self.process.stdin as stdin:
            stdin.write(self.program.input)

    def look(self) -> None:
        """Notices a death, and starts the program again once its pause is over."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        status = self.process.poll()
        if status is None:
            return
        if status == os.EX_CONFIG and self.starts == 1:
            raise ProgramCannotRun(self.program.name)
        if now - self.started_at > _STEADY_SECONDS:
            self.pause = _FIRST_PAUSE_SECONDS
        log.error("program_died", name=self.program.name, status=status, restarted_in_seconds=self.pause)
        self.process, self.start_at = None, now + self.pause
        self.pause = min(self.pause * 2, _LONGEST_PAUSE_SECONDS)

    def send(self, sign: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(sign)


class Processes:
    """Programs kept running together: ``with Processes(programs) as running: running.until_told_to_stop()``.

    Leaving the block stops them: SIGTERM once, again where a second signal comes in, SIGKILL after `stop_seconds`.
    """

    def __init__(self, programs: Sequence[Program], *, stop_seconds: float = 25.0) -> None:
        self._kept = [_Kept(program) for program in programs]
        self._stop_seconds = stop_seconds

    def __enter__(self) -> Self:
        try:
            for kept in self._kept:
                kept.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def pids(self) -> dict[str, int]:
        """The processes that run now, by their programs' names."""
        return {
            kept.program.name: kept.process.pid
            for kept in self._kept
            if kept.process is not None and kept.process.poll() is None
        }

    def look(self) -> None:
        """Starts again what has died, after a pause that grows; to be called several times a second.

        Raises ProgramCannotRun.
        """
        for kept in self._kept:
            kept.look()

    def until_told_to_stop(self, *, look_also: Callable[[], None] | None = None) -> None:
        """Keeps everything running until SIGINT or SIGTERM comes; `look_also` is called as often. Raises
        ProgramCannotRun."""
        with _signals_counted() as signals:
            while not signals:
                if look_also is not None:
                    look_also()
                self.look()
                time.sleep(_LOOK_SECONDS)

    def stop(self) -> None:
        """Stops all programs; those that do not end in time are killed."""
        deadline = time.monotonic() + self._stop_seconds
        passed_on = 1
        with _signals_counted() as signals:
            self._send(signal.SIGTERM)
            while self.pids() and time.monotonic() < deadline:
                if len(signals) >= passed_on:
                    passed_on += 1
                    self._send(signal.SIGTERM)
                time.sleep(_LOOK_SECONDS / 4)
            for name in self.pids():
                log.error("program_killed", name=name)
            self._send(signal.SIGKILL)
            for kept in self._kept:
                if kept.process is not None:
                    kept.process.wait()
                    kept.process = None

    def _send(self, sign: signal.Signals) -> None:
        for kept in self._kept:
            kept.send(sign)


@contextlib.contextmanager
def _signals_counted() -> Iterator[list[int]]:
    """Within it SIGINT and SIGTERM do nothing but add themselves to the list."""
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)

    before = {sign: signal.signal(sign, note) for sign in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)

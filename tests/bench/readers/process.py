"""The other side of the pipe: a reader in a process of its own, with the most memory that it took."""

import json
import re
import subprocess
import threading
from pathlib import Path
from typing import Any

# A page that takes longer has hung: its reader is killed, and started again for the next page.
LONGEST_SECONDS = 600.0


class ReaderFailedError(Exception):
    """The reader's process ended or could not start; the message says with what."""


class ReaderProcess:
    """Started at once, ready once the first answer can be had."""

    def __init__(self, command: list[str], log: Path) -> None:
        self._log = log
        with log.open("w") as errors:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8"
            )
        self._answer()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """The answer, with `peak_mb`: the most memory so far. Raises ReaderFailedError where the process ended."""
        assert self._process.stdin is not None
        patience = threading.Timer(LONGEST_SECONDS, self._process.kill)
        patience.start()
        try:
            print(json.dumps(request), file=self._process.stdin, flush=True)
            answer = self._answer()
        except BrokenPipeError:
            raise ReaderFailedError(self._last_words()) from None
        finally:
            patience.cancel()
        answer.setdefault("peak_mb", self._peak_megabytes())
        return answer

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise ReaderFailedError(self._last_words())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _last_words(self) -> str:
        said = self._log.read_text(errors="replace").strip().splitlines()
        return said[-1] if said else f"ended with {self._process.wait()}"

    def _peak_megabytes(self) -> float | None:
        status = Path(f"/proc/{self._process.pid}/status")
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
        return int(found[1]) / 1000 if found else None

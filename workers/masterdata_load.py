"""Loads one file of master data and ends: ``python -m workers.masterdata_load ID``, its settings on standard input.

A process of its own: a million rows keep a core busy for a minute, which nobody else shall wait for.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Final

from ocr_service import wiring
from ocr_service.lifeline import end_with_parent
from ocr_service.observe import configure_logs
from ocr_service.settings import Settings
from ocr_service.stack.processes import settings_from_input
from ocr_service.usecases.masterdata.loads.run_load import run_load

# Pages and readings come first.
_NICENESS: Final = 5
_LOOK_SECONDS: Final = 0.1


class LoadingProcess:
    """Runs one load after another, each in a process that ends with it, with this one, or when told to stop.

    `wait` waits so many seconds, and says whether to stop.
    """

    def __init__(self, settings: Settings, wait: Callable[[float], bool]) -> None:
        self._input = settings.model_dump_json().encode()
        self._wait = wait

    def run(self, load_id: str) -> None:
        """Returns once the process is gone, however it ended."""
        command = (sys.executable, "-m", "workers.masterdata_load", load_id)
        with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True) as process:
            assert process.stdin is not None
            with contextlib.suppress(BrokenPipeError), process.stdin as stdin:
                stdin.write(self._input)
            while process.poll() is None:
                if self._wait(_LOOK_SECONDS):
                    process.kill()


def main() -> int:
    """Loads the file that is named on the command line; the exit status."""
    end_with_parent(os.getppid())
    os.nice(_NICENESS)
    settings = settings_from_input()
    configure_logs(settings.log_format, settings.log_level)
    run_load(wiring.open_services(settings), sys.argv[1])
    return os.EX_OK


if __name__ == "__main__":
    sys.exit(main())

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ocr_service.settings import Settings
from ocr_service.stack import processes
from ocr_service.stack.processes import Processes, ProgramCannotRun, python_program
from tests.unit.stack.conftest import Told


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_FIRST_PAUSE_SECONDS", 0.05)


def test_a_program_that_dies_is_started_again(told: Told) -> None:
    with Processes([told.program("first")]) as running:
        told.wait_for(lambda lines: lines == ["started"])
        os.kill(told.pids[0], signal.SIGKILL)
        told.wait_for(lambda lines: lines == ["started", "started"], running)


def test_one_that_dies_again_and_again_is_given_longer_and_longer_pauses(told: Told) -> None:
    with Processes([told.program("exit")]) as running:
        told.wait_for(lambda lines: len(lines) >= 3, running)
        (kept,) = running._kept
        assert kept.pause >= 0.05 * 2**2


def test_one_that_can_never_run_is_told_at_once(told: Told) -> None:
    with pytest.raises(ProgramCannotRun) as cannot, Processes([told.program("unusable")]) as running:
        told.wait_for(lambda lines: False, running)
    assert cannot.value.name == "unusable"


def test_a_program_gets_its_settings_unseen(told: Told) -> None:
    settings = Settings(administrator_password="secret")
    program = python_program("p", "workers.timers", settings)
    assert "secret" not in " ".join(program.command)
    with Processes([told.program("echo", input=program.input)]):
        told.wait_for(lambda lines: "started" in lines)
    assert Settings.model_validate_json(told.lines[0]) == settings


def test_they_are_told_once_to_stop_and_waited_for(told: Told) -> None:
    with Processes([told.program("first"), told.program("first")]):
        told.wait_for(lambda lines: len(lines) == 2)
    assert sorted(told.lines) == ["started", "started", "terminated", "terminated"]


def test_one_that_does_not_stop_is_killed(told: Told) -> None:
    with Processes([told.program("never")], stop_seconds=0.5):
        told.wait_for(lambda lines: lines == ["started"])
    assert told.lines == ["started", "terminated"]
    assert not psutil.pid_exists(told.pids[0])


SUPERVISOR = """
import sys
from pathlib import Path
from ocr_service.stack.processes import Processes
from tests.unit.stack.conftest import Told
told = Told(Path(sys.argv[1]))
with Processes([told.program(sys.argv[2])]) as running:
    running.until_told_to_stop()
"""


def supervisor(told: Told, what: str) -> subprocess.Popen[bytes]:
    started = subprocess.Popen([sys.executable, "-c", SUPERVISOR, told.path, what], cwd=Path(__file__).parents[3])
    told.wait_for(lambda lines: lines == ["started"])
    return started


def test_a_second_ctrl_c_is_passed_on(told: Told) -> None:
    parent = supervisor(told, "second")
    parent.send_signal(signal.SIGINT)
    told.wait_for(lambda lines: lines.count("terminated") == 1)
    parent.send_signal(signal.SIGINT)
    told.wait_for(lambda lines: lines.count("terminated") == 2)
    parent.wait(20)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death across exec")
def test_where_the_supervisor_is_killed_the_programs_end_in_order(told: Told) -> None:
    parent = supervisor(told, "first")
    parent.kill()
    parent.wait()
    told.wait_for(lambda lines: lines == ["started", "terminated"])

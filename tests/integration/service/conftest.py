import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.service.bad_files import bad_files

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "samples" / "delivery-slip-huajin" / "01-laser-flatbed.png"


@dataclass(frozen=True)
class Outcome:
    """What became of each file in one session at the service."""

    refused: dict[str, Any]
    scans: dict[str, Any]
    exit_status: int
    without_network: bool
    log: str


@pytest.fixture(scope="session")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """One session: a sample scan among bad files, then Ctrl-C."""
    folder = tmp_path_factory.mktemp("session")
    (folder / "files").mkdir()
    for name, data in bad_files().items():
        (folder / "files" / name).write_bytes(data)
    shutil.copy(SAMPLE, folder / "files" / "good.png")
    alone = _network_of_its_own()
    command = [*alone, sys.executable, "-m", "tests.integration.service.drive_service", str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    log = (folder / "service.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, f"{done.stderr}\n{log}"
    result = json.loads((folder / "outcome.json").read_text(encoding="utf-8"))
    return Outcome(without_network=bool(alone), log=log, **result)


def _network_of_its_own() -> list[str]:
    """The command that puts a process into a network with nothing but loopback; empty where that is not allowed."""
    command = ["unshare", "--net"]
    allowed = shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True, check=False)
    return command if allowed and allowed.returncode == 0 else []

"""The pages' scripts: their types hold, and the review desk's reducer does what it should."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NODE = shutil.which("node")
COMPILER = ROOT / "node_modules" / "typescript" / "bin" / "tsc"

SCRIPTS = sorted((ROOT / "tests/unit/pages/scripts").glob("*.test.mjs"))

needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed: the scripts' own tests were left out")


def _run(*command: str) -> str:
    done = subprocess.run([str(NODE), *command], cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@needs_node
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_script_behaves(script: Path) -> None:
    assert _run("--test", str(script)) == ""


@needs_node
@pytest.mark.skipif(not COMPILER.exists(), reason="run `npm ci` once: the scripts' types were not checked")
def test_types_hold() -> None:
    assert _run(str(COMPILER), "--project", "jsconfig.json") == ""

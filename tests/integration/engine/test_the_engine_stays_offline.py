import subprocess
import sys
from pathlib import Path

SCRIPT = """
import socket, sys
from pathlib import Path

tried = []

def refuse(*arguments, **options):
    tried.append(arguments[1:])
    raise OSError("no network here")

socket.socket.connect = refuse
socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse

import numpy as np
from ocr_service.engines.paddle import EngineChoice, open_engine
from ocr_service.reading.text_engine import LinePicture

engine = open_engine(EngineChoice(model_folder=Path(sys.argv[1])))
engine.recognise([LinePicture(pixels=np.full((40, 200, 3), 255, np.uint8))])
sys.exit(f"tried to connect: {tried}" if tried else 0)
"""


def test_starting_and_reading_opens_no_connection_and_looks_up_no_name(models_folder: Path) -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(models_folder)], cwd=root, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr

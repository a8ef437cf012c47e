"""Libraries of others lie in static/vendor as their packages hold them, each with its hash, version and licence."""

import hashlib
import re
from pathlib import Path

import ocr_service.web
from ocr_service.web.assets import ASSETS

VENDOR = Path(ocr_service.web.__file__).parent / "static" / "vendor"
VERSIONS = (VENDOR / "VERSIONS.txt").read_text(encoding="utf-8")
HASHES = {name: sha256 for sha256, name in re.findall(r"^([0-9a-f]{64})  (\S+)", VERSIONS, re.MULTILINE)}
CHARTS = "static/vendor/uPlot.esm.js"


def test_every_file_is_the_one_whose_hash_stands_there() -> None:
    files = {path.name: path.read_bytes() for path in VENDOR.iterdir() if path.name != "VERSIONS.txt"}
    assert {name: hashlib.sha256(content).hexdigest() for name, content in files.items()} == HASHES


def test_every_library_has_its_version_and_licence() -> None:
    libraries = {name.partition(".")[0] for name in HASHES}
    for library in libraries:
        assert re.search(rf"^{library} \d+\.\d+\.\d+ \(", VERSIONS, re.MULTILINE)
        assert f"{library}.LICENSE.txt" in HASHES


def test_charts_are_loaded_by_the_board_alone() -> None:
    rooms = {name.partition("/")[0] for name in ASSETS.files if name.endswith("/page.js")}
    assert {room for room in rooms if CHARTS in ASSETS.scripts_of(f"{room}/page.js")} == {"board"}
    assert "static/vendor/uPlot.min.css" in ASSETS.styles_of("board")

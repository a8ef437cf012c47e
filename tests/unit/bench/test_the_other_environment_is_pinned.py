import re
from pathlib import Path

from tests.bench.running.systems import RAPIDOCR_LOCK

SERVICE_LOCK = Path(__file__).parents[3] / "requirements.lock"


def test_every_package_of_it_has_hashes_and_no_address_is_named() -> None:
    text = RAPIDOCR_LOCK.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert any(entry.startswith("rapidocr==3.10.0") for entry in entries)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?://|index-url|file:", text)


def test_both_readers_run_on_the_same_onnx_runtime() -> None:
    versions = [re.search(r"^onnxruntime==(\S+)", lock.read_text(), re.M) for lock in (RAPIDOCR_LOCK, SERVICE_LOCK)]
    assert versions[0] is not None
    assert versions[1] is not None
    assert versions[0][1] == versions[1][1]

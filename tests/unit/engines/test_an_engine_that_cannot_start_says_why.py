import importlib.util
import json
from importlib.machinery import ModuleSpec
from importlib.resources import files
from pathlib import Path

import pytest

from ocr_service.engines import errors
from ocr_service.engines.errors import DeviceUnavailable, EngineError, EnginePackageMissing, ModelMissing
from ocr_service.engines.paddle import EngineChoice, EngineName, open_engine


def without(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """Makes a package look as if it were not installed."""
    find = importlib.util.find_spec

    def find_others(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == missing else find(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find_others)


def choice(folder: Path, engine: EngineName = "onnxruntime", device: str = "cpu") -> EngineChoice:
    return EngineChoice(engine=engine, model_folder=folder, device=device)


@pytest.mark.parametrize(
    ("engine", "module", "package"),
    [("paddle", "paddle", "paddlepaddle"), ("openvino", "openvino", "openvino"),
     ("onnxruntime", "onnxruntime", "onnxruntime")],
)  # fmt: skip
def test_a_missing_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: EngineName, module: str, package: str
) -> None:
    without(monkeypatch, module)
    with pytest.raises(EnginePackageMissing) as caught:
        open_engine(choice(tmp_path, engine))
    assert caught.value.params == {"engine": engine, "package": package}


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        open_engine(choice(tmp_path))
    assert caught.value.params["model"] == "PP-OCRv6_small_rec"


def test_a_device_that_is_not_there_is_named(tmp_path: Path) -> None:
    home = tmp_path / "PP-OCRv6_small_rec"
    home.mkdir()
    for file in ("inference.onnx", "inference.yml"):
        (home / file).touch()
    with pytest.raises(DeviceUnavailable) as caught:
        open_engine(choice(tmp_path, device="gpu:0"))
    assert caught.value.params == {"engine": "onnxruntime", "device": "gpu:0"}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_engine_error_has_its_sentence(language: str) -> None:
    texts = json.loads(files("ocr_service.web").joinpath(f"locales/{language}/engines.json").read_text("utf-8"))
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, EngineError)]
    assert {f"error.{kind.code}" for kind in kinds} == set(texts)

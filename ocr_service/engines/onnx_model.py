"""Small models that ONNX Runtime runs on the processor, without PaddleOCR around them."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from ocr_service.engines.errors import EnginePackageMissing, ModelMissing


def open_onnx_model(
    model_folder: Path, model: str, *, threads: int
) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    """Runs ``<model_folder>/<model>/inference.onnx``: its only input to its first output. Any thread may call it.

    Raises ModelMissing or EnginePackageMissing.
    """
    if importlib.util.find_spec("onnxruntime") is None:
        raise EnginePackageMissing(engine="onnxruntime", package="onnxruntime")
    weights = model_folder / model / "inference.onnx"
    if not weights.is_file():
        raise ModelMissing(model=model, folder=str(model_folder))
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # A picture's activations are many times the weights; the arena would keep them for good.
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(weights, sess_options=options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def run(picture: NDArray[np.float32]) -> NDArray[np.float32]:
        found: NDArray[np.float32] = session.run(None, {name: picture})[0]
        return found

    return run


def read_alphabet(model_folder: Path, model: str) -> NDArray[np.object_]:
    """The text of each class of a recognition model: the blank, its characters, the space. Raises ModelMissing."""
    try:
        described = yaml.safe_load((model_folder / model / "inference.yml").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelMissing(model=model, folder=str(model_folder)) from None
    return np.array(["", *described["PostProcess"]["character_dict"], " "], dtype=object)

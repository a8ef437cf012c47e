"""PaddleOCR's text recognition as a `TextEngine`; the only file that imports paddleocr and paddlex.

PaddleOCR builds the predictor (it knows its models, engines and devices); lines then go straight to the predictor's
runner, because PaddleOCR's own ``predict`` keeps only one text per line where `reading` needs every probability.
"""

import importlib.util
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from ocr_service.engines.errors import DeviceUnavailable, EnginePackageMissing, ModelMissing, ModelSourceUnreachable
from ocr_service.engines.line_recogniser import LineModel, LineRecogniser
from ocr_service.engines.quick_model import open_quick_model

EngineName = Literal["onnxruntime", "paddle", "openvino"]

_PACKAGES = {"onnxruntime": "onnxruntime", "paddle": "paddlepaddle", "openvino": "openvino"}
_MODULES = {"onnxruntime": "onnxruntime", "paddle": "paddle", "openvino": "openvino"}
_WEIGHTS = {
    "onnxruntime": ("inference.onnx",),
    "openvino": ("inference.onnx",),
    "paddle": ("inference.json", "inference.pdiparams"),
}


@dataclass(frozen=True, kw_only=True)
class EngineChoice:
    """Which engine runs which model, where.

    `model` is PaddleOCR's name of a recognition model; its files lie in ``model_folder/<model>/``.
    `device` is ``cpu``, ``gpu`` or ``gpu:N``; `threads` the threads that recognition may use (at least 1).
    """

    engine: EngineName = "onnxruntime"
    model: str = "PP-OCRv6_small_rec"
    model_folder: Path
    device: str = "cpu"
    threads: int = 1


def open_engine(choice: EngineChoice) -> LineRecogniser:
    """A warm engine, ready to read. It opens no network connection; linear algebra gets one thread in this process.

    Raises ModelMissing, EnginePackageMissing or DeviceUnavailable.
    """
    check_installed(choice.engine)
    # Aligning a page inverts some forty small matrices: BLAS's threads spin for longer than the sums take, on the
    # cores that recognition needs.
    threadpool_limits(limits=1, user_api="blas")
    folder = choice.model_folder / choice.model
    for file in (*_WEIGHTS[choice.engine], "inference.yml"):
        if not (folder / file).is_file():
            raise ModelMissing(model=choice.model, folder=str(choice.model_folder))
    return LineRecogniser(
        name=f"{choice.engine}/{choice.model}",
        model=_open_model(choice, folder),
        quick=open_quick_model(choice.model_folder),
        # ONNX Runtime's sessions may be run by several threads at once, Paddle's predictors may not.
        lines_at_once=choice.threads if _runs_lines_side_by_side(choice) else 1,
    )


def check_installed(engine: EngineName) -> None:
    """Raises EnginePackageMissing where the package that `engine` runs on is not installed."""
    if importlib.util.find_spec(_MODULES[engine]) is None:
        raise EnginePackageMissing(engine=engine, package=_PACKAGES[engine])


def _open_model(choice: EngineChoice, folder: Path) -> LineModel:
    if choice.engine == "openvino":
        from ocr_service.engines.openvino import open_openvino

        return open_openvino(choice.model_folder, model=choice.model, device=choice.device, threads=choice.threads)
    return _open_paddleocr(choice, folder)


def _open_paddleocr(choice: EngineChoice, folder: Path) -> LineModel:
    _keep_offline()
    if choice.engine == "onnxruntime" and choice.device != "cpu":
        _check_cuda_provider(choice)
    from paddleocr import TextRecognition

    idle = sleep_while_idle() if choice.engine == "onnxruntime" else nullcontext()
    try:
        with idle:
            recognition = TextRecognition(
                model_name=choice.model,
                model_dir=str(folder),
                device=choice.device,
                engine="onnxruntime" if choice.engine == "onnxruntime" else "paddle_static",
                engine_config=_engine_config(choice),
            )
    except (ValueError, RuntimeError) as error:
        if choice.device == "cpu":
            raise
        raise DeviceUnavailable(engine=choice.engine, device=choice.device) from error
    predictor: Any = recognition.paddlex_predictor
    runner = predictor.runner

    def run(lines: NDArray[np.float32]) -> NDArray[np.float32]:
        probabilities: NDArray[np.float32] = runner(x=[lines])[0]
        return probabilities

    # PaddleX calls the CTC blank "blank"; it stands for no character at all.
    return LineModel(run=run, alphabet=np.array(["", *predictor.post_op.character[1:]], dtype=object))


def _runs_lines_side_by_side(choice: EngineChoice) -> bool:
    return choice.engine == "onnxruntime" and choice.device == "cpu"


def _engine_config(choice: EngineChoice) -> dict[str, Any]:
    if choice.engine == "onnxruntime":
        # The arena keeps the largest line's memory for good; over many pages that is most of the process.
        threads = 1 if _runs_lines_side_by_side(choice) else choice.threads
        return {"intra_op_num_threads": threads, "inter_op_num_threads": 1, "enable_cpu_mem_arena": False}
    # run_mode "paddle" leaves oneDNN out: PaddlePaddle 3.3 crashes with it on some processors.
    return {"run_mode": "paddle", "cpu_threads": choice.threads} if choice.device == "cpu" else {}


@contextmanager
def sleep_while_idle() -> Iterator[None]:
    """ONNX Runtime sessions opened within have threads that sleep where they have nothing to do.

    By default they spin: that doubles the processor time of a line on two threads and takes the core from whatever
    runs beside. PaddleX hands attributes of the session options on, but no configuration entries, hence this way.
    """
    import onnxruntime

    usual = onnxruntime.SessionOptions

    class SleepingOptions(usual):  # type: ignore[misc, valid-type]
        def __init__(self) -> None:
            super().__init__()
            self.add_session_config_entry("session.intra_op.allow_spinning", "0")

    onnxruntime.SessionOptions = SleepingOptions
    try:
        yield
    finally:
        onnxruntime.SessionOptions = usual


def _check_cuda_provider(choice: EngineChoice) -> None:
    import onnxruntime

    if "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
        raise DeviceUnavailable(engine=choice.engine, device=choice.device)


def _keep_offline() -> None:
    """Without this PaddleX asks several model hubs whether they are there as soon as it looks for a model."""
    os.environ["PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK"] = "True"


def download_from_hub(model: str, model_format: Literal["onnx", "paddle"]) -> Path:
    """Fetches a model through PaddleOCR's hubs; the folder it lies in. Raises ModelSourceUnreachable."""
    from paddlex.inference.utils.official_models import official_models

    try:
        return Path(official_models.get_model_path(model, model_formats=(model_format,)))
    except Exception as error:  # PaddleX raises bare Exception where no hub answers
        raise ModelSourceUnreachable(source="hub", detail=str(error)) from error


def describe_recognition_model(model: str, characters: Sequence[str]) -> dict[str, Any]:
    """The content of the ``inference.yml`` that PaddleX wants beside a recognition model's weights."""
    meta = describe_model(model)
    meta["PostProcess"] = {**meta["PostProcess"], "character_dict": list(characters)}
    return meta


def describe_model(model: str) -> dict[str, Any]:
    """What PaddleX knows of one of its models: ``Global``, ``PreProcess`` and ``PostProcess``."""
    _keep_offline()
    from paddlex.modules.base.utils.pdparams2safetensors.inference_meta import build_inference_meta

    meta: dict[str, Any] = build_inference_meta(model)
    return {**meta, "Global": {**meta.get("Global", {}), "model_name": model}}

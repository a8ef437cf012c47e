"""OpenVINO as what runs the recognition model; the only file that imports openvino."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr_service.engines.errors import DeviceUnavailable
from ocr_service.engines.line_recogniser import LineModel
from ocr_service.engines.onnx_model import read_alphabet


def open_openvino(model_folder: Path, *, model: str, device: str, threads: int) -> LineModel:
    """A recognition model on OpenVINO from ``inference.onnx`` and ``inference.yml``. Raises DeviceUnavailable."""
    import openvino

    core = openvino.Core()
    name = "CPU" if device == "cpu" else device.upper().replace(":", ".")
    if name.split(".")[0] not in {found.split(".")[0] for found in core.available_devices}:
        raise DeviceUnavailable(engine="openvino", device=device)
    options: dict[str, Any] = {"PERFORMANCE_HINT": "LATENCY"}
    if name == "CPU":
        options["INFERENCE_NUM_THREADS"] = threads
    request = core.compile_model(
        core.read_model(model_folder / model / "inference.onnx"), name, options
    ).create_infer_request()

    def run(lines: NDArray[np.float32]) -> NDArray[np.float32]:
        request.infer([lines])
        # The request owns its output and writes over it at the next line.
        return np.array(request.get_output_tensor(0).data, dtype=np.float32)

    return LineModel(run=run, alphabet=read_alphabet(model_folder, model))

"""The small recogniser that reads every line before the thorough one is asked: a fifth of its time.

It runs on ONNX Runtime whatever runs the thorough model: on other devices it would wait longer for its lines than it
takes to read them.
"""

from pathlib import Path
from typing import Final

from ocr_service.engines.line_recogniser import LineModel
from ocr_service.engines.onnx_model import open_onnx_model, read_alphabet

MODEL: Final = "PP-OCRv6_tiny_rec"


def open_quick_model(model_folder: Path) -> LineModel:
    """The model, ready; it takes one thread for each line. Raises ModelMissing or EnginePackageMissing."""
    return LineModel(run=open_onnx_model(model_folder, MODEL, threads=1), alphabet=read_alphabet(model_folder, MODEL))

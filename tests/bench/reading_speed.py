"""Seconds a page by step, beside the bare recogniser on the same crops and beside PaddleOCR's full-page pipeline."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import cv2
import numpy as np

from ocr_service import wiring
from ocr_service.engines.line_recogniser import prepare_line
from ocr_service.engines.models import ModelChoice, fetch_models
from ocr_service.reading.catalogue import Catalogue
from ocr_service.reading.errors import ScanError
from ocr_service.reading.open_scan import open_scan
from ocr_service.reading.pages import Pixels
from ocr_service.reading.read_form import read_form
from ocr_service.reading.text_engine import TextEngine, TextReading
from ocr_service.settings import Settings
from tests.bench.samples import Samples

_DETECTION = "PP-OCRv6_small_det"


class RememberingEngine:
    """Passes lines on to the real engine and keeps them, so that others can be timed on the very same ones."""

    def __init__(self, engine: TextEngine) -> None:
        self._engine = engine
        self.lines: list[Pixels] = []

    @property
    def name(self) -> str:
        return self._engine.name

    def recognise(self, lines: Iterable[Pixels]) -> list[TextReading]:
        return self._engine.recognise(self._remembered(lines))

    def _remembered(self, lines: Iterable[Pixels]) -> Iterator[Pixels]:
        for line in lines:
            self.lines.append(line)
            yield line


def report(settings: Settings, samples: Samples) -> None:
    """Reads every scan once to warm up and once for the figures."""
    engine = RememberingEngine(wiring.open_engine(settings))
    catalogue = Catalogue(samples.packages)
    bare, full_page = _bare_recogniser(settings), _full_page_pipeline(settings)
    steps: dict[str, list[float]] = defaultdict(list)
    totals, to_bare, to_full = [], [], []
    for scan in samples.scans:
        if scan.expected.template is None or not scan.expected.reading_expected:
            continue
        pages = [page.pixels for page in open_scan(scan.data, wiring.scan_limits(settings))]
        try:
            read_form(scan.data, catalogue, engine)
        except ScanError:
            continue
        engine.lines.clear()
        start = time.perf_counter()
        result = read_form(scan.data, catalogue, engine)
        seconds = (time.perf_counter() - start) / len(pages)
        totals.append(seconds)
        for step, spent in result.seconds.items():
            steps[step].append(spent / len(pages))
        if engine.lines:
            to_bare.append(seconds * len(pages) / _time_each(bare, engine.lines))
        to_full.append(_time_each(full_page.predict, pages) / (seconds * len(pages)))
    print(f"Reading: {statistics.median(totals):.3f} s a page (median), {max(totals):.3f} s at most")
    for step, spent in steps.items():
        print(f"  {step:<16}{statistics.median(spent) * 1000:8.1f} ms")
    print(f"Times the bare recogniser on the same crops: {statistics.median(to_bare):.2f} (aim: at most 1.5)")
    print(f"Faster than PaddleOCR's full page, same weights: {statistics.median(to_full):.1f} times (aim: 2.5)\n")


def _time_each(work: Callable[[Pixels], object], pictures: Sequence[Pixels]) -> float:
    start = time.perf_counter()
    for picture in pictures:
        work(picture)
    return time.perf_counter() - start


def _bare_recogniser(settings: Settings) -> Any:
    """ONNX Runtime with the model file and nothing else."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = wiring.threads_per_engine(settings)
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    path = settings.models_folder / settings.model / "inference.onnx"
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda line: session.run(None, {name: prepare_line(line)})


def _full_page_pipeline(settings: Settings) -> Any:
    from paddleocr import PaddleOCR

    fetch_models(settings.models_folder, ModelChoice(names=(_DETECTION,)))
    pipeline = PaddleOCR(
        engine="onnxruntime",
        text_detection_model_name=_DETECTION,
        text_detection_model_dir=str(settings.models_folder / _DETECTION),
        text_recognition_model_name=settings.model,
        text_recognition_model_dir=str(settings.models_folder / settings.model),
        use_doc_orientation_classify=False,
        use_doc_unwarping=False,
        use_textline_orientation=False,
        cpu_threads=wiring.threads_per_engine(settings),
    )
    pipeline.predict(cv2.cvtColor(np.full((400, 400), 255, np.uint8), cv2.COLOR_GRAY2BGR))
    return pipeline

"""Seconds a page by step, beside the bare recogniser on the same lines."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from ocr_service import wiring
from ocr_service.engines.line_recogniser import prepare_line
from ocr_service.reading.errors import ScanError
from ocr_service.reading.opening.open_scan import open_scan
from ocr_service.reading.pages import Pixels
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.read_form import read_form
from ocr_service.reading.text_engine import LinePicture, TextEngine, TextReading
from ocr_service.settings import Settings
from tests.bench.samples import Samples


class RememberingEngine:
    """Passes lines on to the real engine and keeps them, so that others can be timed on the very same ones."""

    def __init__(self, engine: TextEngine) -> None:
        self._engine = engine
        self.lines: list[Pixels] = []

    @property
    def name(self) -> str:
        return self._engine.name

    def recognise(self, lines: Iterable[LinePicture]) -> Iterable[TextReading]:
        return self._engine.recognise(map(self._kept, lines))

    def _kept(self, line: LinePicture) -> LinePicture:
        self.lines.append(line.pixels)
        return line


def measure(settings: Settings, samples: Samples) -> dict[str, Any]:
    """Reads every scan once to warm up and once for the figures; seconds a page, medians over the scans."""
    engine = RememberingEngine(wiring.open_engine(settings))
    catalogue = Catalogue(samples.packages)
    bare = _bare_recogniser(settings)
    steps: dict[str, list[float]] = defaultdict(list)
    totals, ratios = [], []
    for scan in samples.scans:
        if scan.expected.template is None or not scan.expected.reading_expected:
            continue
        pages = sum(1 for _ in open_scan(scan.data, wiring.scan_limits(settings)))
        try:
            read_form(scan.data, catalogue, engine)
            engine.lines.clear()
            start = time.perf_counter()
            result = read_form(scan.data, catalogue, engine)
        except ScanError:
            continue
        seconds = time.perf_counter() - start
        totals.append(seconds / pages)
        for step, spent in result.seconds.items():
            steps[step].append(spent / pages)
        if engine.lines:
            ratios.append(seconds / _time_each(bare, engine.lines))
    return {
        "median": statistics.median(totals),
        "most": max(totals),
        "steps": {step: statistics.median(spent) for step, spent in steps.items()},
        "times_bare": statistics.median(ratios),
    }


def _time_each(work: Callable[[Pixels], object], pictures: Iterable[Pixels]) -> float:
    start = time.perf_counter()
    for picture in pictures:
        work(picture)
    return time.perf_counter() - start


def _bare_recogniser(settings: Settings) -> Any:
    """ONNX Runtime with the model file and nothing else, with all the threads that our engine may use."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = wiring.threads_per_engine(settings)
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    path = settings.models_folder / settings.model / "inference.onnx"
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda line: session.run(None, {name: prepare_line(line)})

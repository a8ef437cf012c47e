"""What each step of guidance adds, and where the zones land: ``python -m tests.bench.readers.guidance TEMPLATES``.

Request: ``{"scan": path, "plane": true homography, "template": name}``. Answer: `variants`, the fields of readings with
parts of the template taken away (the engine is asked once: its readings are replayed), and `placement_mm`, how far the
worst corner of each text zone lies from where it truly is; empty where the page was not aligned.
"""

import hashlib
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ocr_service import wiring
from ocr_service.files.template_folder import find_template_folders, load_package
from ocr_service.forms.template import Template, TemplatePackage
from ocr_service.observe import configure_logs
from ocr_service.reading.errors import ScanError
from ocr_service.reading.matching.homography import map_points, move
from ocr_service.reading.matching.local_shift import shifts_at
from ocr_service.reading.opening.open_scan import open_scan
from ocr_service.reading.opening.scan_limits import ScanLimits
from ocr_service.reading.pages import AlignedPage
from ocr_service.reading.placing.align_page import PageView
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.placing.identify_form import identify_form
from ocr_service.reading.read_form import read_form
from ocr_service.reading.text_engine import LinePicture, TextEngine, TextReading
from ocr_service.settings import load_settings
from tests.bench.readers.child import Answer, Request, serve
from tests.bench.readers.ours import field_answers
from tests.bench.scoring.truth import is_text


class ReplayingEngine:
    """Asks the real engine about each line picture once, for as long as one scan is looked at."""

    def __init__(self, engine: TextEngine) -> None:
        self._engine = engine
        self._known: dict[bytes, TextReading] = {}

    @property
    def name(self) -> str:
        return self._engine.name

    def forget(self) -> None:
        self._known.clear()

    def recognise(self, lines: Iterable[LinePicture]) -> list[TextReading]:
        readings = []
        for line in lines:
            key = hashlib.sha256(np.ascontiguousarray(line.pixels).tobytes() + str(line.pixels.shape).encode()).digest()
            if key not in self._known:
                (self._known[key],) = self._engine.recognise([line])
            readings.append(self._known[key])
        return readings


def without_lists(template: Template) -> Template:
    """The template whose text fields know their type but no list of values."""
    fields = [part.model_copy(update={"read": _unlisted(part.read)}) for part in template.fields]
    tables = [
        table.model_copy(update={"columns": tuple(
            column.model_copy(update={"read": _unlisted(column.read)}) for column in table.columns)})
        for table in template.tables
    ]  # fmt: skip
    return template.model_copy(update={"fields": tuple(fields), "tables": tuple(tables)})


def _unlisted(read: Any) -> Any:
    return read.model_copy(update={"lexicon": None}) if getattr(read, "lexicon", None) else read


def without_rules(template: Template) -> Template:
    return template.model_copy(update={"rules": ()})


def placement(aligned: AlignedPage, template: Template, plane: Any) -> list[float]:
    """For each text zone of the page's fields, how far its worst corner lies from its true place, in mm."""
    back = np.linalg.inv(np.array(plane))
    boxes = [field.box for field in template.fields if is_text(field.read)]
    boxes += [table.cell(row, column) for table in template.tables for row in range(table.rows)
              for column in table.columns if is_text(column.read)]  # fmt: skip
    distances = []
    for box in boxes:
        centre = np.array([[box.x + box.width / 2, box.y + box.height / 2]])
        dx, dy, _ = shifts_at(aligned.shifts, centre)[0]
        corners = np.array([[box.x, box.y], [box.right, box.y], [box.right, box.bottom], [box.x, box.bottom]])
        landed = map_points(back @ aligned.to_pixels @ move(dx, dy), corners)
        distances.append(round(float(np.linalg.norm(landed - corners, axis=1).max()), 3))
    return distances


def main() -> None:
    configure_logs("text", "error")
    engine = ReplayingEngine(wiring.open_engine(load_settings()))
    packages = [load_package(folder) for folder in find_template_folders(Path(sys.argv[1]))]
    catalogues: Mapping[str, Catalogue] = {
        "types": Catalogue([_changed(package, without_lists(without_rules(package.template))) for package in packages]),
        "lists": Catalogue([_changed(package, without_rules(package.template)) for package in packages]),
        "rules": Catalogue(packages),
    }

    def read(request: Request) -> Answer:
        data, engine_lines = Path(request["scan"]).read_bytes(), engine
        engine_lines.forget()
        variants = {}
        for name, catalogue in catalogues.items():
            try:
                variants[name] = field_answers(read_form(data, catalogue, engine, only_template=request["template"]))
            except ScanError:
                variants[name] = {}
        page = next(open_scan(data, ScanLimits()))
        identity = identify_form(PageView(page), catalogues["rules"])
        if identity.aligned is None or identity.reference is None:
            return {"variants": variants, "placement_mm": []}
        landed = placement(identity.aligned, identity.reference.template, request["plane"])
        return {"variants": variants, "placement_mm": landed}

    serve(read)


def _changed(package: TemplatePackage, template: Template) -> TemplatePackage:
    return TemplatePackage(template=template, page_images=package.page_images, lookups=package.lookups)


if __name__ == "__main__":
    main()

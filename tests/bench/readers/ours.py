"""This project's reading, as a library: ``python -m tests.bench.readers.ours TEMPLATES``.

Request: ``{"scan": path}``. Answer: `template`, `decision`, `steps` (seconds by step) and `fields` by path.
"""

import sys
import time
from pathlib import Path

from ocr_service import wiring
from ocr_service.files.template_folder import find_template_folders, load_package
from ocr_service.forms.result import FormResult
from ocr_service.observe import configure_logs
from ocr_service.reading.errors import ScanError
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.read_form import read_form
from ocr_service.settings import load_settings
from tests.bench.readers.child import Answer, Request, serve


def field_answers(result: FormResult) -> Answer:
    return {
        field.path: {
            "value": field.value, "text": field.text, "raw": field.raw_text, "confidence": field.confidence,
            "accepted": field.decision == "accept",
        }
        for field in result.fields
    }  # fmt: skip


def main() -> None:
    configure_logs("text", "error")
    engine = wiring.open_engine(load_settings())
    catalogue = Catalogue([load_package(folder) for folder in find_template_folders(Path(sys.argv[1]))])

    def read(request: Request) -> Answer:
        data = Path(request["scan"]).read_bytes()
        start = time.perf_counter()
        try:
            result = read_form(data, catalogue, engine)
        except ScanError as error:
            return {"template": None, "decision": error.code, "fields": {}, "seconds": time.perf_counter() - start}
        seconds = time.perf_counter() - start
        return {
            "template": result.template, "decision": result.decision, "fields": field_answers(result),
            "steps": result.seconds, "seconds": seconds,
        }  # fmt: skip

    serve(read)


if __name__ == "__main__":
    main()

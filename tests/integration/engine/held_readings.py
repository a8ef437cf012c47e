"""What every sample scan was read as: held in files, so that a change in any of them is seen and looked at.

``python -m tests.integration.engine.held_readings`` reads all samples anew and writes the files; the difference in
version control is then what the change did to readings.
"""

import json
from pathlib import Path
from typing import Any, Final

from ocr_service.engines.paddle import EngineChoice, open_engine
from ocr_service.files.template_folder import find_template_folders, load_package
from ocr_service.forms.result import FormResult
from ocr_service.reading.errors import ScanError
from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.read_form import read_form
from ocr_service.reading.text_engine import TextEngine
from tests.samples.committed import FORMS, ROOT, SCANS, scan_files

HELD: Final = Path(__file__).parent / "held_readings"
FOLDERS: Final = tuple(sorted({file.parent.name for file in scan_files()}))


def read_folder(folder: str, engine: TextEngine, catalogue: Catalogue) -> dict[str, Any]:
    """The readings of a form's sample scans, by file name, as they are held."""
    files = [file for file in scan_files() if file.parent == SCANS / folder]
    return {file.name: _held(file, engine, catalogue) for file in files}


def open_catalogue() -> Catalogue:
    """The sample forms' templates."""
    return Catalogue([load_package(folder) for folder in find_template_folders(FORMS)])


def held(folder: str) -> dict[str, Any]:
    """What is held of a form's sample scans."""
    kept: dict[str, Any] = json.loads((HELD / f"{folder}.json").read_text(encoding="utf-8"))
    return kept


def _held(file: Path, engine: TextEngine, catalogue: Catalogue) -> dict[str, Any]:
    try:
        result = read_form(file.read_bytes(), catalogue, engine)
    except ScanError as error:
        return {"error": error.code}
    return {
        "template": result.template,
        "decision": result.decision,
        "reasons": sorted(reason.code for reason in result.reasons),
        "fields": _fields(result),
    }


def _fields(result: FormResult) -> dict[str, list[Any]]:
    """Value, decision and confidence (in hundredths: the last bits differ between processors) by path."""
    return {field.path: [field.value, field.decision, round(field.confidence, 2)] for field in result.fields}


def main() -> None:
    """Writes the files."""
    engine, catalogue = open_engine(EngineChoice(model_folder=ROOT / "models")), open_catalogue()
    HELD.mkdir(exist_ok=True)
    for folder in FOLDERS:
        (HELD / f"{folder}.json").write_text(_written(read_folder(folder, engine, catalogue)), encoding="utf-8")


def _written(readings: dict[str, Any]) -> str:
    """JSON with one line for each field: then a difference shows what changed and nothing else."""
    scans = []
    for name, reading in readings.items():
        plain = {key: value for key, value in reading.items() if key != "fields"}
        lines = [f"  {json.dumps(path)}: {json.dumps(one, ensure_ascii=False)}" for path, one in
                 reading.get("fields", {}).items()]  # fmt: skip
        head = json.dumps(plain, ensure_ascii=False)[:-1]
        fields = ', "fields": {\n' + ",\n".join(lines) + "\n}" if "fields" in reading else ""
        scans.append(f"{json.dumps(name)}: {head}{fields}}}")
    return "{\n" + ",\n".join(scans) + "\n}\n"


if __name__ == "__main__":
    main()

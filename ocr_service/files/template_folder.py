"""Template folders on disk: ``template.yaml``, page pictures and ``lookups/*.csv`` beside it."""

from collections.abc import Iterator
from pathlib import Path

from ocr_service.forms.result import Reason
from ocr_service.forms.template import TemplatePackage
from ocr_service.forms.template_file import LOOKUPS_FOLDER, TemplateFileError, package_from_files

MAX_COMPANION_BYTES = 50_000_000


def read_folder(folder: Path) -> tuple[str, dict[str, bytes]]:
    """The template file's text and its companions by name; raises TemplateFileError where one cannot be read."""
    try:
        text = _read(folder / "template.yaml").decode("utf-8")
    except UnicodeDecodeError:
        raise TemplateFileError(Reason(code="template_not_utf8", params={"file": "template.yaml"})) from None
    companions = {file.name: file for pattern in ("*.png", "*.jpg") for file in folder.glob(pattern)}
    companions |= {f"{LOOKUPS_FOLDER}{file.name}": file for file in (folder / "lookups").glob("*.csv")}
    return text, {
        name: _read(file)
        for name, file in sorted(companions.items())
        if file.is_file() and file.stat().st_size <= MAX_COMPANION_BYTES
    }


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise TemplateFileError(Reason(code="template_file_missing", params={"file": path.name})) from None
    except OSError as error:
        params = {"file": path.name, "detail": error.strerror or str(error)}
        raise TemplateFileError(Reason(code="template_file_unreadable", params=params)) from None


def load_package(folder: Path) -> TemplatePackage:
    """The folder's template with its companions; raises TemplateFileError."""
    return package_from_files(*read_folder(folder))


def find_template_folders(root: Path) -> Iterator[Path]:
    """The folders directly under `root` that hold a ``template.yaml``, by name; `root` itself where it holds one."""
    if (root / "template.yaml").is_file():
        yield root
    else:
        yield from sorted(file.parent for file in root.glob("*/template.yaml"))

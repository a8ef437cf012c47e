"""A template folder as one ZIP file, to carry a form from one service to another."""

import io
import zipfile
from collections.abc import Mapping
from typing import Final

from ocr_service.forms.result import Reason
from ocr_service.forms.template_file import LOOKUPS_FOLDER, TemplateFileError

TEMPLATE_FILE: Final = "template.yaml"
MAX_FILES: Final = 200
# Bytes of everything in it, unpacked: some bytes can unpack to a thousand times as many.
MAX_BYTES: Final = 60_000_000
_ENDINGS: Final = (".png", ".jpg", ".csv", ".yaml")
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def pack_archive(name: str, yaml: str, files: Mapping[str, bytes]) -> bytes:
    """The folder `name` with the template file and what lies beside it; the same content gives the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, data in {TEMPLATE_FILE: yaml.encode(), **dict(sorted(files.items()))}.items():
            archive.writestr(zipfile.ZipInfo(f"{name}/{file}", date_time=_EPOCH), data, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def unpack_archive(data: bytes) -> tuple[str, dict[str, bytes]]:
    """The template file's text and its companions by name; raises TemplateFileError.

    Both the folder's content alone and the folder itself are taken; what is no part of a template is left out.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
            if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries.values()) > MAX_BYTES:
                raise TemplateFileError(
                    Reason(code="template_archive_too_large", params={"limit_mb": MAX_BYTES // 10**6})
                )
            root = _root(entries)
            files = {
                name.removeprefix(root): _read(archive, entry)
                for name, entry in entries.items()
                if name.startswith(root) and _is_part(name.removeprefix(root))
            }
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        # What the library says of broken, encrypted or exotic archives.
        raise TemplateFileError(Reason(code="template_archive_broken")) from None
    try:
        return files.pop(TEMPLATE_FILE).decode("utf-8"), files
    except UnicodeDecodeError:
        raise TemplateFileError(Reason(code="template_not_utf8", params={"file": TEMPLATE_FILE})) from None


def _root(entries: Mapping[str, zipfile.ZipInfo]) -> str:
    """The folder inside the archive that holds the template file, with its slash."""
    found = sorted((name for name in entries if name.rpartition("/")[2] == TEMPLATE_FILE), key=len)
    if not found:
        raise TemplateFileError(Reason(code="template_file_missing", params={"file": TEMPLATE_FILE}))
    return found[0].removesuffix(TEMPLATE_FILE)


def _is_part(name: str) -> bool:
    folder, _, file = name.rpartition("/")
    return folder in ("", LOOKUPS_FOLDER.rstrip("/")) and file.endswith(_ENDINGS) and not file.startswith(".")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Never more than the entry claims to hold, whatever it unpacks to."""
    with archive.open(entry) as opened:
        return opened.read(min(entry.file_size, MAX_BYTES))

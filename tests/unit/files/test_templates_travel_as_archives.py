"""A template folder goes into a ZIP file and comes out the same; hostile archives are refused with their reason."""

import io
import zipfile
from pathlib import Path

import pytest

from ocr_service.files.template_archive import MAX_BYTES, pack_archive, unpack_archive
from ocr_service.files.template_folder import find_template_folders, read_folder
from ocr_service.forms.template_file import TemplateFileError

FORMS = Path(__file__).parents[3] / "templates_forms"


@pytest.mark.parametrize("folder", list(find_template_folders(FORMS)), ids=lambda folder: folder.name)
def test_every_form_comes_out_as_it_went_in(folder: Path) -> None:
    yaml, files = read_folder(folder)
    packed = pack_archive(folder.name, yaml, files)
    assert unpack_archive(packed) == (yaml, files)
    assert pack_archive(folder.name, yaml, files) == packed


def zipped(entries: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return written.getvalue()


def test_what_is_no_part_of_a_template_is_left_out() -> None:
    entries = {"a/template.yaml": b"x", "a/page-1.png": b"p", "a/README.md": b"r", "__MACOSX/a/._page-1.png": b"m"}
    assert unpack_archive(zipped(entries)) == ("x", {"page-1.png": b"p"})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no zip at all", "template_archive_broken"),
        (zipped({"a/page-1.png": b"p"}), "template_file_missing"),
        (zipped({"template.yaml": "题".encode("gb18030")}), "template_not_utf8"),
        (zipped({"template.yaml": b"x", "page-1.png": bytes(MAX_BYTES)}), "template_archive_too_large"),
        (zipped({f"{number}.png": b"" for number in range(300)}), "template_archive_too_large"),
    ],
)
def test_bad_archives_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(TemplateFileError) as caught:
        unpack_archive(data)
    assert caught.value.problems[0].code == code


def test_an_entry_that_unpacks_to_more_than_it_says_gives_no_more() -> None:
    data = bytearray(zipped({"template.yaml": b"x" * 5000}))
    place = data.rindex((5000).to_bytes(4, "little"))
    data[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(TemplateFileError):
        unpack_archive(bytes(data))

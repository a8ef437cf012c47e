"""A folder that cannot be read is told as what it is."""

from pathlib import Path

import pytest

from ocr_service.files.template_folder import read_folder
from ocr_service.forms.template_file import TemplateFileError


def code(folder: Path) -> str:
    with pytest.raises(TemplateFileError) as caught:
        read_folder(folder)
    return caught.value.problems[0].code


def test_no_template_file(tmp_path: Path) -> None:
    assert code(tmp_path) == "template_file_missing"


def test_a_template_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_bytes("title: 送货单".encode("gb18030"))
    assert code(tmp_path) == "template_not_utf8"


def test_a_template_file_that_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").mkdir()
    assert code(tmp_path) == "template_file_unreadable"

from pathlib import Path

import pytest

from ocr_service.files.template_folder import find_template_folders, load_package
from ocr_service.forms.template_file import dump_template, package_from_files, parse_template, template_schema

FOLDERS = list(find_template_folders(Path(__file__).parents[3] / "templates_forms"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_shipped_template_survives_writing_and_reading(folder: Path) -> None:
    template = load_package(folder).template
    assert parse_template(dump_template(template)) == template


def test_there_are_shipped_templates() -> None:
    assert FOLDERS


def test_the_schema_describes_a_box_as_four_numbers() -> None:
    assert template_schema()["$defs"]["Box"]["minItems"] == 4


def test_words_that_yaml_once_took_for_truth_values_stay_texts() -> None:
    text = "format: 1\nname: no\nversion: 1\ntitle: {en: on}\npages: [{size_mm: [210, 148], image: page-1.png}]"
    template = parse_template(text)
    assert (template.name, template.title["en"]) == ("no", "on")
    assert parse_template(dump_template(template)) == template


def test_every_row_of_a_list_is_an_entry() -> None:
    text = "format: 1\nname: a\nversion: 1\ntitle: {en: a}\npages: [{size_mm: [210, 148], image: page-1.png}]"
    files = {"page-1.png": b"", "lookups/units.csv": "个,piece\n\n箱,box\n".encode("utf-8-sig")}
    assert package_from_files(text, files).lookups == {"units": ("个", "箱")}

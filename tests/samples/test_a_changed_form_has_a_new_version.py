"""What came with the service never changes under the same version: who has it already would go without the change."""

import hashlib
import json
from pathlib import Path

import pytest

from ocr_service.files.template_folder import find_template_folders, read_folder
from ocr_service.forms.template_file import package_from_files

ROOT = Path(__file__).parents[2]
PUBLISHED = json.loads((Path(__file__).parent / "published_forms.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "folder", list(find_template_folders(ROOT / "templates_forms")), ids=lambda folder: folder.name
)
def test_a_form_is_as_it_was_published_under_its_version(folder: Path) -> None:
    yaml, files = read_folder(folder)
    template = package_from_files(yaml, files).template
    whole = hashlib.sha256(template.model_dump_json(exclude_defaults=True).encode())
    for name in sorted(files):
        whole.update(name.encode() + hashlib.sha256(files[name]).digest())
    # Changed? Give the form a higher version (`version` in samples/generator/forms) and add a line, do not change one.
    assert PUBLISHED.get(f"{template.name} {template.version}") == whole.hexdigest()

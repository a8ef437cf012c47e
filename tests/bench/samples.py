"""The sample scans with what stands on them."""

from dataclasses import dataclass
from pathlib import Path

from ocr_service.files.template_folder import find_template_folders, load_package
from ocr_service.forms.expected import ExpectedScan, parse_expected
from ocr_service.forms.template import TemplatePackage

_ENDING = ".expected.json"


@dataclass(frozen=True, kw_only=True)
class SampleScan:
    """One scan: its name, its bytes and what stands on it."""

    name: str
    data: bytes
    expected: ExpectedScan


@dataclass(frozen=True, kw_only=True)
class Samples:
    scans: tuple[SampleScan, ...]
    packages: tuple[TemplatePackage, ...]


def load_samples(scans: Path, templates: Path) -> Samples:
    """Every scan that has its expected values beside it, and all templates."""
    found = []
    for file in sorted(scans.rglob(f"*{_ENDING}")):
        stem = file.name.removesuffix(_ENDING)
        scan = next(other for other in sorted(file.parent.glob(f"{stem}.*")) if not other.name.endswith(_ENDING))
        name = f"{file.parent.name}/{scan.name}"
        found.append(SampleScan(name=name, data=scan.read_bytes(), expected=parse_expected(file.read_bytes())))
    packages = tuple(load_package(folder) for folder in find_template_folders(templates))
    return Samples(scans=tuple(found), packages=packages)

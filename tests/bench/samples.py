"""The sample scans with what stands on them."""

from dataclasses import dataclass
from pathlib import Path

from ocr_service.cli.demo import find_samples
from ocr_service.files.template_folder import find_template_folders, load_package
from ocr_service.forms.expected import ExpectedScan
from ocr_service.forms.template import TemplatePackage


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
    found = [
        SampleScan(
            name=f"{sample.path.parent.name}/{sample.path.name}",
            data=sample.path.read_bytes(),
            expected=sample.expected,
        )
        for sample in find_samples(scans)
    ]
    packages = tuple(load_package(folder) for folder in find_template_folders(templates))
    return Samples(scans=tuple(found), packages=packages)

"""The committed samples: forms, scans and what stands on them."""

from dataclasses import dataclass
from pathlib import Path

from ocr_service.files.template_folder import find_template_folders, load_package
from ocr_service.forms.expected import ExpectedScan, parse_expected
from ocr_service.forms.template import TemplatePackage

ROOT = Path(__file__).resolve().parents[2]
FORMS = ROOT / "templates_forms"
SCANS = ROOT / "samples"
SCAN_ENDINGS = (".png", ".jpg", ".tiff", ".pdf")


@dataclass(frozen=True)
class Sample:
    """A scan's file and the content of its ``expected.json``."""

    file: Path
    expected: ExpectedScan

    @property
    def name(self) -> str:
        return f"{self.file.parent.name}/{self.file.name}"

    @property
    def spoilt(self) -> bool:
        return bool(self.expected.recipe["spoil"])


def all_packages() -> dict[str, TemplatePackage]:
    """The sample forms by name."""
    packages = [load_package(folder) for folder in find_template_folders(FORMS)]
    return {package.template.name: package for package in packages}


def scan_files() -> list[Path]:
    return sorted(file for file in SCANS.glob("*/*") if file.suffix in SCAN_ENDINGS)


def all_samples() -> list[Sample]:
    """Every scan of the samples, in the order of their names."""
    return [Sample(file, parse_expected(file.with_suffix(".expected.json").read_bytes())) for file in scan_files()]

"""What tests of the samples share."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ocr_service.forms.template import TemplatePackage
from samples.generator.fonts import HANDWRITING_PACKAGES, Handwriting, open_handwriting
from tests.samples.committed import Sample, all_packages, all_samples


@pytest.fixture(scope="session")
def packages() -> dict[str, TemplatePackage]:
    return all_packages()


@pytest.fixture(scope="session")
def committed_samples() -> list[Sample]:
    return all_samples()


@pytest.fixture(scope="session")
def hands() -> Mapping[str, Handwriting]:
    """The handwriting fonts, which are not part of the repository."""
    folder = Path(__file__).parents[2] / "node_modules" / "@fontsource"
    if not folder.is_dir():
        pytest.skip("no handwriting fonts: run `npm ci --ignore-scripts`")
    return {name: open_handwriting(folder, name) for name in HANDWRITING_PACKAGES}

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr_service.engines.errors import ModelChecksumWrong, ModelMissing
from ocr_service.engines.models import ModelChoice, check_models
from ocr_service.engines.paddle import EngineChoice, open_engine
from ocr_service.reading.pages import Pixels
from ocr_service.reading.text_engine import TextEngine
from samples.generator.fonts import MissingFontError, printed_font


@pytest.fixture(scope="session")
def models_folder() -> Path:
    folder = Path(__file__).parents[3] / "models"
    try:
        check_models(folder, ModelChoice())
    except (ModelMissing, ModelChecksumWrong) as error:
        pytest.skip(f"the models are not there ({error.code}): run `ocr-service models fetch`")
    return folder


@pytest.fixture(scope="session")
def engine(models_folder: Path) -> TextEngine:
    return open_engine(EngineChoice(model_folder=models_folder))


@pytest.fixture(scope="session")
def draw() -> Callable[[str], Pixels]:
    """Draws a line of text in a Chinese font, tight, as it is cut from a zone."""
    try:
        font = printed_font("Noto Sans CJK SC", "regular", 32)
    except MissingFontError as error:
        pytest.skip(f"no Chinese font is installed (Debian package fonts-noto-cjk): {error}")

    def draw_line(text: str) -> Pixels:
        left, top, right, bottom = (int(edge) for edge in font.getbbox(text))
        picture = Image.new("RGB", (right - left + 12, bottom - top + 12), "white")
        ImageDraw.Draw(picture).text((6 - left, 6 - top), text, fill=(30, 30, 30), font=font)
        return np.ascontiguousarray(np.array(picture)[:, :, ::-1])

    return draw_line

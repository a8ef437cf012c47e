from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ocr_service.forms.content import Amount, Code, Date, Integer, Text
from ocr_service.forms.geometry import Box
from ocr_service.reading.decode_text import decode_crop
from ocr_service.reading.normalise import normalise
from ocr_service.reading.pages import Crop, Pixels
from ocr_service.reading.recognise_text import recognise_crops
from ocr_service.reading.text_engine import TextEngine
from tests.doubles.text_steps import pictures_of

Draw = Callable[[str], Pixels]
TEXTS = ["1", "苏州市恒泰包装材料有限公司", "2024年3月5日", "12,345.60", "HT-2024-0317", "壹万贰仟叁佰元整"]


@pytest.mark.parametrize("text", TEXTS)
def test_printed_lines_are_read_as_they_are(engine: TextEngine, draw: Draw, text: str) -> None:
    (reading,) = engine.recognise(pictures_of(draw(text)))
    assert reading.likeliest.text == text
    assert np.allclose(reading.steps.sum(axis=1), 1.0, atol=0.02)
    assert reading.alphabet[0] == ""


def test_a_line_is_read_alike_alone_and_among_others(engine: TextEngine, draw: Draw) -> None:
    lines = [draw(text) for text in TEXTS]
    for line, together in zip(lines, engine.recognise(pictures_of(*lines)), strict=True):
        (alone,) = engine.recognise(pictures_of(line))
        assert np.array_equal(alone.steps, together.steps)


def test_paddleocr_itself_reads_the_same(engine: TextEngine, draw: Draw, models_folder: Path) -> None:
    from paddleocr import TextRecognition

    recognition = TextRecognition(
        model_name="PP-OCRv6_small_rec", model_dir=str(models_folder / "PP-OCRv6_small_rec"), engine="onnxruntime",
        device="cpu",
    )  # fmt: skip
    lines = [draw(text) for text in TEXTS]
    theirs = [result["rec_text"] for result in recognition.predict(lines)]
    assert [reading.likeliest.text for reading in engine.recognise(pictures_of(*lines))] == theirs


@pytest.mark.parametrize(
    ("written", "content", "value"),
    [
        ("2024年3月5日", Date(), "2024-03-05"),
        ("¥12,345.60", Amount(), "12345.60"),
        ("8", Integer(), 8),
        ("0", Integer(), 0),
        ("HT-2024-0317", Code(pattern=r"HT-\d{4}-\d{4}"), "HT-2024-0317"),
        ("PO 2024 0031 AB", Text(), "PO 2024 0031 AB"),
        ("瓦楞纸箱", Text(), "瓦楞纸箱"),
    ],
)
def test_a_zone_becomes_its_typed_value(
    engine: TextEngine, draw: Draw, written: str, content: Text, value: object
) -> None:
    line = draw(written)
    zone = np.full((line.shape[0] + 30, line.shape[1] + 120, 3), 250, np.uint8)
    zone[12 : 12 + line.shape[0], 40 : 40 + line.shape[1]] = line
    crop = Crop(pixels=zone, box=Box(x=0, y=0, width=60, height=10), dpi=220)
    (reading,) = recognise_crops(engine, [crop], [content])
    decoded = decode_crop(reading, content)
    assert normalise(decoded.text, content).value == value
    assert decoded.confidence > 0.8

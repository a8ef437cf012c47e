import numpy as np

from ocr_service.forms.content import Text
from ocr_service.forms.geometry import Box
from tests.bench.scoring.truth import TrueZone
from tests.bench.scoring.zone_texts import texts_in_zones

TEN_PIXELS_A_MM = np.diag([10.0, 10.0, 1.0])
ZONE = TrueZone(path="name", box=Box(x=10, y=10, width=40, height=8), content=Text(), label="品名", value=None,
                group="fax")  # fmt: skip


def line(x: float, y: float, width: float, text: str, score: float = 0.9) -> dict[str, object]:
    quad = [[x * 10, y * 10], [(x + width) * 10, y * 10], [(x + width) * 10, y * 10 + 40], [x * 10, y * 10 + 40]]
    return {"quad": quad, "text": text, "score": score}


def test_lines_are_joined_from_left_to_right_with_the_least_sure_score() -> None:
    lines = [line(30, 12, 15, "轴承", 0.7), line(12, 12.4, 15, "不锈钢")]
    assert texts_in_zones(lines, TEN_PIXELS_A_MM, [ZONE]) == {"name": ("不锈钢 轴承", 0.7)}


def test_a_line_that_lies_mostly_elsewhere_is_not_the_zones() -> None:
    assert texts_in_zones([line(40, 12, 30, "轴承")], TEN_PIXELS_A_MM, [ZONE]) == {}


def test_a_label_printed_in_front_is_taken_off() -> None:
    assert texts_in_zones([line(12, 12, 30, "品名：轴承")], TEN_PIXELS_A_MM, [ZONE]) == {"name": ("轴承", 0.9)}

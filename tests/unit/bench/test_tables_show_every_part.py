from typing import Any

import pytest

from tests.bench.report.tables import markdown

ROW = {"fields": 200, "right": 0.995, "characters": 0.999, "accepted": 0.96, "wrong_accepted": 0.0005}
NOTHING_ACCEPTED = ROW | {"accepted": 0.0, "wrong_accepted": None}
FIGURES: dict[str, Any] = {
    "machine": {"processor": "CPU", "cores": "2 of 2", "memory": "8 GB", "system": "Linux", "python": "3.11"},
    "date": "2026-01-31",
    "part": "whole",
    "pages": 306,
    "fields": 200,
    "systems": {"ours": "this project", "paddleocr": "PaddleOCR, full page"},
    "accuracy": {"ours": {"fax": ROW, "all": ROW}, "paddleocr": {"fax": NOTHING_ACCEPTED, "all": ROW}},
    "speed": {"ours": {"median": 0.5, "mean": 0.6, "times_ours": 1.0, "peak_mb": 480.0}},
    "guidance": {"raw": {"fax": ROW, "all": ROW}, "rules": {"fax": ROW, "all": ROW}},
    "reliability": [{"low": 0.9, "high": 1.0, "fields": 200, "confidence": 0.99, "right": 0.995}],
    "placement": {"fax": {"zones": 9, "within": 1.0, "median_mm": 0.1, "worst_mm": 0.4, "pages_not_aligned": 0}},
    "marks": {"tick": ROW, "all": ROW},
    "real": {"ours": ROW},
    "identification": {
        "templates": 72,
        "pages": {"known_pages": {"pages": 24, "right": 24, "unknown": 0, "wrong": 0}},
        "times": [{"templates": 18, "milliseconds": 250.0}],
    },
    "reading_speed": {"median": 0.5, "times_bare": 1.3},
    "throughput": [{"readers": 1, "scans_a_second": 2.0, "peak_mb": 500.0}],
    "queue": {"enqueue_ms": 0.4, "work_ms": 3.0},
    "left_out": ["Tesseract is left out: tesseract is not installed."],
}


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_all_parts_become_tables(language: str) -> None:
    text = markdown(FIGURES, language)
    assert text.count("|---") > 10
    assert text.count("\n\n**") == 11
    assert "96.0 % / 0.05 %" in text
    assert "Tesseract is left out" in text


def test_parts_that_a_run_left_out_are_no_tables() -> None:
    partly = {key: part for key, part in FIGURES.items() if key not in ("identification", "reading_speed", "real")}
    assert "SROIE" not in markdown(partly, "en")

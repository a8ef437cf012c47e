import pytest

from ocr_service.reading.normalise.dates import parse_time


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("14:30", "14:30"), ("8：05", "08:05"), ("08:30:15", "08:30:15"), ("下午3时30分", "15:30"), ("上午9点",
        "09:00"),
        ("14点半", "14:30"), ("3:05 pm", "15:05"), ("12:10 a.m.", "00:10"), ("3pm", "15:00"), ("10时5分20秒",
        "10:05:20"),
    ],
)  # fmt: skip
def test_a_time_is_read_as_hours_and_minutes(written: str, value: str) -> None:
    assert parse_time(written) == value


@pytest.mark.parametrize("written", ["", "14", "25:00", "12:60", "下午", "12:3x", "99点"])
def test_what_is_no_time_of_day_is_refused(written: str) -> None:
    assert parse_time(written) is None

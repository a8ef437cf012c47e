import pytest

from ocr_service.reading.proposing.date_order import date_order

A4, LETTER = (210.0, 297.0), (215.9, 279.4)


@pytest.mark.parametrize(
    ("texts", "size", "order"),
    [
        (["Date: 8/20/2020"], A4, "month-day-year"),
        (["20/8/2020"], LETTER, "day-month-year"),
        (["3/4/2020", "5/17/2020"], A4, "month-day-year"),
        (["3/4/2020"], LETTER, "month-day-year"),
        (["3/4/2020"], A4, "day-month-year"),
        (["03.04.2020"], LETTER, "day-month-year"),
        (["2025-04-03"], LETTER, "year-month-day"),
        (["2025年4月3日"], A4, "year-month-day"),
        (["Ratio 3/4", "No. 12-345"], A4, None),
    ],
)
def test_the_order_of_figures_is_told(texts: list[str], size: tuple[float, float], order: str | None) -> None:
    assert date_order(texts, size) == order

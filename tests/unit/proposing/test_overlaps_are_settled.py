from ocr_service.forms.geometry import Box
from ocr_service.forms.proposal import ProposedField, ProposedOption
from ocr_service.reading.proposing.settle_overlaps import without_overlaps


def field(name: str, box: Box, sure: float, **more: object) -> ProposedField:
    return ProposedField(name=name, label=name, type="text", box=box, confidence=sure, **more)


def test_a_zone_that_reaches_into_the_next_row_is_cut() -> None:
    date = field("date", Box(x=10, y=10, width=30, height=7), 0.9)
    number = field("number", Box(x=10, y=16, width=30, height=7), 0.6)
    settled = without_overlaps([number, date], [])
    assert [(one.name, one.box.y, one.box.bottom) for one in settled] == [("date", 10, 17), ("number", 17, 23)]


def test_of_two_zones_in_one_place_the_surer_one_stays() -> None:
    box = Box(x=10, y=10, width=30, height=7)
    assert [one.name for one in without_overlaps([field("a", box, 0.5), field("b", box, 0.8)], [])] == ["b"]


def test_a_field_may_stand_between_the_boxes_of_a_choice() -> None:
    options = tuple(ProposedOption(name=f"o{x}", label="", box=Box(x=x, y=10, width=4, height=4)) for x in (10, 90))
    choice = field("choice", Box(x=10, y=10, width=84, height=4), 0.8, options=options)
    other = field("other", Box(x=40, y=9, width=30, height=6), 0.7)
    assert len(without_overlaps([choice, other], [])) == 2


def test_fields_stand_in_reading_order() -> None:
    boxes = {"c": (10, 20), "b": (60, 9), "a": (10, 10), "d": (60, 21)}
    fields = [field(name, Box(x=x, y=y, width=30, height=6), 0.8) for name, (x, y) in boxes.items()]
    assert [one.name for one in without_overlaps(fields, [])] == ["a", "b", "c", "d"]

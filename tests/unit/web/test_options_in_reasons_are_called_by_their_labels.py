"""Reasons name options by their values; people know them by what is printed beside the boxes."""

from functools import partial

from ocr_service.forms.content import Choice, Option, Tick
from ocr_service.forms.geometry import Box
from ocr_service.web.api.shown_reasons import show_reasons
from ocr_service.web.field_labels import FieldNames
from ocr_service.web.i18n import all_texts

BOX = Box(x=1, y=1, width=4, height=4)
WAYS = Choice(options=tuple(Option(value=one, label={"en": f"by {one}"}, box=BOX) for one in ("road", "rail", "sea")))
NAMES = FieldNames(
    title={}, labels={"way": {"en": "Way"}, "paid": {"en": "Paid"}}, contents={"way": WAYS, "paid": Tick()}, columns={}
)


def say(code: str, path: str, values: str) -> str:
    ticked = partial(NAMES.ticked, path=path, language="en")
    [shown] = show_reasons(all_texts(), "en", [{"code": code, "params": {"values": values}}], ticked=ticked)
    assert shown.params == {"values": values}  # programs go by the form's own names
    return shown.text


def test_several_ticks_are_told_by_their_labels() -> None:
    assert "(by road, by sea)" in say("marks_many", "way", "road, sea")


def test_a_tick_box_alone_is_told_by_its_fields_label() -> None:
    assert ": Paid." in say("mark_unclear", "paid", "paid")

import pytest

from ocr_service.usecases.board.value import FieldEntry, keys_of, saved_by, saved_hours


@pytest.mark.parametrize(("text", "keys"), [("", 0), ("1234.50", 7), ("华锦", 4), ("HJ 华", 5)])
def test_keys_of_a_text(text: str, keys: int) -> None:
    assert keys_of(text) == keys


def test_a_form_that_needed_nobody_saves_all_its_keys() -> None:
    saved = saved_by([FieldEntry(text="1234", doubted=False, corrected=False)] * 2, by_person=False)
    assert (saved.keys, saved.fields) == (10, 2)


def test_what_is_typed_at_the_desk_is_taken_off() -> None:
    confirmed = FieldEntry(text="1234", doubted=True, corrected=False)
    corrected = FieldEntry(text="1234", doubted=True, corrected=True)
    assert saved_by([confirmed, corrected], by_person=True).keys == 10 - 2 - 4 - 1
    assert saved_by([confirmed, corrected], by_person=True).fields == 0


def test_a_form_may_cost_more_than_it_saves() -> None:
    assert saved_by([FieldEntry(text="", doubted=True, corrected=True)], by_person=True).keys == -1


def test_hours_are_those_of_the_keystroke_level_model() -> None:
    assert saved_hours(keys=10_000, fields=1_000) == pytest.approx((2800 + 1350) / 3600)

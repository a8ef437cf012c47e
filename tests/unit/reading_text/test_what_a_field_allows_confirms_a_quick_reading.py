"""A reading that hesitates only between what the field allows and what it does not is as good as a plain one."""

from ocr_service.forms.content import Amount, Code, Content, Date, Text
from ocr_service.reading.confirm_text import confirmation
from ocr_service.reading.decoding.lexicons import Lexicon
from tests.doubles.text_steps import Step, crop_reading


def confirmed(steps: str | list[Step], content: Content, *, handwritten: bool = False) -> bool | None:
    confirm = confirmation(content, None, handwritten=handwritten)
    return None if confirm is None else confirm(crop_reading(steps).lines[0])


def test_a_reading_is_confirmed_where_the_field_allows_only_one_of_its_texts() -> None:
    assert confirmed([{"": 1.0}, {"A": 0.97, "4": 0.03}, {"": 1.0}, {"7": 0.999}], Code(pattern="[A-Z][0-9]"))


def test_a_reading_is_not_confirmed_where_the_field_allows_both_of_its_texts() -> None:
    assert confirmed([{"1": 0.9, "7": 0.1}, {"": 1.0}], Code(pattern="[0-9]")) is False


def test_a_reading_is_not_confirmed_by_a_text_that_the_picture_speaks_against() -> None:
    assert confirmed([{"A": 0.7, "4": 0.3}, {"": 1.0}], Code(pattern="[0-9]")) is False


def test_a_reading_is_not_confirmed_by_what_is_no_value_of_the_type() -> None:
    assert confirmed("2023-02-30", Date()) is False


def test_where_anything_may_stand_nothing_confirms() -> None:
    assert confirmation(Text(), None, handwritten=False) is None


def test_a_list_confirms_nothing_for_a_value_that_it_does_not_have_may_be_as_near() -> None:
    assert confirmation(Text(lexicon="units"), Lexicon(["箱", "桶"]), handwritten=False) is None


def test_figures_by_hand_are_always_read_thoroughly() -> None:
    assert confirmation(Amount(), None, handwritten=True) is None

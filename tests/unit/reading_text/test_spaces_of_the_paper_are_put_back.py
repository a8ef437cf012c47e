import numpy as np
import pytest

from ocr_service.reading.decoding.find_spaces import insert_spaces

HEIGHT = 20.0


def line(*words: str, letter: int = 12, gap: int = 2, space: int = 14) -> tuple[str, list[float], np.ndarray]:
    """Words as blocks of ink: characters of `letter` columns with `gap` between, `space` between words."""
    ink: list[bool] = []
    columns: list[float] = []
    for word in words:
        for _ in word:
            columns.append(len(ink) + letter / 2)
            ink += [True] * letter + [False] * gap
        ink += [False] * space
    return "".join(words), columns, np.array(ink)


def spaced(line: tuple[str, list[float], np.ndarray], *, seen: float = 0.0) -> str:
    text, columns, ink = line
    return insert_spaces(text, columns, [seen] * (len(text) - 1), ink, HEIGHT).text


def test_a_wide_gap_between_latin_words_is_a_space() -> None:
    assert spaced(line("PO", "2024", "AB")) == "PO 2024 AB"


def test_letters_set_wide_apart_all_along_are_one_word() -> None:
    assert spaced(line("ABCDEF", gap=9)) == "ABCDEF"


def test_chinese_words_are_parted_by_a_whole_character_only() -> None:
    assert spaced(line("张三", "李四", space=14)) == "张三李四"
    assert spaced(line("张三", "李四", space=14), seen=0.9) == "张三李四"
    assert spaced(line("张三", "李四", space=22)) == "张三 李四"


@pytest.mark.parametrize("words", [("月结", "30", "天"), ("第", "2", "行少", "1", "箱"), ("型号", "AB", "专用")])
@pytest.mark.parametrize("seen", [0.0, 0.9])
def test_between_chinese_and_figures_or_letters_a_gap_is_no_space(words: tuple[str, ...], seen: float) -> None:
    assert spaced(line(*words, space=16), seen=seen) == "".join(words)


def test_full_width_punctuation_brings_its_own_space() -> None:
    assert spaced(line("下次", "，", "补送", space=24), seen=0.9) == "下次，补送"
    assert spaced(line("少1箱", "，", "12", "天", space=24), seen=0.9) == "少1箱，12天"


@pytest.mark.parametrize("mark", [",", ".", ":", ";"])
def test_a_half_width_mark_after_chinese_is_set_like_a_full_width_one(mark: str) -> None:
    assert spaced(line("下次", mark, "补送", space=24), seen=0.9) == f"下次{mark}补送"
    assert spaced(line("电话", mark, "138", space=24), seen=0.9) == f"电话{mark}138"


def test_no_space_stands_in_front_of_a_comma_or_inside_brackets() -> None:
    assert spaced(line("Leeds", ",", "York", "(", "UK", ")")) == "Leeds, York (UK)"


def test_a_space_that_the_recogniser_saw_needs_only_a_narrower_gap() -> None:
    assert spaced(line("AB", "CD", space=3), seen=0.5) == "AB CD"


def test_a_space_without_any_gap_is_dropped_unless_the_recogniser_is_sure() -> None:
    assert seen_at(line("fillpaper", gap=0), 3) == "fillpaper"
    assert seen_at(line("fillpaper", gap=0), 3, seen=0.99) == "fill paper"


def test_a_gap_belongs_to_the_space_that_the_recogniser_sees_beside_it() -> None:
    assert seen_at(line("Fil", "larriving", space=9), 3, seen=0.99) == "Fill arriving"


def unsettled(line: tuple[str, list[float], np.ndarray], *seen: float) -> int:
    text, columns, ink = line
    return insert_spaces(text, columns, seen, ink, HEIGHT).unsettled


def test_where_ink_and_recogniser_contradict_each_other_it_is_unsettled() -> None:
    assert unsettled(line("ab", "cd", space=9), 0.0, 0.8, 0.0) == 0
    assert unsettled(line("abcd"), 0.0, 0.8, 0.0) == 1
    assert unsettled(line("ab", "cd", space=14), 0.0, 0.0, 0.0) == 1
    assert unsettled(line("张三", "李四", space=22), 0.0, 0.0, 0.0) == 0


def test_one_character_has_no_spaces() -> None:
    assert insert_spaces("A", [8.0], [], np.ones(20, np.bool_), HEIGHT).text == "A"
    assert insert_spaces("", [], [], np.ones(20, np.bool_), HEIGHT).text == ""


@pytest.mark.parametrize("text", ["G14/110", "PA66-16", "17*105mm", "11.5*40", "111711"])
def test_marks_and_narrow_figures_inside_a_code_part_nothing(text: str) -> None:
    """Middles at one pitch; ones and marks leave wide gaps."""
    pitch = 10
    ink = np.zeros(pitch * len(text), np.bool_)
    for place, character in enumerate(text):
        half = 1 if character in "1-/*." else 4
        ink[pitch * place + 5 - half : pitch * place + 5 + half] = True
    middles = [pitch * place + 5.0 for place in range(len(text))]
    assert insert_spaces(text, middles, [0.0] * (len(text) - 1), ink, 14.0).text == text


def seen_at(line: tuple[str, list[float], np.ndarray], *places: int, seen: float = 0.9) -> str:
    """With the recogniser's word for a space after these characters (from 0)."""
    text, columns, ink = line
    return insert_spaces(text, columns, [seen * (place in places) for place in range(len(text) - 1)], ink, HEIGHT).text


def test_a_hyphen_is_not_set_apart_on_one_side_whatever_the_recogniser_sees() -> None:
    assert seen_at(line("PA66", "-17", space=9), 3) == "PA66-17"
    assert seen_at(line("ZB-", "120A", space=9), 2) == "ZB-120A"


def test_at_one_pitch_a_hyphen_is_not_set_apart_however_small_it_is_drawn() -> None:
    text, columns, ink = line("PA66", "-", "17", space=2)
    middle = round(columns[4])
    ink[middle - 6 : middle - 1] = ink[middle + 1 : middle + 6] = False
    gap_before = [0.9 * (place == 3) for place in range(len(text) - 1)]
    assert insert_spaces(text, columns, gap_before, ink, 10.0).text == "PA66-17"


def test_a_hyphen_between_two_spaces_keeps_them() -> None:
    assert seen_at(line("Leeds", "-", "York", space=9), 4, 5) == "Leeds - York"


def test_a_minus_behind_a_wide_gap_stands_apart() -> None:
    assert seen_at(line("T2", "-17", space=16), 1) == "T2 -17"

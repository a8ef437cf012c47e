import numpy as np

from ocr_service.reading.find_spaces import insert_spaces

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


def test_a_wide_gap_between_latin_words_is_a_space() -> None:
    assert insert_spaces(*line("PO", "2024", "AB"), HEIGHT) == "PO 2024 AB"


def test_letters_set_wide_apart_all_along_are_one_word() -> None:
    assert insert_spaces(*line("ABCDEF", gap=9), HEIGHT) == "ABCDEF"


def test_chinese_characters_need_a_wider_gap() -> None:
    assert insert_spaces(*line("张三", "李四", space=8), HEIGHT) == "张三李四"
    assert insert_spaces(*line("张三", "李四", space=22), HEIGHT) == "张三 李四"


def test_full_width_punctuation_brings_its_own_space() -> None:
    assert insert_spaces(*line("下次", "，", "补送", space=16), HEIGHT) == "下次，补送"


def test_a_space_that_the_recogniser_saw_needs_only_a_narrow_gap() -> None:
    _, columns, ink = line("AB", "CD", space=3)
    with_space = [*columns[:2], (columns[1] + columns[2]) / 2, *columns[2:]]
    assert insert_spaces("AB CD", with_space, ink, HEIGHT) == "AB CD"


def test_a_space_without_any_gap_is_dropped() -> None:
    _, columns, ink = line("ABCD")
    assert insert_spaces("AB CD", [*columns[:2], columns[2] - 6, *columns[2:]], ink, HEIGHT) == "ABCD"


def test_one_character_has_no_spaces() -> None:
    assert insert_spaces(" A ", [3.0, 8.0, 12.0], np.ones(20, np.bool_), HEIGHT) == "A"

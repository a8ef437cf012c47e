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


def spaced(line: tuple[str, list[float], np.ndarray], *, seen: float = 0.0) -> str:
    text, columns, ink = line
    return insert_spaces(text, columns, [seen] * (len(text) - 1), ink, HEIGHT)


def test_a_wide_gap_between_latin_words_is_a_space() -> None:
    assert spaced(line("PO", "2024", "AB")) == "PO 2024 AB"


def test_letters_set_wide_apart_all_along_are_one_word() -> None:
    assert spaced(line("ABCDEF", gap=9)) == "ABCDEF"


def test_chinese_characters_need_a_wider_gap() -> None:
    assert spaced(line("张三", "李四", space=8)) == "张三李四"
    assert spaced(line("张三", "李四", space=22)) == "张三 李四"


def test_full_width_punctuation_brings_its_own_space() -> None:
    assert spaced(line("下次", "，", "补送", space=16)) == "下次，补送"


def test_a_space_that_the_recogniser_saw_needs_only_a_narrower_gap() -> None:
    assert spaced(line("张三", "李四", space=8), seen=0.5) == "张三 李四"
    assert spaced(line("AB", "CD", space=3), seen=0.5) == "AB CD"


def test_a_space_without_any_gap_is_dropped() -> None:
    assert spaced(line("ABCD", gap=0), seen=1.0) == "ABCD"


def test_one_character_has_no_spaces() -> None:
    assert insert_spaces("A", [8.0], [], np.ones(20, np.bool_), HEIGHT) == "A"
    assert insert_spaces("", [], [], np.ones(20, np.bool_), HEIGHT) == ""

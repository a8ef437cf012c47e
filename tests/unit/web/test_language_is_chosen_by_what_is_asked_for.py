"""Accept-Language, also where it is junk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.web.i18n import LANGUAGES, choose_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh-CN"),
        ("", "zh-CN"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("EN-us", "en"),
        ("zh-TW,en;q=0.8", "zh-CN"),
        ("en;q=0.5,zh-CN;q=0.9", "zh-CN"),
        ("de,fr;q=0.9,en;q=0.1", "en"),
        ("de", "zh-CN"),
        ("*", "zh-CN"),
        ("en;q=0", "zh-CN"),
        ("en;q=nan", "zh-CN"),
        ("en;q=1e9,zh;q=0.1", "zh-CN"),
        (";;;,,,=q;en", "zh-CN"),
        ("\x00en", "zh-CN"),
        ("de," * 1000 + "en", "zh-CN"),
    ],
)
def test_the_best_language_that_we_have(header: str | None, language: str) -> None:
    assert choose_language(header) == language


def test_a_persons_own_choice_comes_first_where_we_have_it() -> None:
    assert choose_language("zh-CN", preferred="en") == "en"
    assert choose_language("en", preferred="fr") == "en"


@given(st.text())
def test_no_header_breaks_it(header: str) -> None:
    assert choose_language(header) in LANGUAGES

"""Names of uploaded files are shown to people: nothing in them may deceive or break out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr_service.usecases.receiving.file_names import MAX_CHARACTERS, clean_file_name


@pytest.mark.parametrize(
    ("given_name", "clean"),
    [
        ("slip.pdf", "slip.pdf"),
        ("送货单 2024-03.pdf", "送货单 2024-03.pdf"),
        ("发票📄👨‍👩‍👧.png", "发票📄👨‍👩‍👧.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\scans\\送货单.jpg", "送货单.jpg"),
        ("a\0b\r\nc\x1b[31m.png", "ab c[31m.png"),
        ("harmless\u202egnp.exe", "harmlessgnp.exe"),
        ("e\u0301.png", "\u00e9.png"),
        ("..", "scan"),
        ("", "scan"),
        ("folder/", "scan"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("x." + "y" * 300, "x." + "y" * 198),
    ],
)
def test_a_name_is_made_safe(given_name: str, clean: str) -> None:
    assert clean_file_name(given_name) == clean


@given(st.text())
def test_any_name_becomes_a_safe_one(name: str) -> None:
    clean = clean_file_name(name)
    assert 1 <= len(clean) <= MAX_CHARACTERS
    assert clean.isprintable() or "\u200d" in clean or "\u3000" in clean
    assert not {"/", "\\"} & set(clean)
    clean.encode("utf-8")
    assert clean_file_name(clean) == clean

import pytest

from ocr_service.cli.tables import Row, as_written, fields_table


@pytest.mark.parametrize(
    ("locale", "text", "value", "written"),
    [
        ("en_GB.UTF-8", "", True, "yes"),
        ("en_GB.UTF-8", "", False, "no"),
        ("zh_CN.UTF-8", "", True, "有"),
        ("zh_CN.UTF-8", "", False, "无"),
        ("zh_CN.UTF-8", "✓", True, "✓"),
        ("zh_CN.UTF-8", "12.50", 12.5, "12.50"),
        ("zh_CN.UTF-8", "", None, ""),
    ],
)
def test_a_signature_is_there_or_not(
    monkeypatch: pytest.MonkeyPatch, locale: str, text: str, value: object, written: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    assert as_written(text, value) == written


@pytest.mark.parametrize(
    ("locale", "reasons", "read"),
    [
        ("en_GB.UTF-8", ("It is faint.", "Look at it."), "It is faint. Look at it."),
        ("zh_CN.UTF-8", ("字迹太淡。", "请核对。"), "字迹太淡。请核对。"),
    ],
)
def test_reasons_follow_each_other_as_sentences(
    monkeypatch: pytest.MonkeyPatch, locale: str, reasons: tuple[str, ...], read: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    table = fields_table("form", [Row("seal", "", 0.5, "review", reasons)], reasons)
    assert list(table.columns[-1].cells) == [read]
    assert table.caption == read

import re
from pathlib import Path

import pytest

from ocr_service.cli.explain import write_explanation
from ocr_service.forms.result import Alternative, FieldResult, FormResult, PageResult, Reason, ResultBox

PICTURE = b"\xff\xd8\xff picture \xff\xd9"


def result(text: str = "41735.10") -> FormResult:
    fields = [
        FieldResult(
            path=path,
            type="amount",
            value=text,
            text=text,
            raw_text=f"¥{text}",
            confidence=0.62,
            page=page,
            box=ResultBox(x=100, y=50, width=200, height=40),
            decision="review",
            reasons=(Reason(code="fields_to_review", params={"count": 3}),),
            alternatives=(Alternative(text="41735.18", confidence=0.31),),
            residual_mm=0.07,
        )
        for path, page in (("total", 1), ("items[0].amount", 2))
    ]
    pages = [PageResult(number=n, picture=PICTURE, width=1000, height=700, dpi=200.0, template_page=n) for n in (1, 2)]
    return FormResult(
        template="slip",
        template_version=3,
        decision="review",
        pages=tuple(pages),
        fields=tuple(fields),
        seconds={"open_scan": 0.0123},
    )


def explain(folder: Path, reading: FormResult, name: str = "scan.jpg") -> str:
    write_explanation(folder / "page.html", name, reading)
    return (folder / "page.html").read_text(encoding="utf-8")


def test_every_field_has_its_crop_its_readings_and_its_place(tmp_path: Path) -> None:
    page = explain(tmp_path, result())
    for anchor in ("field-total", "field-items-0--amount"):
        assert page.count(f'id="{anchor}"') == page.count(f'href="#{anchor}"') == 1
    for shown in ("¥41735.10", "41735.18", "0.310", "0.620", "0.07", "12.3 ms", "left:10.0%"):
        assert shown in page


def test_nothing_is_fetched_from_anywhere(tmp_path: Path) -> None:
    addresses = re.findall(r'(?:src|href)="([^"]*)"', explain(tmp_path, result()))
    assert addresses
    assert all(address.startswith(("#", "data:image/jpeg;base64,")) for address in addresses)


def test_each_page_is_embedded_once(tmp_path: Path) -> None:
    assert explain(tmp_path, result()).count("data:image/jpeg;base64,") == 2


def test_what_stands_on_the_paper_is_no_markup(tmp_path: Path) -> None:
    page = explain(tmp_path, result("<script>alert(1)</script>"), name='"><img src=x>')
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize(("locale", "word"), [("zh_CN.UTF-8", "置信度"), ("C.UTF-8", "confidence")])
def test_it_speaks_the_terminals_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locale: str, word: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    assert word in explain(tmp_path, result())

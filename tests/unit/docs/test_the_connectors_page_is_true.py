import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ocr_service.delivery.connectors import registry
from ocr_service.delivery.connectors.wecom_form import contents_of
from ocr_service.delivery.mapping import PayloadMapping

DOCS = Path(__file__).parents[3] / "docs"
PACKAGE = Path(registry.__file__).parents[2]
EVENT = {
    "type": "form.accepted",
    "data": {
        "values": {
            "order_no": "A-1",
            "supplier": "三和包装",
            "date": "2026-03-02",
            "total": "12.50",
            "items": [{"code": "TG11", "item": "纸箱", "qty": 5}, {"code": "TG12", "item": "木箱", "qty": 1}],
        }
    },
}
both_pages = pytest.mark.parametrize("page", ["connectors.md", "connectors.zh-CN.md"])


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(page), re.M | re.S)


def examples(page: str) -> Mapping[str, tuple[dict[str, Any], str]]:
    receivers = [json.loads(block) for block in blocks(page, "json")]
    return {one["kind"]: (one, mapping) for one, mapping in zip(receivers, blocks(page, "text"), strict=True)}


@both_pages
def test_each_connector_has_its_example(page: str) -> None:
    assert set(examples(page)) == set(registry.connectors())


def test_both_languages_show_the_same_code() -> None:
    for language in ("json", "text", "python", "toml", "http"):
        assert blocks("connectors.md", language) == blocks("connectors.zh-CN.md", language)


@pytest.mark.parametrize("kind", sorted(registry.connectors()))
def test_the_settings_of_the_example_are_taken(kind: str) -> None:
    receiver, _ = examples("connectors.md")[kind]
    settings = dict(receiver["settings"])
    if kind == "file-drop":  # a real key would look like one that was lost
        settings["host_key"] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJhwnX8DWzPVWOdG3VHsXmUGsQ7j7jB2hCSHGu0p5rvb"
    registry.read_settings(kind, settings)


@pytest.mark.parametrize("kind", sorted(registry.connectors()))
def test_the_mapping_of_the_example_gives_a_whole_document(kind: str) -> None:
    _, mapping = examples("connectors.md")[kind]
    document = PayloadMapping(mapping).apply(EVENT)
    assert "null" not in json.dumps(document)
    assert "三和包装" not in mapping or kind not in ("kingdee", "sap", "odoo") or "三和包装" not in json.dumps(document)
    match kind:
        case "file-drop":
            assert [row["order"] for row in document] == ["A-1", "A-1"]
        case "feishu":
            assert all({"id", "type", "value"} == set(widget) for widget in document)
        case "wecom":
            assert len(contents_of(document)) == len(document)
        case _:
            assert isinstance(document, dict)
            assert document


@both_pages
def test_each_error_stands_in_the_table(page: str) -> None:
    listed = re.findall(r"^\| `(connector_[a-z_]+)` \|", text_of(page), re.M)
    sentences = json.loads((PACKAGE / "web" / "locales" / "en" / "connectors.json").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(key.removeprefix("error.") for key in sentences if key.startswith("error."))


@both_pages
def test_each_error_that_is_named_is_one(page: str) -> None:
    sentences = json.loads((PACKAGE / "web" / "locales" / "en" / "connectors.json").read_text(encoding="utf-8"))
    named = set(re.findall(r"`(connector_[a-z_]+)`", text_of(page)))
    assert {code for code in named if f"error.{code}" not in sentences} == set()

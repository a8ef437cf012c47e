import json
import re
from inspect import getdoc
from pathlib import Path

import pytest
from pydantic import SecretStr

from ocr_service.delivery.connectors import connector, registry

PACKAGE = Path(connector.__file__).parents[2]
LANGUAGES = ("zh-CN", "en")


def sentences(language: str) -> dict[str, str]:
    told: dict[str, str] = json.loads(
        (PACKAGE / "web" / "locales" / language / "connectors.json").read_text(encoding="utf-8")
    )
    return told


def codes() -> set[str]:
    sources = (PACKAGE / "delivery").rglob("*.py")
    found = {
        code for file in sources for code in re.findall(r'"(connector_[a-z_]+)"', file.read_text(encoding="utf-8"))
    }
    return found - {"connector_not_loaded", "connector_confused"}  # events of the log


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_and_each_code_has_its_sentence_and_none_is_left_over(language: str) -> None:
    kinds = {registry.WEBHOOK, *registry.connectors()}
    assert {f"error.{code}" for code in codes()} | {f"connector.{kind}" for kind in kinds} == set(sentences(language))


def test_each_connector_names_the_documents_that_it_keeps_to() -> None:
    ours = {kind: getdoc(type(one)) or "" for kind, one in registry.connectors().items()}
    of_vendors = {kind: doc for kind, doc in ours.items() if kind not in ("rest", "database", "file-drop")}
    assert [kind for kind, doc in of_vendors.items() if not re.search(r"After .*\.(?:com|cn|io)", doc, re.S)] == []


def test_each_setting_that_is_a_secret_is_one_for_the_program_too() -> None:
    telling = re.compile(r"secret|password|api_key$|token$|private_key")
    loose = [
        (kind, name)
        for kind, one in registry.connectors().items()
        for name, field in one.Settings.model_fields.items()
        if telling.search(name) and SecretStr not in (field.annotation, *getattr(field.annotation, "__args__", ()))
    ]
    assert loose == [("erpnext", "api_key")]  # a name there; its secret is `api_secret`

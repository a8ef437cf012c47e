"""Every type, key, value and rule of the template format has a name on the designer's panels, in both languages."""

from collections.abc import Iterator
from typing import Any

import pytest

from ocr_service.forms.template_file import template_schema
from ocr_service.web.i18n import LANGUAGES, all_texts

SCHEMA = template_schema()
# A box is drawn, not spelt out; its sides have no names in the file.
WITHOUT_KEYS = {"Box"}


def _words() -> Iterator[str]:
    for definition in (SCHEMA, *(one for name, one in SCHEMA["$defs"].items() if name not in WITHOUT_KEYS)):
        for key, node in definition["properties"].items():
            if key in ("format", "version", "rule", "rules", "tables", "pages"):
                continue
            yield f"designer.key.{key}"
            yield from (f"designer.value.{value}" for value in _values(node))
    mapping = SCHEMA["$defs"]["Field"]["properties"]["read"]["discriminator"]["mapping"]
    yield from (f"designer.type.{name}" for name in mapping)
    for rule in SCHEMA["properties"]["rules"]["items"]["discriminator"]["mapping"]:
        yield from (f"designer.rule.{rule}", f"designer.rule_says.{rule}")


def _values(node: dict[str, Any]) -> list[str]:
    branches = [node, *node.get("anyOf", ()), node.get("items", {})]
    return [value for branch in branches for value in branch.get("enum", ())]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_without_a_name(language: str) -> None:
    assert set(_words()) - all_texts().of(language).keys() == set()

"""Golden readings: the real model reads every sample scan as it is held to be read."""

from typing import Any

import pytest

from ocr_service.reading.placing.catalogue import Catalogue
from ocr_service.reading.text_engine import TextEngine
from tests.integration.engine.held_readings import FOLDERS, held, open_catalogue, read_folder

# Two hundredths: processors round differently.
NEAR = 0.02


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return open_catalogue()


def changes(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What differs, one line for each scan or field."""
    found = [f"{name}: {before.get(name)} -> {now.get(name)}" for name in ("error", "template", "decision", "reasons")
             if before.get(name) != now.get(name)]  # fmt: skip
    old, new = before.get("fields", {}), now.get("fields", {})
    for path in sorted(old.keys() | new.keys()):
        one, other = old.get(path), new.get(path)
        same = one is not None and other is not None and one[:2] == other[:2] and abs(one[2] - other[2]) <= NEAR
        if not same:
            found.append(f"{path}: {one} -> {other}")
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_samples_are_read_as_they_are_held(folder: str, engine: TextEngine, catalogue: Catalogue) -> None:
    before, now = held(folder), read_folder(folder, engine, catalogue)
    assert before.keys() == now.keys()
    assert {name: changes(before[name], now[name]) for name in now if changes(before[name], now[name])} == {}


def test_a_changed_value_a_lost_row_and_another_decision_are_seen() -> None:
    before = {"template": "a", "decision": "accept", "reasons": [], "fields": {"n": ["1", "accept", 0.99]}}
    assert changes(before, before) == []
    assert changes(before, {**before, "fields": {"n": ["1", "accept", 0.98]}}) == []
    for other in (["7", "accept", 0.99], ["1", "review", 0.99], ["1", "accept", 0.9]):
        assert len(changes(before, {**before, "fields": {"n": other}})) == 1
    assert len(changes(before, {**before, "fields": {}})) == 1
    assert len(changes(before, {**before, "decision": "review"})) == 1

"""What changed from one version of a form to the next: each change as a code with its figures, and where it lies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ocr_service.forms.geometry import Box
from ocr_service.forms.result import Reason
from ocr_service.forms.rules import AnyRule, rule_paths
from ocr_service.forms.template import Column, Field, Table, Template
from ocr_service.forms.template_file import list_name

# Zones drawn by hand are never the same twice; less than this (mm) is no move.
_LEAST_MOVE_MM: Final = 0.05
# Where a zone lies and which parts it has are compared as such, not as keys.
_PLACES: Final = frozenset({"name", "page", "box", "left", "right", "columns", "totals"})
_PARTS: Final = frozenset({"format", "name", "version", "pages", "fields", "tables", "rules"})


@dataclass(frozen=True, kw_only=True)
class Change:
    """`zone` is a field, a table or ``table.column``, None for what is of the form as a whole.

    `page` (from 1) and the boxes (mm) say where it was `before` and where it is `after`, None where it was not there.
    """

    reason: Reason
    zone: str | None = None
    page: int | None = None
    before: Box | None = None
    after: Box | None = None


@dataclass(frozen=True, kw_only=True)
class _Zone:
    """A zone with what can be said about it in keys (``read.minimum``).

    `place` is what is compared: a column's place within its table, so that a table that moves takes its columns along.
    """

    name: str
    kind: str
    page: int
    box: Box
    place: Box
    keys: Mapping[str, Any]


def find_changes(
    old: Template,
    new: Template,
    *,
    old_files: Mapping[str, str] | None = None,
    new_files: Mapping[str, str] | None = None,
) -> tuple[Change, ...]:
    """Every change, those of the form as a whole first. The files are SHA-256 by name (pictures, look-up lists)."""
    return (
        *_form_changes(old, new),
        *_page_changes(old, new, old_files or {}, new_files or {}),
        *_zone_changes(old, new),
        *_total_changes(old, new),
        *_rule_changes(old, new),
        *_list_changes(old_files or {}, new_files or {}),
    )


def _form_changes(old: Template, new: Template) -> Iterator[Change]:
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    for key in before:
        if key not in _PARTS and before[key] != after[key]:
            yield Change(reason=Reason(code="change_form", params=_values(key, before[key], after[key])))


def _page_changes(
    old: Template, new: Template, old_files: Mapping[str, str], new_files: Mapping[str, str]
) -> Iterator[Change]:
    for number in range(1, max(len(old.pages), len(new.pages)) + 1):
        params: dict[str, Any] = {"page": number}
        if number > len(old.pages) or number > len(new.pages):
            added = number > len(old.pages)
            reason = Reason(code="change_page_added" if added else "change_page_removed", params=params)
            yield Change(reason=reason, page=number if added else None)
            continue
        one, other = old.pages[number - 1], new.pages[number - 1]
        if old_files.get(one.image) != new_files.get(other.image):
            yield Change(reason=Reason(code="change_page_picture", params=params), page=number)
        before, after = one.model_dump(mode="json"), other.model_dump(mode="json")
        for key in ("size_mm", "labels", "repeats"):
            if before[key] != after[key]:
                values = _values(key, _labels(before[key]), _labels(after[key]))
                yield Change(reason=Reason(code="change_page", params={**params, **values}), page=number)


def _labels(value: Any) -> Any:
    return [one["text"] if isinstance(one, dict) else one for one in value] if isinstance(value, list) else value


def _zone_changes(old: Template, new: Template) -> Iterator[Change]:
    before, after = _zones(old), _zones(new)
    renamed = dict(_renamed(before, after))
    for name, zone in after.items():
        was = before.get(name) or (before[renamed[name]] if name in renamed else None)
        if was is None:
            reason = Reason(code="change_zone_added", params={"zone": name})
            yield Change(reason=reason, zone=name, page=zone.page, after=zone.box)
            continue
        if name in renamed:
            params = {"zone": name, "before": was.name, "after": name}
            yield _change("change_zone_renamed", params, was, zone)
        yield from _place_changes(was, zone)
        yield from _key_changes(was, zone)
    for name, zone in before.items():
        if name not in after and name not in renamed.values():
            reason = Reason(code="change_zone_removed", params={"zone": name})
            yield Change(reason=reason, zone=name, page=zone.page, before=zone.box)


def _renamed(before: Mapping[str, _Zone], after: Mapping[str, _Zone]) -> Iterator[tuple[str, str]]:
    """New name and old name of what lies exactly where it lay, under another name."""
    gone = [zone for name, zone in before.items() if name not in after]
    for name, zone in after.items():
        if name in before:
            continue
        was = next((one for one in gone if (one.kind, one.page, one.box) == (zone.kind, zone.page, zone.box)), None)
        if was is not None:
            gone.remove(was)
            yield name, was.name


def _place_changes(was: _Zone, zone: _Zone) -> Iterator[Change]:
    if was.page != zone.page:
        yield _change("change_zone_page", {"zone": zone.name, "page": zone.page}, was, zone)
        return
    one, other = was.place, zone.place
    moved = max(abs(other.x - one.x), abs(other.y - one.y))
    grown = max(abs(other.width - one.width), abs(other.height - one.height))
    if grown > _LEAST_MOVE_MM:
        size = {"width": round(zone.box.width, 1), "height": round(zone.box.height, 1)}
        yield _change("change_zone_resized", {"zone": zone.name, **size}, was, zone)
    elif moved > _LEAST_MOVE_MM:
        far = ((other.x - one.x) ** 2 + (other.y - one.y) ** 2) ** 0.5
        yield _change("change_zone_moved", {"zone": zone.name, "mm": round(far, 1)}, was, zone)


def _key_changes(was: _Zone, zone: _Zone) -> Iterator[Change]:
    retyped = was.keys.get("read.type") != zone.keys.get("read.type")
    for key in sorted(was.keys.keys() | zone.keys.keys()):
        before, after = was.keys.get(key), zone.keys.get(key)
        # Another type has other keys; that they went with it needs no word.
        if before == after or (retyped and key.startswith("read.") and key != "read.type"):
            continue
        yield _change("change_zone_key", {"zone": zone.name, **_values(key, before, after)}, was, zone)


def _change(code: str, params: dict[str, Any], was: _Zone, zone: _Zone) -> Change:
    page = zone.page
    before = was.box if was.page == page else None
    return Change(reason=Reason(code=code, params=params), zone=zone.name, page=page, before=before, after=zone.box)


def _values(key: str, before: Any, after: Any) -> dict[str, Any]:
    return {"key": key.removeprefix("read."), "before": before, "after": after}


def _zones(template: Template) -> dict[str, _Zone]:
    zones = [_zone_of(field, "field") for field in template.fields]
    for table in template.tables:
        zones.append(_zone_of(table, "table"))
        for column in table.columns:
            zones.append(_zone_of_column(table, column))
    return {zone.name: zone for zone in zones}


def _zone_of(part: Field | Table, kind: str) -> _Zone:
    keys = _flat(part.model_dump(mode="json"))
    return _Zone(name=part.name, kind=kind, page=part.page, box=part.box, place=part.box, keys=keys)


def _zone_of_column(table: Table, column: Column) -> _Zone:
    width = column.right - column.left
    return _Zone(
        name=f"{table.name}.{column.name}",
        kind=f"column of {table.name}",
        page=table.page,
        box=Box(x=column.left, y=table.box.y, width=width, height=table.box.height),
        place=Box(x=column.left - table.box.x, y=0, width=width, height=1),
        keys=_flat(column.model_dump(mode="json")),
    )


def _flat(dumped: Mapping[str, Any]) -> dict[str, Any]:
    flat = {key: value for key, value in dumped.items() if key not in _PLACES and key != "read"}
    return flat | {f"read.{key}": value for key, value in dumped.get("read", {}).items()}


def _total_changes(old: Template, new: Template) -> Iterator[Change]:
    before, after = (
        {total.name: (table.name, total) for table in template.tables for total in table.totals}
        for template in (old, new)
    )
    for name in sorted(before.keys() ^ after.keys()):
        code = "change_zone_added" if name in after else "change_zone_removed"
        yield Change(reason=Reason(code=code, params={"zone": name}), zone=name)
    for name in sorted(before.keys() & after.keys()):
        was, now = (one[name][1].model_dump(mode="json") for one in (before, after))
        for key in was:
            if was[key] != now[key]:
                reason = Reason(code="change_zone_key", params={"zone": name, **_values(key, was[key], now[key])})
                yield Change(reason=reason, zone=name)


def _rule_changes(old: Template, new: Template) -> Iterator[Change]:
    before, after = list(old.rules), list(new.rules)
    for rule in old.rules:
        if rule in after:
            before.remove(rule)
            after.remove(rule)
    for rule in before:
        yield Change(reason=Reason(code="change_rule_removed", params=_rule(rule)))
    for rule in after:
        yield Change(reason=Reason(code="change_rule_added", params=_rule(rule)))


def _rule(rule: AnyRule) -> dict[str, Any]:
    return {"rule": rule.rule, "paths": list(rule_paths(rule))}


def _list_changes(old_files: Mapping[str, str], new_files: Mapping[str, str]) -> Iterator[Change]:
    before, after = (
        {name: sha256 for name, sha256 in files.items() if "/" in name} for files in (old_files, new_files)
    )
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) == after.get(name):
            continue
        code = "change_list" if name in before and name in after else f"change_list_{_came(name, after)}"
        yield Change(reason=Reason(code=code, params={"file": list_name(name)}))


def _came(name: str, after: Mapping[str, str]) -> str:
    return "added" if name in after else "removed"

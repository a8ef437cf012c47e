"""Where in a template something stands: its key, its line in the file, and the parts that it lies in.

A place is a path of keys and indices as the file has them: ``("fields", 3, "read", "pattern")``.
"""

from collections.abc import Sequence
from typing import Any, Final

import yaml

Path = tuple[str | int, ...]

_LONGEST: Final = 80  # characters of a name that are told
# What an entry of a list is, by the path of the list with its indices left out.
_KINDS: Final = {
    ("pages",): "page",
    ("pages", "labels"): "words",
    ("fields",): "field",
    ("fields", "read", "options"): "option",
    ("tables",): "table",
    ("tables", "columns"): "column",
    ("tables", "totals"): "total",
    ("tables", "continues"): "continuation",
    ("rules",): "rule",
}


def place_in(data: Any, location: Sequence[str | int]) -> tuple[Path, bool]:
    """The place that Pydantic's location means, and whether it is the whole of it.

    Pydantic also steps through what is no key of the file: the type that it took a part for, and below a single value
    the types that it could have had.
    """
    path: Path = ()
    here = data
    for step in location:
        if _is_type(path, here, step):
            continue
        if not isinstance(here, dict | list):
            return path, False
        path += (step,)
        here = _entry(here, step)
    return path, True


def path_of(place: str) -> Path:
    """A place as it is told (``fields.3.read.pattern``) as a path."""
    return tuple(int(step) if step.isdecimal() else step for step in place.split(".")) if place else ()


def entry_at(data: Any, path: Sequence[str | int]) -> Any:
    """What stands at a place; None where there is nothing."""
    for step in path:
        data = _entry(data, step)
    return data


def _entry(data: Any, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None


def parts_along(data: Any, path: Sequence[str | int]) -> list[dict[str, Any]]:
    """The parts of the form that a place lies in, from the outermost: ``kind``, ``number`` (from 1), and ``name``.

    The name is what people call it: its label by language, where it has one; of a rule its kind.
    """
    parts = []
    here = data
    for depth, step in enumerate(path):
        here = _entry(here, step)
        kind = _KINDS.get(tuple(str(one) for one in path[:depth] if not isinstance(one, int)))
        if kind is not None and isinstance(step, int):
            parts.append({"kind": kind, "number": step + 1, "name": _name_of(here)})
    return parts


def line_of(root: yaml.Node, path: Sequence[str | int]) -> int:
    """The line (from 1) of the file at which the place stands, or as much of it as there is."""
    node, line = root, root.start_mark.line
    for step in path:
        found = _below(node, step)
        if found is None:
            break
        mark, node = found
        line = mark.line
    return int(line) + 1


def _below(node: yaml.Node, step: str | int) -> tuple[yaml.Mark, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key.start_mark, value) for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark, node.value[step]
    return None


def _is_type(path: Path, here: Any, step: str | int) -> bool:
    if not isinstance(here, dict) or not path:
        return False
    if path[-1] == "read":
        return bool(here.get("type") == step)
    return path[0] == "rules" and len(path) == 2 and bool(here.get("rule") == step)


def _name_of(part: Any) -> Any:
    if not isinstance(part, dict):
        return None
    label = part.get("label")
    if isinstance(label, dict) and any(isinstance(text, str) and text for text in label.values()):
        return {str(language): text[:_LONGEST] for language, text in label.items() if isinstance(text, str) and text}
    named = (part.get(key) for key in ("name", "rule", "text", "value"))
    return next((name[:_LONGEST] for name in named if isinstance(name, str) and name), None)

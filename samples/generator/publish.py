"""Writes a form for the service: template.yaml, its reference pictures, look-up lists and a README."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from ocr_service.forms.geometry import Box
from samples.generator.design import FormDesign
from samples.generator.draw import REFERENCE_DPI, reference_picture


class _Dumper(yaml.SafeDumper):
    """Block style, but short lists of plain values on one line, and texts of several lines as they stand."""


def _write_list(dumper: yaml.SafeDumper, values: list[Any]) -> yaml.Node:
    flat = all(not isinstance(value, dict | list) for value in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=flat)


def _write_mapping(dumper: yaml.SafeDumper, values: dict[str, Any]) -> yaml.Node:
    flat = "type" in values and "options" not in values
    flat = flat or "rule" in values or set(values) == {"text", "box"}
    local = set(values) <= {"zh-CN", "en"}
    flat = flat or (local and not any("\n" in text for text in values.values()))
    return dumper.represent_mapping("tag:yaml.org,2002:map", values.items(), flow_style=flat)


def _write_text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _write_text)
_Dumper.add_representer(list, _write_list)
_Dumper.add_representer(dict, _write_mapping)


def template_yaml(design: FormDesign) -> str:
    """The text of template.yaml: every key that differs from its default, in the model's order."""
    text: str = yaml.dump(
        plain(design.template), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=118, default_flow_style=False
    )
    return text


def plain(value: Any) -> Any:
    """Models as mappings without the keys that keep their default; the keys that tell types apart stay."""
    if isinstance(value, Box):
        return [_number(edge) for edge in (value.x, value.y, value.width, value.height)]
    if isinstance(value, BaseModel):
        kept = {}
        for name, about in type(value).model_fields.items():
            given = getattr(value, name)
            if name in ("type", "rule", "format") or given != about.default:
                kept[name] = plain(given)
        return kept
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return _number(value) if isinstance(value, float | Decimal) else value


def _number(value: float | Decimal) -> int | float:
    rounded = round(float(value), 3)
    return int(rounded) if rounded == int(rounded) else rounded


def publish(design: FormDesign, folder: Path) -> None:
    """Write the form's folder; what stands there under the same names is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "template.yaml").write_text(template_yaml(design), encoding="utf-8")
    (folder / "README.md").write_text(design.about.strip() + "\n", encoding="utf-8")
    for number, page in enumerate(design.template.pages, start=1):
        dpi = (REFERENCE_DPI, REFERENCE_DPI)
        reference_picture(design, number).save(folder / page.image, optimize=True, bits=4, dpi=dpi)
    for name, entries in design.lookups.items():
        (folder / "lookups").mkdir(exist_ok=True)
        (folder / "lookups" / f"{name}.csv").write_text(lookup_csv(entries), encoding="utf-8")


def lookup_csv(entries: tuple[str, ...]) -> str:
    """A look-up list as CSV: the entry alone in the first column."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([entry] for entry in entries)
    return text.getvalue()

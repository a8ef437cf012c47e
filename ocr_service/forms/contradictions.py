"""What cannot be right about a template although each of its parts alone is valid."""

from collections.abc import Iterator
from itertools import pairwise

from ocr_service.forms.content import Choice
from ocr_service.forms.geometry import Box
from ocr_service.forms.result import Reason
from ocr_service.forms.rules import rule_paths
from ocr_service.forms.template import Field, Table, Template

# Zones drawn by hand touch; a tenth of the smaller one is more than touching.
SHARED_OF_SMALLER = 0.1


def find_contradictions(template: Template) -> Iterator[Reason]:
    """Each contradiction as a code with its params; none where the template holds together."""
    yield from _repeated_names(template)
    yield from _zones_off_page(template)
    yield from _overlapping_zones(template)
    yield from _unknown_paths(template)
    yield from _overlapping_columns(template)
    yield from _totals_without_column(template)
    yield from _table_twice_on_a_page(template)
    yield from _fields_on_repeated_pages(template)


def _repeated_names(template: Template) -> Iterator[Reason]:
    seen: set[str] = set()
    names = [field.name for field in template.fields] + [table.name for table in template.tables]
    for name in [*names, *(total.name for table in template.tables for total in table.totals)]:
        if name in seen:
            yield Reason(code="template_name_twice", params={"name": name})
        seen.add(name)
    for table in template.tables:
        columns = [column.name for column in table.columns]
        for name in sorted({name for name in columns if columns.count(name) > 1}):
            yield Reason(code="template_name_twice", params={"name": f"{table.name}.{name}"})


def _zones(template: Template) -> Iterator[tuple[str, int, Box]]:
    for part in template.fields:
        yield part.name, part.page, part.box
        if isinstance(part.read, Choice):
            for option in part.read.options:
                yield f"{part.name}={option.value}", part.page, option.box
    for table in template.tables:
        yield table.name, table.page, table.box
        for column in table.columns:
            yield f"{table.name}.{column.name}", table.page, table.cell(0, column)
        for more in table.continues:
            yield table.name, more.page, more.box


def _zones_off_page(template: Template) -> Iterator[Reason]:
    for name, number, box in _zones(template):
        if number > len(template.pages):
            yield Reason(code="template_page_missing", params={"name": name, "page": number})
            continue
        width, height = template.pages[number - 1].size_mm
        if box.x < 0 or box.y < 0 or box.right > width + 0.01 or box.bottom > height + 0.01:
            yield Reason(code="template_zone_off_page", params={"name": name, "width": width, "height": height})


def _overlapping_zones(template: Template) -> Iterator[Reason]:
    parts: list[Field | Table] = [field for field in template.fields if not field.may_overlap]
    parts += template.tables
    for index, one in enumerate(parts):
        for other in parts[index + 1 :]:
            smaller = min(one.box.width * one.box.height, other.box.width * other.box.height)
            if one.page == other.page and one.box.shared_area(other.box) > SHARED_OF_SMALLER * smaller:
                yield Reason(code="template_zones_overlap", params={"one": one.name, "other": other.name})


def _unknown_paths(template: Template) -> Iterator[Reason]:
    known = {field.name for field in template.fields}
    known |= {f"{table.name}.{column.name}" for table in template.tables for column in table.columns}
    known |= {total.name for table in template.tables for total in table.totals}
    for number, rule in enumerate(template.rules, start=1):
        for path in rule_paths(rule):
            if path not in known:
                yield Reason(code="template_path_unknown", params={"rule": number, "path": path})
    if template.supplier is not None and template.supplier not in {field.name for field in template.fields}:
        yield Reason(code="template_supplier_unknown", params={"name": template.supplier})
    for name in (*template.unique_by, *((template.case_by,) if template.case_by else ())):
        if name not in {field.name for field in template.fields}:
            yield Reason(code="template_key_field_unknown", params={"name": name})


def _overlapping_columns(template: Template) -> Iterator[Reason]:
    """Of two the one further to the right comes first: its left edge is where that is mended."""
    for table in template.tables:
        columns = sorted(table.columns, key=lambda column: (column.left, column.right))
        for one, other in pairwise(columns):
            shared = min(one.right, other.right) - other.left
            if shared > SHARED_OF_SMALLER * min(one.right - one.left, other.right - other.left):
                names = {"one": f"{table.name}.{other.name}", "other": f"{table.name}.{one.name}"}
                yield Reason(code="template_columns_overlap", params=names)


def _totals_without_column(template: Template) -> Iterator[Reason]:
    for table in template.tables:
        columns = {column.name for column in table.columns}
        for total in table.totals:
            if total.column not in columns or table.rows_by == "grid":
                yield Reason(code="template_total_nowhere", params={"name": total.name, "table": table.name})


def _table_twice_on_a_page(template: Template) -> Iterator[Reason]:
    for table in template.tables:
        pages = [table.page, *(part.page for part in table.continues)]
        if pages != sorted(set(pages)):
            yield Reason(code="template_table_pages_order", params={"table": table.name})


def _fields_on_repeated_pages(template: Template) -> Iterator[Reason]:
    """A page that comes several times would give a field several values, and a table several beginnings."""
    repeated = {number for number, page in enumerate(template.pages, start=1) if page.repeats}
    beginnings = [(part.name, part.page) for part in template.fields]
    beginnings += [(table.name, table.page) for table in template.tables]
    for name, page in beginnings:
        if page in repeated:
            yield Reason(code="template_repeated_page_has_field", params={"name": name, "page": page})
    if len(repeated) == len(template.pages):
        yield Reason(code="template_only_repeated_pages")

"""Between them the sample forms use everything that a template can say about contents and rules."""

from typing import get_args

from ocr_service.forms.content import AnyContent, Barcode, Choice
from ocr_service.forms.rules import AnyRule
from ocr_service.forms.template import TemplatePackage

# No sample form asks for a person's card; the account numbers of companies have no check digit.
NOT_ON_SAMPLES = {"bank-card"}
# Samples are read without a company's own lists (see tests/integration/masterdata).
NEEDING_MASTERDATA = {"order-match"}


def _kinds(union: object, key: str) -> set[str]:
    return {get_args(member.model_fields[key].annotation)[0] for member in get_args(get_args(union)[0])}


def test_every_field_type_occurs(packages: dict[str, TemplatePackage]) -> None:
    used = {field.read.type for package in packages.values() for field in package.template.fields}
    assert used == _kinds(AnyContent, "type") - NOT_ON_SAMPLES


def test_every_rule_kind_occurs(packages: dict[str, TemplatePackage]) -> None:
    used = {rule.rule for package in packages.values() for rule in package.template.rules}
    assert used == _kinds(AnyRule, "rule") - NEEDING_MASTERDATA


def test_every_way_of_picking_and_both_kinds_of_code_occur(packages: dict[str, TemplatePackage]) -> None:
    reads = [field.read for package in packages.values() for field in package.template.fields]
    assert {read.pick for read in reads if isinstance(read, Choice)} == {"exactly-one", "at-most-one", "any"}
    assert {read.marked_by for read in reads if isinstance(read, Choice)} == {"box", "ring"}
    codes = [read for read in reads if isinstance(read, Barcode)]
    assert {read.formats[0] for read in codes} == {"qr", "code-128"}
    assert sum(read.identifies_form for read in codes) == 1


def test_dates_and_numbers_in_boxes_occur(packages: dict[str, TemplatePackage]) -> None:
    fields = [field for package in packages.values() for field in package.template.fields]
    assert {field.read.type for field in fields if field.cells} == {"date", "identity-number", "phone"}


def test_forms_have_two_pages_tables_of_ten_rows_and_tables_that_go_on(packages: dict[str, TemplatePackage]) -> None:
    templates = [package.template for package in packages.values()]
    assert sorted(len(template.pages) for template in templates) == [1, 1, 1, 1, 1, 2, 2]
    tables = [table for template in templates for table in template.tables]
    assert max(table.rows for table in tables if table.rows_by == "grid") == 10
    assert [table.name for table in tables if table.continues] == ["items"]

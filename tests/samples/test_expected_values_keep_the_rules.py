"""Scans that were filled rightly keep every rule; the spoilt ones break one and go to review."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from stdnum.cn import ric, uscc

from ocr_service.forms.rules import AnyRule, Known, Order, Product, RequiredWhen, Same, Sum
from ocr_service.forms.template import TemplatePackage
from tests.samples.committed import Sample, all_samples

SAMPLES = [sample for sample in all_samples() if sample.expected.template]
# These are seen on the page, not by a rule: a check digit, a choice, or something required that is missing.
NOT_BY_RULE = {"wrong-check-digit", "two-ticks", "no-signature", "not-filled"}


def _rows(values: dict[str, Any], *paths: str) -> Iterator[list[Any]]:
    """The values of the paths, row by row where they are columns of one table, blanks left out."""
    table = paths[0].partition(".")[0]
    sources = values[table] if "." in paths[0] else [values]
    for source in sources:
        row = [source[path.rpartition(".")[2]] for path in paths]
        if None not in row:
            yield row


def _broken(rule: AnyRule, values: dict[str, Any], lookups: Any) -> bool:
    match rule:
        case Sum():
            total = values[rule.equals]
            return total is not None and Decimal(total) != sum(Decimal(row[0]) for row in _rows(values, rule.of))
        case Product():
            rows = _rows(values, *rule.of, rule.equals)
            return any(Decimal(one) * Decimal(two) != Decimal(product) for one, two, product in rows)
        case Same():
            return any(len(set(row)) > 1 for row in _rows(values, *rule.fields))
        case Order():
            return any(_key(first) > _key(then) for first, then in _rows(values, rule.first, rule.then))
        case RequiredWhen():
            return values[rule.when] in rule.is_one_of and values[rule.field] is None
        case Known():
            return any(row[0] not in lookups[rule.lookup] for row in _rows(values, rule.field))


def _key(value: str | int) -> Any:
    """Numbers by size, dates (ISO 8601) as they stand."""
    return Decimal(value) if isinstance(value, int) or "-" not in value else value


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_rules_hold_unless_spoilt(sample: Sample, packages: dict[str, TemplatePackage]) -> None:
    package = packages[sample.expected.template or ""]
    broken = [rule for rule in package.template.rules if _broken(rule, sample.expected.values, package.lookups)]
    spoil = sample.expected.recipe["spoil"]
    assert bool(broken) == (spoil is not None and spoil not in NOT_BY_RULE)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_spoilt_scans_go_to_review(sample: Sample) -> None:
    if sample.spoilt:
        assert sample.expected.decision == ("review",)
    elif sample.expected.reading_expected:
        assert sample.expected.decision == ("accept", "review")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_check_digits_are_right_unless_spoilt(sample: Sample) -> None:
    identity = sample.expected.values.get("identity_number")
    if identity:
        assert ric.is_valid(identity) == (sample.expected.recipe["spoil"] != "wrong-check-digit")
    company = sample.expected.values.get("payee_uscc")
    assert company is None or uscc.is_valid(company)


def test_every_required_field_is_filled_unless_spoilt(packages: dict[str, TemplatePackage]) -> None:
    missing = [
        (sample.name, field.name)
        for sample in SAMPLES
        if not sample.spoilt
        for field in packages[sample.expected.template or ""].template.fields
        if field.required and sample.expected.values[field.name] in (None, False)
    ]
    assert missing == []

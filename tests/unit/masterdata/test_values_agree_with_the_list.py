"""A value must be listed, and what the list has beside it must be what the form says."""

import pytest

from ocr_service.reading.masterdata.check_masterdata import needs_masterdata
from ocr_service.reading.rules.same_value import same_value
from tests.unit.masterdata.slips import check, failures, form, values

CUSTOMERS = ({"no": "C1", "name": "华明电子"}, {"no": "C2", "name": "恒达 Pack"})
KNOWN = {"rule": "known", "field": "customer_no", "lookup": "customers.no"}
AGREES = {**KNOWN, "agrees": {"customer": "name"}}


def test_a_form_without_master_data_asks_for_none() -> None:
    sums = {"rule": "sum", "of": "items.price", "equals": "customer"}

    assert not needs_masterdata(form(sums, lexicon="suppliers"))
    assert needs_masterdata(form(lexicon="customers.no"))
    assert needs_masterdata(form(KNOWN))


def test_a_value_that_is_not_listed_is_told_with_what_is_near() -> None:
    found = check(form(lexicon="customers.no"), values(customer_no="C9"), customers=CUSTOMERS[:1])

    assert failures(found) == [("not_in_lookup", ("customer_no",))]
    assert check(form(lexicon="customers.no"), values(customer_no="C1"), customers=CUSTOMERS).failures == []


def test_an_open_list_only_offers_what_is_near() -> None:
    template = form(lexicon="customers.name", lexicon_open=True)
    found = check(template, values(customer_no="华明电了"), customers=CUSTOMERS)

    assert found.failures == []
    assert [one.text for one in found.candidates["customer_no"]] == ["华明电子"]


def test_a_listed_value_takes_the_lists_spelling() -> None:
    found = check(form(lexicon="customers.name"), values(customer_no="恒达Pack"), customers=CUSTOMERS)

    assert (found.failures, found.spellings) == ([], {"customer_no": "恒达 Pack"})


def test_blank_values_are_not_judged() -> None:
    assert check(form(AGREES, lexicon="customers.no"), values(), customers=CUSTOMERS).failures == []
    assert check(form(AGREES), values(customer_no="C1"), customers=CUSTOMERS).failures == []


def test_what_the_list_has_beside_the_key_must_be_what_the_form_says() -> None:
    found = check(form(AGREES), values(customer_no="C1", customer="华朋电子"), customers=CUSTOMERS)

    assert failures(found) == [("masterdata_disagrees", ("customer",))]
    assert found.failures[0].reason.params == {
        "list": "customers",
        "key": "C1",
        "column": "name",
        "written": "华朋电子",
        "listed": ["华明电子"],
    }
    assert [one.text for one in found.candidates["customer"]] == ["华明电子"]
    assert check(form(AGREES), values(customer_no="C2", customer="恒达pack"), customers=CUSTOMERS).failures == []


def test_an_unknown_key_says_nothing_about_the_other_fields() -> None:
    found = check(form(AGREES), values(customer_no="C9", customer="华明电子"), customers=CUSTOMERS)

    assert failures(found) == [("not_in_lookup", ("customer_no",))]


@pytest.mark.parametrize("lists", [{}, {"customers": ({"number": "C1"},)}])
def test_a_list_or_column_that_is_not_there_is_told(lists: dict[str, tuple[dict[str, str], ...]]) -> None:
    assert failures(check(form(AGREES), values(customer_no="C1"), **lists)) == [("lookup_missing", ("customer_no",))]


@pytest.mark.parametrize(
    ("written", "listed", "same"),
    [
        ("12.50", "12.5", True),
        (12, "12.00", True),
        ("1234.50", "¥1,234.5", True),
        ("2026-03-02", "2026/3/2", True),
        ("2026-03-02", "2026-03-02 00:00:00", True),
        ("Ａ1", "a1", True),
        ("0123", "123", False),
        ("12", "1,2", False),
        ("12.50", "12.51", False),
        ("华明", "华朋", False),
    ],
)
def test_values_are_compared_by_what_they_mean(written: str | int, listed: str, same: bool) -> None:
    assert same_value(written, listed) is same

"""Values are found by their key, by any searched column, by what they begin with or hold, and when nearly right."""

import pytest

from ocr_service.records import masterdata_index
from tests.integration.masterdata.conftest import Ledger

CUSTOMERS = """no,name,phone
C-100,华明电子（深圳）有限公司,1
C-101,华明包装有限公司,2
C-102,恒达电子有限公司,3
C-103,恒达电子有限公司,4
A-1,ACME Ltd,5
"""


@pytest.fixture
def customers(ledger: Ledger) -> Ledger:
    ledger.load(CUSTOMERS)
    return ledger


def find(ledger: Ledger, name: str, value: str) -> object:
    return ledger.ask(lambda lists: lists.find(name, value))


def search(ledger: Ledger, text: str, column: str | None = None, count: int = 20) -> list[str]:
    return ledger.ask(lambda lists: [one.text for one in lists.search("customers", text, column=column, count=count)])


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("customers.no", "C-101", "C-101"),
        ("customers.no", "C- 101", "C-101"),
        ("customers.no", "c-101", None),
        ("customers.no", "C-10", None),
        ("customers.no", "", None),
        ("customers.name", "华明电子(深圳)有限公司", "华明电子（深圳）有限公司"),
        ("customers.name", "华明电子有限公司", None),
    ],
)
def test_a_value_is_found_whatever_its_spaces_and_widths(
    customers: Ledger, name: str, value: str, found: str | None
) -> None:
    assert find(customers, name, value) == found


def test_all_rows_with_a_value_are_found(customers: Ledger) -> None:
    rows = customers.ask(lambda lists: lists.rows_where("customers", "name", "恒达电子有限公司"))

    assert [row["no"] for row in rows] == ["C-102", "C-103"]


@pytest.mark.parametrize("name", ["nothing.no", "customers.nothing", "customers.phone"])
def test_a_list_or_column_that_is_not_searched_is_told(customers: Ledger, name: str) -> None:
    with pytest.raises(KeyError):
        find(customers, name, "x")


def test_the_nearest_values_come_most_alike_first(customers: Ledger) -> None:
    near = customers.ask(lambda lists: lists.nearest("customers.name", "恒达电于有限公司", 2))

    assert [one.text for one in near] == ["恒达电子有限公司"]
    assert near[0].alike == pytest.approx(7 / 8)


def test_nothing_is_near_to_something_else(customers: Ledger) -> None:
    assert customers.ask(lambda lists: lists.nearest("customers.no", "ZZZ", 3)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("c-10", ["C-100", "C-101", "C-102", "C-103"]),
        ("C-101", ["C-101"]),
        ("acme", ["A-1"]),
        ("华明", ["C-101", "C-100"]),  # the shorter name first
        ("电子", ["C-102", "C-103", "C-100"]),
        ("华", ["C-101", "C-100"]),
        ("没有", []),
        ("", ["C-100", "C-101", "C-102", "C-103", "A-1"]),
    ],
)
def test_whoever_types_is_offered_rows(customers: Ledger, text: str, found: list[str]) -> None:
    assert search(customers, text) == found


def test_a_column_offers_each_of_its_values_once(customers: Ledger) -> None:
    assert search(customers, "恒达", "name") == ["恒达电子有限公司"]
    assert len(search(customers, "C", count=3)) == 3


def test_values_that_very_many_rows_have_are_found_block_by_block(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(masterdata_index, "_LONG", 10)
    monkeypatch.setattr(masterdata_index, "_FEW", 0)
    monkeypatch.setattr("ocr_service.usecases.masterdata.write_rows._BLOCK", 7)
    ledger.load("no,name\n" + "".join(f"C{number:03},有限公司{number % 5}\n" for number in range(60)))

    assert search(ledger, "有限公司", count=60) == [
        f"C{number:03}" for rest in range(5) for number in range(60) if number % 5 == rest
    ]
    assert find(ledger, "customers.name", "有限公司3") == "有限公司3"

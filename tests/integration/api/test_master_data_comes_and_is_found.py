"""Master data through the API: a list is replaced, rows are changed, whoever types is offered entries."""

import io
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission, Role
from tests.doubles.list_loader import loads_are_run
from tests.integration.api.api_stage import Stage

CSV = "no,name,phone\nC-1,华明电子,123\nC/2,恒达包装,456\n"
URL = "/api/v1/masterdata/customers"
LOADS = "/api/v1/masterdata-loads"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def erp(stage: Stage) -> Iterator[TestClient]:
    with loads_are_run(stage.services):
        yield stage.machine(Permission.MASTERDATA_WRITE)


def load(client: TestClient, content: str | bytes = CSV, kind: str = "text/csv", **params: Any) -> Any:
    return client.put(URL, content=content, headers={"content-type": kind}, params=params)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def offered(client: TestClient, **params: str) -> list[str]:
    return [one["text"] for one in client.get(f"{URL}/entries", params=params).json()["items"]]


def test_a_list_is_loaded_and_looked_into(stage: Stage, erp: TestClient) -> None:
    loaded = load(erp)
    clerk = stage.person(Role.CLERK)

    assert (loaded.status_code, loaded.json()["version"], loaded.json()["rows"]) == (200, "1", 2)
    assert clerk.get("/api/v1/masterdata").json()["items"] == [loaded.json()]
    assert clerk.get(f"{URL}/rows", params={"key": "C/2"}).json() == {
        "values": {"no": "C/2", "name": "恒达包装", "phone": "456"},
        "version": "1",
    }
    assert offered(clerk, q="恒达") == ["C/2"]
    assert offered(clerk, q="明电", column="name") == ["华明电子"]


def test_json_lines_and_the_definition_are_understood(erp: TestClient) -> None:
    lines = '{"name": "A", "no": 1}\n{"name": "B", "no": 2}\n'

    loaded = load(erp, lines, "application/x-ndjson", key="no", display="name").json()

    assert (loaded["key"], loaded["display"]) == ("no", ["name"])


def test_what_is_wrong_with_a_file_is_told_line_by_line(erp: TestClient) -> None:
    load(erp)
    refused = load(erp, "no,name,phone\nC1,a,1\nC1,b,1\nC2\n")

    assert (refused.status_code, refused.json()["code"]) == (422, "masterdata_refused")
    assert [(one["code"], one["params"]["line"]) for one in refused.json()["problems"]] == [
        ("masterdata_row_cells", 4),
        ("masterdata_key_twice", 3),
    ]
    assert "4" in refused.json()["problems"][0]["text"]
    assert erp.get("/api/v1/masterdata").status_code == 403  # a key does only what it was made for


def test_other_bodies_are_refused(stage: Stage, erp: TestClient) -> None:
    assert load(erp, kind="application/json").status_code == 415
    assert load(erp, b"").status_code == 422
    assert load(erp, b"no workbook", SHEET).json()["problems"][0]["code"] == "masterdata_sheet_unreadable"
    too_large = stage.settings.masterdata_mb * 1_000_000 + 1
    headers = {"content-type": "text/csv", "content-length": str(too_large)}
    assert erp.put(URL, content=b"no", headers=headers).status_code == 413
    assert erp.put("/api/v1/masterdata/Customers", content=CSV).status_code == 422


def test_rows_are_added_changed_and_deleted(stage: Stage, erp: TestClient) -> None:
    load(erp)
    clerk = stage.person(Role.CLERK)
    rows = [{"no": "C-1", "name": "华明电器"}, {"no": "C-3", "name": "新客户", "phone": 789}]

    changed = erp.put(f"{URL}/rows", json={"rows": rows}).json()

    assert (changed["version"], changed["rows"]) == ("1.1", 3)
    assert clerk.get(f"{URL}/rows", params={"key": "C-1"}).json()["values"] == {
        "no": "C-1",
        "name": "华明电器",
        "phone": "123",  # what was left out stays
    }
    assert (offered(clerk, q="电子"), offered(clerk, q="电器"), offered(clerk, q="新客")) == ([], ["C-1"], ["C-3"])

    deleted = erp.delete(f"{URL}/rows", params={"key": ["C-1", "no such"]}).json()
    assert (deleted["version"], deleted["rows"]) == ("1.2", 2)
    assert clerk.get(f"{URL}/rows", params={"key": "C-1"}).json()["code"] == "masterdata_row_not_found"
    assert offered(clerk, q="电器") == []
    assert clerk.get(URL).json()["items"][0]["version"] == "1.2"


@pytest.mark.parametrize("row", [{"name": "x"}, {"no": "", "name": "x"}, {"no": "1", "other": "x"}, {"no": "x" * 201}])
def test_a_row_that_does_not_fit_changes_nothing(erp: TestClient, row: dict[str, Any]) -> None:
    load(erp)

    refused = erp.put(f"{URL}/rows", json={"rows": [{"no": "C-9"}, row]})

    assert (refused.status_code, refused.json()["code"]) == (422, "masterdata_row_invalid")
    assert load(erp, CSV).json()["version"] == "2"


def test_a_list_that_is_not_there_is_told(stage: Stage) -> None:
    clerk = stage.person(Role.CLERK)
    asked = [clerk.get(URL), clerk.get(f"{URL}/entries"), clerk.get(f"{URL}/rows", params={"key": "1"})]

    assert [(one.status_code, one.json()["code"]) for one in asked] == [(404, "masterdata_not_found")] * 3


def test_a_source_is_set_shown_and_ended(stage: Stage, erp: TestClient) -> None:
    given = {"url": "https://erp.factory.lan/c.csv", "minutes": 5, "sign_in": {"auth": "bearer", "token": "s3cret"}}
    made = erp.put(f"{URL}/source", json=given)

    assert (made.status_code, made.json()["sign_in"]) == (200, {"auth": "bearer", "token": "********"})
    assert erp.get(f"{URL}/source").json() == made.json()
    assert erp.post(f"{URL}/source/fetch").status_code == 202
    assert erp.delete(f"{URL}/source").status_code == 204
    assert erp.get(f"{URL}/source").json()["code"] == "masterdata_source_not_found"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"url": "https://elsewhere.example/c.csv"}, "delivery_not_allowed"),
        ({"minutes": 0}, "request_invalid"),
        ({"sign_in": {"auth": "basic"}}, "request_invalid"),
    ],
)
def test_a_source_that_cannot_work_is_refused(erp: TestClient, wrong: dict[str, Any], code: str) -> None:
    refused = erp.put(f"{URL}/source", json={"url": "https://erp.factory.lan/c.csv", **wrong})

    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_a_workbook_replaces_a_list(stage: Stage, erp: TestClient) -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["no", "name"])
        sheet.write_number(1, 0, 42, book.add_format({"num_format": "000000"}))
        sheet.write_string(1, 1, "华明电子")

    assert load(erp, file.getvalue(), SHEET).json()["rows"] == 1
    assert offered(stage.person(Role.CLERK), q="华明") == ["000042"]


def test_a_held_file_is_looked_at_and_then_put_in_force(stage: Stage, erp: TestClient) -> None:
    load(erp)
    held = load(erp, "no,name,phone\nC-1,华明电器,123\n", hold=True)
    author = stage.person(Role.AUTHOR)

    assert held.status_code == 202
    load_id = held.json()["id"]
    assert held.headers["location"] == f"{LOADS}/{load_id}"
    wait_until(lambda: author.get(f"{LOADS}/{load_id}").json()["state"] == "checked")
    assert author.get(LOADS, params={"list": "customers"}).json()["items"][0]["changes"]["gone"] == 1
    assert author.post(f"{LOADS}/{load_id}/confirm").json()["version"]["in_force"] is True
    assert author.delete(f"{LOADS}/{load_id}").json()["code"] == "masterdata_load_over"
    assert erp.get(f"{LOADS}/load_00").json()["code"] == "masterdata_load_not_found"


def test_whoever_does_not_want_to_wait_is_told_where_to_look(erp: TestClient) -> None:
    headers = {"content-type": "text/csv", "prefer": "respond-async"}
    answer = erp.put(URL, content="no,name,phone\nC1\n", headers=headers)

    assert answer.status_code == 202
    where = answer.headers["location"]
    wait_until(lambda: erp.get(where).json()["state"] == "failed")
    told = erp.get(where).json()
    assert (told["error"]["code"], told["problems"][0]["params"]["line"]) == ("masterdata_refused", 2)


def test_an_older_version_is_made_current_again(stage: Stage, erp: TestClient) -> None:
    load(erp)
    load(erp, "no,name,phone\nC-9,别的,1\n")

    back = erp.post(f"{URL}/versions/1/use").json()

    assert (back["version"], back["in_force"]) == ("1", True)
    assert offered(stage.person(Role.CLERK), q="恒达") == ["C/2"]
    assert erp.post(f"{URL}/versions/7/use").json()["code"] == "masterdata_version_not_found"
    assert load(erp).json()["version"] == "3"

"""Tables under review through the API: rows, undo, a draft that is checked, comments, the queue, a hand-over."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Role
from tests.integration.api.api_stage import Stage
from tests.integration.api.slips import slip_to_review

CLAIM = "/api/v1/review/claim"


@pytest.fixture
def operator(stage: Stage) -> TestClient:
    return stage.person(Role.OPERATOR)


@pytest.fixture
def slip(stage: Stage, operator: TestClient) -> str:
    """In the operator's hands: one row of 30.00, and a doubtful total of 31.00."""
    scan_id = slip_to_review(stage)
    assert operator.post(CLAIM, json={"scan": scan_id}).status_code == 200
    return scan_id


def put(client: TestClient, slip: str, *rows: dict[str, Any]) -> Any:
    return client.put(f"/api/v1/scans/{slip}/tables/items/rows", json={"rows": rows})


def test_a_new_row_has_no_place_on_the_paper(operator: TestClient, slip: str) -> None:
    scan = put(operator, slip, {"was": 0}, {"values": {"price": "1"}}).json()

    cells = [field for field in scan["fields"] if field["path"].startswith("items")]
    assert [(cell["path"], cell["value"]) for cell in cells] == [
        ("items[0].price", "30.00"),
        ("items[1].price", "1.00"),
    ]
    assert cells[0]["box"] is not None
    assert cells[1]["box"] is None
    assert cells[1]["label"] == "单价 · 第 2 行"
    assert operator.get(f"/api/v1/scans/{slip}/fields/items[1].price/crop").status_code == 404


def test_the_latest_change_of_rows_is_taken_back_once(operator: TestClient, slip: str) -> None:
    put(operator, slip)
    path = f"/api/v1/scans/{slip}/tables/items/undo"

    undone, again = operator.post(path), operator.post(path)

    assert [field["path"] for field in undone.json()["fields"]][-1] == "items[0].price"
    assert (again.status_code, again.json()["code"]) == (409, "no_table_edit")


@pytest.mark.parametrize(
    ("rows", "status", "code"),
    [
        ([{"was": 3}], 409, "rows_changed"),
        ([{"was": -1}], 422, "request_invalid"),
        ([{"values": {"nothing": "1"}}], 404, "field_not_found"),
        ([{"values": {"price": "many"}}], 422, "field_value_invalid"),
        ([{"values": {"price": "1\x00"}}], 422, "request_invalid"),
        ([{}] * 1001, 422, "request_invalid"),
    ],
)
def test_rows_that_cannot_be_are_refused(
    operator: TestClient, slip: str, rows: list[dict[str, Any]], status: int, code: str
) -> None:
    answer = put(operator, slip, *rows)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_draft_is_checked_with_the_servers_rules(operator: TestClient, slip: str) -> None:
    draft = {"fields": {"paid": False}, "tables": {"items": {"rows": [{"was": 0}, {"values": {"price": "2o"}}]}}}

    checked = operator.post(f"/api/v1/scans/{slip}/review/check", json=draft, headers={"Accept-Language": "en"}).json()
    right = {"tables": {"items": {"rows": [{"was": 0}, {"values": {"price": "1.00"}}]}}}

    found = next(one for one in checked["findings"] if one["reason"]["code"] == "rule_sum")
    assert found["paths"] == ["total", "items[0].price", "items[1].price"]
    assert "30.00" in found["reason"]["text"]
    assert [(one["paths"], one["reason"]["params"]) for one in checked["refused"]] == [
        (["items[1].price"], {"text": "2o"})
    ]
    after = operator.post(f"/api/v1/scans/{slip}/review/check", json=right).json()
    assert all(one["reason"]["code"] != "rule_sum" for one in after["findings"])
    assert operator.get(f"/api/v1/scans/{slip}").json()["fields"][-1]["path"] == "items[0].price"


def test_only_whoever_has_the_form_in_hand_changes_its_rows(stage: Stage, slip: str) -> None:
    other = stage.person(Role.OPERATOR, "wang")

    answers = [put(other, slip), other.post(f"/api/v1/scans/{slip}/review/check", json={})]

    assert [answer.json()["code"] for answer in answers] == ["reviewed_by_other"] * 2


def test_a_form_is_handed_over_with_a_question(stage: Stage, operator: TestClient, slip: str) -> None:
    wang = stage.person(Role.OPERATOR, "wang")
    to = next(one["id"] for one in operator.get("/api/v1/review/colleagues").json()["items"] if one["name"] == "wang")
    path = f"/api/v1/scans/{slip}/review/hand-over"

    refused = operator.post(path, json={"to": "user_nobody"})
    handed = operator.post(path, json={"to": to, "comment": "30 还是 80？"})

    assert (refused.status_code, refused.json()["code"]) == (404, "colleague_unknown")
    assert handed.json()["until"].startswith("2026-03-02T09:00")
    assert operator.post(CLAIM).json()["code"] == "nothing_to_review"
    assert wang.get("/api/v1/review/queue").json()["handed"] == 1
    assert wang.post(CLAIM).json()["id"] == slip
    said = wang.get(f"/api/v1/scans/{slip}/comments").json()["items"]
    assert [(one["actor_name"], one["text"]) for one in said] == [("operator", "30 还是 80？")]


def test_a_clerk_answers_on_the_scan(stage: Stage, slip: str) -> None:
    clerk = stage.person(Role.CLERK)
    path = f"/api/v1/scans/{slip}/comments"

    made = clerk.post(path, json={"text": " 80 "})

    assert (made.status_code, made.json()["text"], made.json()["actor_name"]) == (201, "80", "clerk")
    assert clerk.post(path, json={"text": " "}).status_code == 422
    assert clerk.get("/api/v1/scans/scan_0/comments").json()["code"] == "scan_not_found"


def test_the_next_form_is_shown_without_being_claimed(stage: Stage, operator: TestClient, slip: str) -> None:
    assert operator.post("/api/v1/review/ahead").json() == {"scan": None, "until": None}
    other = slip_to_review(stage, shade=10)

    ahead = operator.post("/api/v1/review/ahead", json={"template": "slip", "skip": []}).json()

    assert (ahead["scan"]["id"], ahead["scan"]["reviewer"]) == (other, None)
    assert ahead["scan"]["fields"]
    queue = operator.get("/api/v1/review/queue").json()
    assert (queue["waiting"], queue["forms"][0]["template"], queue["now"][:10]) == (2, "slip", "2026-03-02")

"""The review desk's way through the API: claim, correct, confirm, accept, undo, reject."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission, Role
from tests.integration.api.api_stage import Stage
from tests.integration.api.slips import slip_to_review

CLAIM = "/api/v1/review/claim"


@pytest.fixture
def operator(stage: Stage) -> TestClient:
    return stage.person(Role.OPERATOR)


@pytest.fixture
def slip(stage: Stage) -> str:
    return slip_to_review(stage)


def correct(client: TestClient, slip: str, fields: dict[str, Any], **more: Any) -> Any:
    return client.patch(f"/api/v1/scans/{slip}/fields", json={"fields": fields, **more})


def field_of(scan: Any, path: str) -> dict[str, Any]:
    found: dict[str, Any] = next(field for field in scan.json()["fields"] if field["path"] == path)
    return found


def test_a_claim_brings_the_whole_form_with_labels_in_the_language_asked_for(operator: TestClient, slip: str) -> None:
    scan = operator.post(CLAIM, headers={"Accept-Language": "en"})

    assert (scan.status_code, scan.json()["id"], scan.json()["reviewer_name"]) == (200, slip, "operator")
    total = field_of(scan, "total")
    assert (total["label"], total["decision"], total["reasons"][0]["code"]) == ("Total", "review", "zone_uncertain")
    assert total["reasons"][0]["text"] not in ("", "zone_uncertain")
    assert field_of(scan, "items[0].price")["label"] == "Price · row 1"
    assert field_of(scan, "way")["options"][1] == {"value": "rail", "label": "by rail"}
    assert field_of(scan, "way")["pick"] == "exactly-one"
    assert field_of(operator.post(CLAIM, json={"scan": slip}), "items[0].price")["label"] == "单价 · 第 1 行"


def test_another_person_is_told_who_has_it(stage: Stage, operator: TestClient, slip: str) -> None:
    operator.post(CLAIM, json={"scan": slip})
    other = stage.person(Role.OPERATOR, "wang")

    refused = other.post(CLAIM, json={"scan": slip})

    assert (refused.status_code, refused.json()["code"]) == (409, "reviewed_by_other")
    assert "operator" in refused.json()["detail"]
    assert "user_" not in refused.json()["detail"]
    assert other.post(CLAIM).json()["code"] == "nothing_to_review"
    assert other.get("/api/v1/review/waiting").json() == {"count": 0}


def test_a_claim_is_prolonged_put_back_and_lost(stage: Stage, operator: TestClient, slip: str) -> None:
    until = operator.post(CLAIM).json()["review_until"]
    stage.clock.advance(minutes=5)

    renewed = operator.post(f"/api/v1/scans/{slip}/review/renew").json()["review_until"]
    released = operator.post(f"/api/v1/scans/{slip}/review/release").status_code
    lost = correct(operator, slip, {"total": "30"})

    assert renewed > until
    assert released == 204
    assert (lost.status_code, lost.json()["code"]) == (409, "lease_lost")


def test_corrections_are_checked_by_every_rule(operator: TestClient, slip: str) -> None:
    operator.post(CLAIM)

    wrong = correct(operator, slip, {"total": "35.00"})
    right = correct(operator, slip, {"total": "30.00"})

    assert field_of(wrong, "total")["decision"] == "review" or field_of(wrong, "items[0].price")["decision"] == "review"
    assert (field_of(right, "total")["value"], field_of(right, "total")["decision"]) == ("30.00", "accept")
    assert field_of(right, "total")["read_value"] == "31.00"


def test_a_value_that_stays_as_it_is_is_confirmed_not_corrected(operator: TestClient, slip: str) -> None:
    operator.post(CLAIM)

    answer = correct(operator, slip, {"total": "31.00", "paid": True, "way": "road"})

    assert [field["decision"] for field in answer.json()["fields"]] == ["accept"] * 4
    assert [field["corrected_by"] for field in answer.json()["fields"]] == [None] * 4


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"total": "many"}, 422, "field_value_invalid"),
        ({"total": ["1"]}, 422, "field_value_invalid"),
        ({"paid": "true"}, 422, "field_value_invalid"),
        ({"way": "sea"}, 422, "field_value_invalid"),
        ({"way": ["road", "rail"]}, 422, "field_value_invalid"),
        ({"nothing": "1"}, 404, "field_not_found"),
        ({"items[9].price": "1"}, 404, "field_not_found"),
        ({"../x": "1"}, 422, "request_invalid"),
        ({"total": "1\x00"}, 422, "request_invalid"),
        ({"total": "1" * 10_001}, 422, "request_invalid"),
        ({"total": {"deep": {"er": 1}}}, 422, "request_invalid"),
        ({"total": 1.5}, 422, "request_invalid"),
        ({"way": ["road"] * 101}, 422, "request_invalid"),
    ],
)
def test_what_is_no_value_of_the_field_changes_nothing(
    operator: TestClient, slip: str, fields: dict[str, Any], status: int, code: str
) -> None:
    operator.post(CLAIM)

    answer = correct(operator, slip, {"items[0].price": "31.00", **fields})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert field_of(operator.get(f"/api/v1/scans/{slip}"), "items[0].price")["value"] == "30.00"


def test_accepting_waits_for_every_doubtful_field_and_can_be_undone(operator: TestClient, slip: str) -> None:
    operator.post(CLAIM)
    path = f"/api/v1/scans/{slip}/review"

    refused = operator.post(f"{path}/accept")
    accepted = operator.post(f"{path}/accept", json={"confirmed": ["total"]})
    undone = operator.post(f"{path}/undo")

    assert (refused.status_code, refused.json()["code"]) == (409, "fields_unchecked")
    assert (accepted.json()["state"], accepted.json()["result_version"]) == ("accepted", 1)
    assert undone.json()["state"] == "needs_review"


def test_the_result_is_there_for_programs(stage: Stage, operator: TestClient, slip: str) -> None:
    result = stage.machine(Permission.SCANS_READ).get(f"/api/v1/scans/{slip}/result").json()

    assert result["values"] == {"total": "31.00", "paid": True, "way": "road", "items": [{"price": "30.00"}]}


def test_a_rejection_needs_its_reason(operator: TestClient, slip: str) -> None:
    operator.post(CLAIM)
    path = f"/api/v1/scans/{slip}/review/reject"

    refusals = [operator.post(path, json={"reason": reason}).status_code for reason in ("", "  ", "x" * 501)]
    done = operator.post(path, json={"reason": "只是一张白纸"})
    scan = operator.get(f"/api/v1/scans/{slip}").json()

    assert (refusals, done.status_code) == ([422, 422, 422], 204)
    assert scan["state"] == "rejected"
    assert "只是一张白纸" in scan["reasons"][0]["text"]


def test_a_person_says_which_form_it_is(stage: Stage, operator: TestClient, slip: str) -> None:
    operator.post(CLAIM)
    path = f"/api/v1/scans/{slip}/review/template"

    assert operator.post(path, json={"template": "other"}).json()["code"] == "template_not_found"
    assert operator.post(path, json={"template": "slip"}).status_code == 204
    assert operator.get(f"/api/v1/scans/{slip}").json()["state"] == "queued"


def test_history_tells_who_did_what_by_name(stage: Stage, operator: TestClient, slip: str) -> None:
    stage.person(Role.SUPERVISOR)
    operator.post(CLAIM)
    correct(operator, slip, {"total": "30.00"})
    colleague = operator.get("/api/v1/review/colleagues").json()["items"][0]
    operator.post(f"/api/v1/scans/{slip}/review/hand-over", json={"to": colleague["id"]})

    entries = operator.get(f"/api/v1/scans/{slip}/history").json()["items"]

    corrected = next(entry for entry in entries if entry["action"] == "field.corrected")
    assert (corrected["actor_name"], corrected["path"]) == ("operator", "total")
    assert (corrected["old"]["value"], corrected["new"]["value"]) == ("31.00", "30.00")
    assert (entries[-1]["action"], entries[-1]["to_name"]) == ("scan.handed_over", colleague["name"])
    assert corrected["to_name"] is None


def test_a_scan_is_cancelled_and_read_again(stage: Stage, slip: str) -> None:
    clerk = stage.person(Role.CLERK)

    assert clerk.post(f"/api/v1/scans/{slip}/cancel").json()["state"] == "cancelled"
    assert clerk.post(f"/api/v1/scans/{slip}/cancel").json()["code"] == "scan_state_conflict"
    assert clerk.post(f"/api/v1/scans/{slip}/reprocess", json={"lane": "urgent"}).json()["lane"] == "urgent"
    assert clerk.get(f"/api/v1/scans/{slip}/result").json()["code"] == "result_not_ready"


def test_the_erp_cannot_answer_what_was_never_sent(stage: Stage, slip: str) -> None:
    erp = stage.machine(Permission.ANSWERS_WRITE)
    path = f"/api/v1/scans/{slip}/answer"

    assert erp.post(path, json={"status": "approved", "reference": "PO-1"}).json()["code"] == "scan_state_conflict"
    assert erp.post(path, json={"status": "perhaps"}).status_code == 422


def test_accepting_brings_the_next_form_in_the_same_answer(stage: Stage, operator: TestClient, slip: str) -> None:
    following = slip_to_review(stage, 251)
    operator.post(CLAIM, json={"scan": slip})
    unchecked = operator.post("/api/v1/review/turn", json={"accept": slip})
    assert (unchecked.status_code, unchecked.json()["code"]) == (409, "fields_unchecked")
    correct(operator, slip, {"total": "30.00"})
    doubtful = [
        field["path"]
        for field in operator.get(f"/api/v1/scans/{slip}").json()["fields"]
        if field["decision"] == "review"
    ]
    turn = operator.post("/api/v1/review/turn", json={"accept": slip, "confirmed": doubtful, "scan": following}).json()
    assert (turn["state"], turn["next"]["id"], turn["next"]["reviewer_name"]) == ("accepted", following, "operator")
    assert turn["next"]["fields"] == operator.post(CLAIM, json={"scan": following}).json()["fields"]

"""Cases and papers that were given before, through the API."""

import hashlib
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Role
from tests.integration.api.api_stage import Stage, picture
from tests.integration.api.slips import slip_to_review


@pytest.fixture
def clerk(stage: Stage) -> TestClient:
    return stage.person(Role.CLERK)


def hand_in(clerk: TestClient, shade: int, reference: str = "") -> str:
    data = {"client_reference": reference} if reference else {}
    answer = clerk.post("/api/v1/scans", files={"files": ("p.png", picture(shade))}, data=data)
    scan_id: str = answer.json()["items"][0]["scan"]["id"]
    return scan_id


def test_papers_of_one_reference_are_one_case(clerk: TestClient) -> None:
    scans = [hand_in(clerk, shade, "PO-1") for shade in (1, 2)]
    [case] = clerk.get("/api/v1/cases?key=PO-1").json()["items"]
    assert [paper["scan_id"] for paper in case["papers"]] == scans
    assert clerk.get(f"/api/v1/scans/{scans[0]}").json()["case_id"] == case["id"]


def test_a_case_is_made_filled_awaited_and_closed(stage: Stage, clerk: TestClient) -> None:
    slip = slip_to_review(stage)
    made = clerk.post("/api/v1/cases", json={"title": "入职", "scans": [slip]})
    assert made.status_code == 201
    path = f"/api/v1/cases/{made.json()['id']}"
    other = hand_in(clerk, 3)
    assert len(clerk.put(f"{path}/scans/{other}").json()["papers"]) == 2
    due = (stage.clock() + timedelta(days=2)).isoformat()
    awaited = clerk.post(f"{path}/await", json={"due_at": due, "expected": ["slip"], "note": "补合同"}).json()
    assert (awaited["state"], awaited["missing"], awaited["note"]) == ("awaiting", ["slip"], "补合同")
    assert clerk.get("/api/v1/cases?state=awaiting").json()["items"][0]["id"] == awaited["id"]
    assert [one["scan_id"] for one in clerk.delete(f"{path}/scans/{other}").json()["papers"]] == [slip]
    assert clerk.post(f"{path}/complete").json()["state"] == "complete"
    assert clerk.post(f"{path}/complete").json()["code"] == "case_state_conflict"
    assert clerk.post(f"{path}/await", json={"due_at": "2020-01-01T00:00:00Z"}).json()["code"] == "case_due_in_the_past"
    assert clerk.post(f"{path}/await", json={"due_at": "9999-12-31T23:00:00-05:00"}).status_code == 422
    assert clerk.get("/api/v1/cases/case_nowhere").json()["code"] == "case_not_found"


def test_what_was_given_is_found_by_its_bytes(clerk: TestClient) -> None:
    scan_id = hand_in(clerk, 4)
    sha256 = hashlib.sha256(picture(4)).hexdigest()
    [given] = clerk.get(f"/api/v1/given?sha256={sha256}").json()["items"]
    assert (given["scan_id"], given["why"], given["actor_name"]) == (scan_id, "same_file", "clerk")
    assert clerk.get("/api/v1/given").json()["code"] == "given_key_unusable"
    assert clerk.get("/api/v1/given?template=slip&value=total=1").json()["code"] == "template_not_found"


def test_only_the_same_paper_takes_anothers_place(clerk: TestClient) -> None:
    first, second = hand_in(clerk, 5), hand_in(clerk, 6)
    refused = clerk.post(f"/api/v1/scans/{second}/use-given", json={"given": first})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_the_same_paper")

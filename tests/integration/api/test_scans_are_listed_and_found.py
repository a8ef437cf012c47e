"""Lists: pages, filters, and cursors that nobody gave out."""

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission, Role
from ocr_service.records.scans import Scan
from tests.integration.api.api_stage import Stage, picture
from tests.integration.api.slips import slip_to_review

SCANS = "/api/v1/scans"


def hand_in(client: TestClient, shade: int, name: str = "slip.png", **fields: str) -> str:
    answer = client.post(SCANS, files=[("files", (name, picture(shade)))], data=fields)
    return str(answer.json()["items"][0]["scan"]["id"])


@pytest.fixture
def erp(stage: Stage) -> TestClient:
    return stage.machine(Permission.SCANS_WRITE, Permission.SCANS_READ)


def ids(client: TestClient, **query: object) -> list[str]:
    answer = client.get(SCANS, params=query)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def test_pages_follow_each_other_newest_first_without_gaps(erp: TestClient) -> None:
    made = [hand_in(erp, shade) for shade in range(7)]
    seen: list[str] = []
    cursor = None
    while True:
        page = erp.get(SCANS, params={"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == sorted(made, reverse=True)


def test_filters_must_all_be_met(stage: Stage, erp: TestClient) -> None:
    first = hand_in(erp, 1, "送货单.png", client_reference="PO-1")
    stage.clock.advance(hours=1)
    second = hand_in(erp, 2, "other.png", client_reference="PO-2")
    since = stage.clock().isoformat()

    assert ids(erp, q="货") == [first]
    assert ids(erp, reference="PO-2") == [second]
    assert ids(erp, reference=first) == [first]
    assert ids(erp, since=since) == [second]
    assert ids(erp, until=since) == [first]
    assert ids(erp, since=since, q="货") == []
    assert ids(erp, state=["queued", "failed"]) == sorted([first, second], reverse=True)
    assert ids(erp, state="failed") == []
    assert ids(erp, q="%") == []


def test_a_reason_calls_a_form_by_its_title(stage: Stage, erp: TestClient) -> None:
    scan = slip_to_review(stage)
    reason = {"code": "label_missing", "params": {"template": "slip"}}
    with stage.services.database.begin() as session:
        session.get_one(Scan, scan).reasons = [reason]

    [told] = erp.get(f"{SCANS}/{scan}", headers={"Accept-Language": "en"}).json()["reasons"]

    assert told["text"].startswith("This page looks like “Slip”")
    assert told["params"] == reason["params"]


def test_duplicates_are_told_from_first_ones(erp: TestClient) -> None:
    first = hand_in(erp, 1)
    second = hand_in(erp, 1, allow_duplicate="true")

    assert ids(erp, duplicate="false") == [first]
    assert ids(erp, duplicate="true") == [second]


def test_mine_are_only_those_that_i_handed_in(stage: Stage, erp: TestClient) -> None:
    hand_in(erp, 1)
    clerk = stage.person(Role.CLERK)
    own = hand_in(clerk, 2)

    assert ids(clerk, mine="true") == [own]


@pytest.mark.parametrize(
    "cursor", ["x", "scan_", "scan_" + "0" * 25 + "'", "msg_" + "0" * 26, "../", "%00", "1" * 199, "你"]
)
def test_a_cursor_that_nobody_gave_out_is_refused(erp: TestClient, cursor: str) -> None:
    answer = erp.get(SCANS, params={"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid")


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=many",
        "state=bad",
        "since=yesterday",
        "since=2026-03-02T08:00:00",
        "q=%00",
        "q=" + "x" * 201,
        "cursor=" + "x" * 201,
        "template=..%2F",
        "mine=perhaps",
    ],
)
def test_a_wrong_question_says_what_is_wrong(erp: TestClient, query: str) -> None:
    answer = erp.get(f"{SCANS}?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")
    assert answer.json()["errors"][0]["parameter"].startswith(query.split("=")[0])


@pytest.mark.parametrize("scan_id", ["x", "scan_", "%00", "..%2f..%2fetc", "scan_" + "0" * 100, "'; DROP TABLE scans"])
def test_an_identifier_that_cannot_be_is_refused(erp: TestClient, scan_id: str) -> None:
    assert erp.get(f"{SCANS}/{scan_id}").status_code in (404, 422)

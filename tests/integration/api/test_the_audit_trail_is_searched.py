"""The audit trail: searched by who, what, which and when; taken out as a file that no spreadsheet works out."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from ocr_service.access.roles import Role
from ocr_service.records import audit
from ocr_service.records.board import Warning
from tests.integration.api.api_stage import Stage
from tests.integration.api.slips import publish_slip, slip_to_review

START = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def supervisor(stage: Stage) -> TestClient:
    return stage.person(Role.SUPERVISOR)


def write(stage: Stage, *acts: tuple[str, str, str]) -> None:
    """Each is (actor, action, subject), a minute after the one before."""
    with stage.services.database.begin() as session:
        for number, (actor, action, subject) in enumerate(acts):
            at = START + timedelta(minutes=number)
            audit.write(session, at=at, actor=actor, action=action, subject=subject)


def found(client: TestClient, **query: object) -> list[str]:
    answer = client.get("/api/v1/audit", params={"until": "2026-02-03T00:00:00Z", **query})
    assert answer.status_code == 200, answer.text
    return [f"{item['actor']} {item['action']} {item['subject']}" for item in answer.json()["items"]]


FOUR = (
    ("user:1", "user.signed_in", "user_1"),
    ("key:1", "scan.received", "scan_1"),
    ("user:1", "scan.accepted", "scan_1"),
    ("user:2", "scan.accepted", "scan_2"),
)


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ({}, [3, 2, 1, 0]),
        ({"actor": "user:1"}, [2, 0]),
        ({"action": "scan.accepted"}, [3, 2]),
        ({"action": ["scan.accepted", "user.signed_in"]}, [3, 2, 0]),
        ({"about": "scan_1"}, [2, 1]),
        ({"about": "scan_1", "action": ["scan.accepted", "scan.received"], "actor": "key:1"}, [1]),
        ({"since": "2026-02-02T08:01:00Z", "until": "2026-02-02T08:03:00Z"}, [2, 1]),
        ({"actor": "user:3"}, []),
    ],
)
def test_each_filter_narrows_the_list(
    stage: Stage, supervisor: TestClient, query: dict[str, object], which: list[int]
) -> None:
    write(stage, *FOUR)
    assert found(supervisor, **query) == [" ".join(FOUR[number]) for number in which]


def test_pages_follow_each_other_without_gaps_also_within_one_moment(stage: Stage, supervisor: TestClient) -> None:
    with stage.services.database.begin() as session:
        for number in range(7):
            audit.write(session, at=START, actor="user:1", action="scan.accepted", subject=f"scan_{number}")
    seen, cursor = [], None
    while True:
        query = {"limit": 3, "actor": "user:1", **({"cursor": cursor} if cursor else {})}
        page = supervisor.get("/api/v1/audit", params=query).json()
        seen += [item["subject"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == [f"scan_{number}" for number in range(6, -1, -1)]


@pytest.mark.parametrize("cursor", ["x", "1", "-1-1"])
def test_a_cursor_that_nobody_gave_out_is_refused(supervisor: TestClient, cursor: str) -> None:
    assert supervisor.get("/api/v1/audit", params={"cursor": cursor}).json()["code"] == "cursor_invalid"


def test_people_and_things_are_found_and_shown_by_name(stage: Stage, supervisor: TestClient) -> None:
    administrator, clerk = stage.person(Role.ADMINISTRATOR), stage.person(Role.CLERK, "Li.Na")
    user_id = clerk.get("/api/v1/me").json()["actor"].removeprefix("user:")
    administrator.patch(f"/api/v1/users/{user_id}", json={"role": "operator"})

    entry = supervisor.get("/api/v1/audit", params={"about": "LI.NA", "action": "user.changed"}).json()["items"][0]

    assert (entry["actor_name"], entry["subject_name"], entry["subject"]) == ("administrator", "li.na", user_id)
    assert (entry["old"]["role"], entry["new"]["role"]) == ("clerk", "operator")


def test_a_scan_brings_its_own_number_and_its_deliveries_along(stage: Stage, supervisor: TestClient) -> None:
    publish_slip(stage)
    scan_id = slip_to_review(stage)
    with stage.services.database.begin() as session:
        audit.write(session, at=START, actor="system", action="scan.cancelled", subject=scan_id)

    by_id = supervisor.get("/api/v1/audit", params={"about": scan_id}).json()["items"]

    assert {"scan.received", "scan.read", "scan.cancelled"} <= {entry["action"] for entry in by_id}
    assert {entry["subject_name"] for entry in by_id} == {"slip.png"}


def entries(client: TestClient, action: str, language: str = "en") -> list[dict[str, Any]]:
    answer = client.get("/api/v1/audit", params={"action": action}, headers={"Accept-Language": language})
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_what_was_deleted_or_forgotten_keeps_its_name_and_is_marked(stage: Stage, supervisor: TestClient) -> None:
    gone, named = "hook_" + "0" * 26, {"description": "Old ERP", "url": "https://erp.lan/in"}
    forgotten = "scan_" + "1" * 26
    with stage.services.database.begin() as session:
        audit.write(session, at=START, actor="system", action="endpoint.created", subject=gone, new=named)
        audit.write(session, at=START, actor="system", action="endpoint.deleted", subject=gone, old=named)
        told = {"file_name": "slip.png"}
        audit.write(session, at=START, actor="system", action="scan.received", subject=forgotten, new=told)
        audit.write(session, at=START, actor=f"endpoint:{gone}", action="scan.answered", subject=forgotten)

    for entry in entries(supervisor, "endpoint.created"):
        assert (entry["subject_name"], entry["subject_gone"]) == ("Old ERP", True)
    answered = entries(supervisor, "scan.answered")[0]
    assert (answered["actor_name"], answered["subject_name"], answered["subject_gone"]) == ("Old ERP", "slip.png", True)


def test_wall_links_warnings_and_colleagues_are_told_by_name(stage: Stage, supervisor: TestClient) -> None:
    clerk = stage.person(Role.CLERK, "li.na").get("/api/v1/me").json()["actor"]
    with stage.services.database.begin() as session:
        warning = Warning(kind="no_worker", subject="", role="administrator", params={"waiting": 1200})
        warning.opened_at = warning.checked_at = START
        session.add(warning)
        session.flush()
        audit.write(session, at=START, actor="system", action="warning.seen", subject=warning.id)
        audit.write(session, at=START, actor="system", action="scan.handed_over", subject="scan_1", new={"to": clerk})
    supervisor.post("/api/v1/board/wall-links", json={"name": "Hall 2"})

    assert entries(supervisor, "wall_link.made")[0]["subject_name"] == "Hall 2"
    seen = entries(supervisor, "warning.seen")[0]["subject_name"]
    assert seen == "No worker is alive: nothing is read, 1,200 scans wait."
    assert entries(supervisor, "scan.handed_over")[0]["names"] == {clerk.removeprefix("user:"): "li.na"}


def test_fields_are_called_as_on_the_form_that_the_scan_was_read_as(stage: Stage, supervisor: TestClient) -> None:
    publish_slip(stage)
    scan_id = slip_to_review(stage)
    with stage.services.database.begin() as session:
        for path in ("total", "items[1].price", "gone"):
            audit.write(session, at=START, actor="system", action="field.corrected", subject=scan_id, path=path)
        wrong = {"fields": 3, "wrong": ["total"]}
        audit.write(session, at=START, actor="system", action="audit.checked", subject=scan_id, new=wrong)

    said = {entry["text"] for entry in entries(supervisor, "field.corrected", "zh-CN")}
    assert said == {"改正「合计」", "改正「单价 · 第 2 行」", "改正「gone」"}
    assert entries(supervisor, "audit.checked", "zh-CN")[0]["names"] == {"total": "合计"}


def test_the_export_holds_all_of_it_and_no_formula(stage: Stage, supervisor: TestClient) -> None:
    with stage.services.database.begin() as session:
        for number in range(1500):
            audit.write(session, at=START, actor="user:9", action="scan.accepted", subject=f"=HYPERLINK({number})")

    answer = supervisor.get("/api/v1/audit/export", params={"actor": "user:9"})

    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    _, *rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 1500
    assert {row[5][:3] for row in rows} == {"'=H"}
    assert {row[0] for row in rows} == {f"{START:%Y-%m-%d %H:%M:%S}"}


@pytest.mark.parametrize(
    ("language", "heads", "act"), [("zh-CN", "时间（UTC）", "通过"), ("en", "Time (UTC)", "Accepted")]
)
def test_the_export_is_in_the_persons_language_whatever_the_browsers_is(
    stage: Stage, language: str, heads: str, act: str
) -> None:
    with stage.services.database.begin() as session:
        audit.write(session, at=START, actor="system", action="scan.accepted", subject="scan_1")
    supervisor = stage.person(Role.SUPERVISOR)
    assert supervisor.put("/api/v1/me/language", json={"language": language}).status_code == 204

    asked = {"action": "scan.accepted"}
    answer = supervisor.get("/api/v1/audit/export", params=asked, headers={"Accept-Language": "fr, de"})

    head, row = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert head[0] == heads
    assert row[4] == act


@pytest.mark.parametrize(
    ("zone", "head", "time"),
    [
        ("Asia/Shanghai", "Time (Asia/Shanghai)", "2026-02-02 16:00:00"),
        ("Mars/Olympus_Mons", "Time (UTC)", "2026-02-02 08:00:00"),
    ],
)
def test_the_export_tells_times_in_the_persons_zone(
    stage: Stage, supervisor: TestClient, zone: str, head: str, time: str
) -> None:
    supervisor.put("/api/v1/me/language", json={"language": "en"})
    with stage.services.database.begin() as session:
        audit.write(session, at=START, actor="user:9", action="scan.accepted", subject="scan_1")
    answer = supervisor.get("/api/v1/audit/export", params={"actor": "user:9", "zone": zone})
    heads, row = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (heads[0], row[0]) == (head, time)


@pytest.mark.parametrize("name", ["slip.png", "SLIP.PNG", "slip"])
def test_a_scan_is_found_by_the_name_of_its_file(stage: Stage, supervisor: TestClient, name: str) -> None:
    publish_slip(stage)
    scan_id = slip_to_review(stage)
    entries = supervisor.get("/api/v1/audit", params={"about": name}).json()["items"]
    # The form is called "slip", too.
    assert scan_id in {entry["subject"] for entry in entries}
    assert supervisor.get("/api/v1/audit", params={"about": "slip.p"}).json()["items"] == []


def test_a_search_in_a_long_trail_reads_an_index(stage: Stage) -> None:
    queries = (
        "actor = 'user:1'",
        "action = 'scan.accepted'",
        "subject = 'scan_1'",
        "at >= '2026-03-02' AND at < '2026-03-03'",
    )
    with stage.services.database() as session:
        for condition in queries:
            sql = f"EXPLAIN QUERY PLAN SELECT * FROM audit WHERE {condition} ORDER BY at DESC, id DESC LIMIT 51"
            plan = " ".join(str(row[3]) for row in session.execute(text(sql)))
            assert "USING INDEX" in plan, plan
            assert "TEMP B-TREE" not in plan, plan

"""The board, warnings, quality and the wall through the API."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from ocr_service.access.roles import Permission, Role
from ocr_service.records.board import FieldHour, ScanFact
from ocr_service.usecases.warning.keep_ledger import settle
from ocr_service.usecases.warning.trouble import Trouble
from ocr_service.usecases.warning.watch import KINDS
from ocr_service.web.i18n import LANGUAGES
from tests.integration.api.api_stage import Stage
from tests.integration.api.slips import slip_to_review

TROUBLES = (
    Trouble(
        kind="queue_grows",
        subject="review",
        role=Role.SUPERVISOR,
        params={"waiting": 60, "grown": 40, "came_per_hour": 60, "went_per_hour": 20},
    ),
    Trouble(kind="queue_grows", subject="read", role=Role.ADMINISTRATOR, params={"waiting": 60, "grown": 40,
            "came_per_hour": 60, "went_per_hour": 20}),
    Trouble(kind="promise_at_risk", subject="", role=Role.SUPERVISOR, params={"late": 1, "at_risk": 5,
            "went_per_hour": 6}),
    Trouble(kind="endpoint_fails", subject="hook_1", role=Role.INTEGRATOR, params={"receiver": "ERP", "failures": 5,
            "waiting": 3}),
    Trouble(kind="messages_given_up", subject="hook_1", role=Role.INTEGRATOR, params={"receiver": "ERP", "count": 3}),
    Trouble(kind="masterdata_pull_fails", subject="orders", role=Role.INTEGRATOR, params={"list": "orders",
            "failures": 3, "age_hours": 5}),
    Trouble(kind="masterdata_pull_fails", subject="items", role=Role.INTEGRATOR, params={"list": "items",
            "failures": 1, "age_hours": None}),
    Trouble(kind="masterdata_stale", subject="customers", role=Role.INTEGRATOR, params={"list": "customers",
            "age_hours": 73, "usual_hours": 24}),
    Trouble(kind="no_worker", subject="", role=Role.ADMINISTRATOR, params={"waiting": 3}),
    Trouble(kind="disk_fills", subject="", role=Role.ADMINISTRATOR, params={"free_gb": 3.5, "free_share": 0.05,
            "days": 2.5}),
    Trouble(kind="certificate_unreadable", subject="ca.pem", role=Role.ADMINISTRATOR, params={"file": "ca.pem"}),
    Trouble(kind="certificate_ends", subject="erp.pem", role=Role.ADMINISTRATOR, params={"file": "erp.pem",
            "day": "2026-03-09", "ended": False}),
    Trouble(kind="certificate_ends", subject="old.pem", role=Role.ADMINISTRATOR, params={"file": "old.pem",
            "day": "2026-03-01", "ended": True}),
    Trouble(kind="form_got_worse", subject="slip", role=Role.AUTHOR, params={"measure": "residual", "before": 0.1,
            "now": 0.4, "scans": 40, "supplier": "新达"}),
    Trouble(kind="form_got_worse", subject="note", role=Role.AUTHOR, params={"measure": "doubted", "before": 0.1,
            "now": 0.4, "scans": 40, "supplier": None}),
    Trouble(kind="scanner_dirty", subject="upload|user:1", role=Role.CLERK, params={"source": "upload",
            "actor": "user:1", "before": 0.02, "now": 0.3333, "scans": 60, "fault": "page_blurred"}),
    Trouble(kind="errors_above_promise", subject="slip", role=Role.SUPERVISOR, params={"wrong": 9, "checked": 2000,
            "rate": 0.0045, "low": 0.002, "high": 0.0085, "promised": 0.001}),
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_warning_is_told_in_words_without_gaps(stage: Stage, language: str) -> None:
    assert settle(stage.services, TROUBLES, kinds=KINDS) == len(TROUBLES)
    assert {trouble.kind for trouble in TROUBLES} == set(KINDS)
    answer = stage.machine(Permission.BOARD_READ).get("/api/v1/board/warnings", headers={"Accept-Language": language})
    items = answer.json()["items"]
    assert len(items) == len(TROUBLES)
    for item in items:
        for sentence in (item["what"], item["what_to_do"]):
            assert len(sentence) > 10
            assert "warning." not in sentence
            assert "{" not in sentence
    told = " ".join(item["what"] for item in items)
    assert all(figure in told for figure in ("0.40 mm", "33.3%", "0.45%", "3.5 GB", "新达"))


def test_a_warning_is_seen_and_closed_with_a_note(stage: Stage) -> None:
    settle(stage.services, TROUBLES[:1], kinds=KINDS)
    supervisor = stage.person(Role.SUPERVISOR, "wang.fang")
    (warning,) = supervisor.get("/api/v1/board/warnings").json()["items"]
    path = f"/api/v1/board/warnings/{warning['id']}"
    assert supervisor.post(f"{path}/see").json()["seen_by"] == "wang.fang"
    assert supervisor.post(f"{path}/close", json={"note": " "}).status_code == 422
    assert supervisor.post(f"{path}/close", json={"note": "two more people"}).json()["note"] == "two more people"
    assert supervisor.post(f"{path}/close", json={"note": "again"}).json()["code"] == "warning_closed"
    assert supervisor.get("/api/v1/board/warnings").json()["items"] == []
    (closed,) = supervisor.get("/api/v1/board/warnings?state=closed").json()["items"]
    assert closed["closed_by"] == "wang.fang"


def test_the_board_names_people_and_shows_how_queues_went(stage: Stage) -> None:
    program = stage.machine(Permission.BOARD_READ)
    board = program.get("/api/v1/board").json()
    assert [stage["stage"] for stage in board["queues"]["stages"]] == ["read", "review", "send"]
    assert program.get("/api/v1/board/history?hours=1").json() == {
        "at": [],
        "unread": [],
        "to_review": [],
        "unsent": [],
    }
    assert program.get("/api/v1/board/errors").json() == {"checked": 0, "wrong": 0}


def fact(stage: Stage, number: int, **columns: Any) -> ScanFact:
    row: dict[str, Any] = {
        "scan_id": f"scan_{number}", "ended_at": stage.clock(), "outcome": "accepted", "by_person": False,
        "template": "slip", "source": "upload", "actor": "system", "supplier": None, "pages": 1, "faulty_pages": 0,
        "fields": 10, "doubted": 2, "corrected": 1, "keys_saved": 1000, "fields_saved": 8, "counted": {},
    }  # fmt: skip
    return ScanFact(**{**row, **columns})


@pytest.fixture
def span(stage: Stage) -> dict[str, str]:
    with stage.services.database.begin() as session:
        session.add_all(
            [
                fact(stage, 1, supplier='=HYPERLINK("http://evil")'),
                fact(stage, 2, supplier="华锦", by_person=True, faulty_pages=1, faults={"page_blurred": 1}),
                fact(stage, 3, outcome="rejected", template=None, fields=0, doubted=0, corrected=0, keys_saved=0),
                fact(stage, 4, ended_at=stage.clock() - timedelta(days=2)),
            ]
        )
        hour = stage.clock().replace(minute=0)
        session.add(FieldHour(hour=hour, template="slip", field="total", fields=30, doubted=3, corrected=1))
    since, until = stage.clock() - timedelta(days=1), stage.clock() + timedelta(days=1)
    return {"since": since.isoformat(), "until": until.isoformat()}


def test_quality_by_form_has_shares_and_what_was_saved(stage: Stage, span: dict[str, str]) -> None:
    table = stage.machine(Permission.BOARD_READ).get("/api/v1/board/quality", params={**span, "by": "form"}).json()
    (slip, unknown) = [dict(zip(table["columns"], row["values"], strict=True)) for row in table["rows"]]
    assert (slip["accepted"], slip["alone"], slip["sure"], slip["corrected"]) == (2, 0.5, 0.8, 0.1)
    assert (slip["faulty"], slip["keys_saved"], slip["hours_saved"]) == (0.5, 2000, 0.16)
    assert (unknown["rejected"], unknown["sure"]) == (1, None)
    assert (table["keys_saved"], table["total"]["faults"]) == (2000, {"page_blurred": 1})


def test_a_field_is_called_by_its_label(stage: Stage, span: dict[str, str]) -> None:
    slip_to_review(stage)
    ask = {"params": {**span, "by": "field"}, "headers": {"Accept-Language": "en"}}
    (total,) = stage.machine(Permission.BOARD_READ).get("/api/v1/board/quality", **ask).json()["rows"]
    assert total["names"] == ["Slip", "Total"]


@pytest.mark.parametrize("by", ["form", "field", "supplier", "clerk", "scanner", "site"])
def test_every_grouping_has_a_name_for_each_of_its_columns(stage: Stage, span: dict[str, str], by: str) -> None:
    program = stage.machine(Permission.BOARD_READ)
    table = program.get("/api/v1/board/quality", params={**span, "by": by}).json()
    assert table["rows"]
    for row in table["rows"]:
        assert len(row["names"]) == len(table["names"])
        assert all(row["names"])
        assert len(row["values"]) == len(table["columns"])


@pytest.mark.parametrize("by", ["form", "field", "supplier", "clerk", "scanner", "site"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_are_saved_as_files_that_hold_no_formulas(
    stage: Stage, span: dict[str, str], by: str, language: str
) -> None:
    program = stage.machine(Permission.BOARD_READ)
    ask = {"params": {**span, "by": by}, "headers": {"Accept-Language": language}}
    csv = program.get("/api/v1/board/quality/export", **ask)
    assert csv.content.startswith(b"\xef\xbb\xbf")
    assert "quality." not in csv.text
    assert not any(cell.startswith("=") for line in csv.text.splitlines() for cell in line.split(","))
    xlsx = program.get("/api/v1/board/quality/export", params={**ask["params"], "format": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(xlsx.content)) as book:
        parts = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xml")}
    assert "<f>" not in "".join(parts.values())
    assert "hyperlink" not in parts["xl/worksheets/sheet1.xml"]
    assert "0.28" in parts["xl/sharedStrings.xml"]
    assert "Sheet2" not in parts["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("until", "last"), [("2026-03-03T00:00:00+08:00", "20260302"), ("2026-03-02T15:00:00Z", "20260302")]
)
def test_an_export_is_named_after_the_days_of_whoever_asks(stage: Stage, until: str, last: str) -> None:
    ask = {"since": "2026-03-01T00:00:00+08:00", "until": until}
    answer = stage.person(Role.SUPERVISOR).get("/api/v1/board/quality/export", params=ask)
    assert answer.headers["content-disposition"] == f'attachment; filename="quality-form-20260301-{last}.csv"'


def test_the_wall_opens_with_its_link_alone_and_shows_no_names(stage: Stage) -> None:
    supervisor = stage.person(Role.SUPERVISOR)
    made = supervisor.post("/api/v1/board/wall-links", json={"name": "Hall 2"}).json()
    page, _, token = made["path"].partition("#")
    screen = stage.stranger()
    assert 'lang="zh-CN"' in screen.get(page, headers={"Accept-Language": "en"}).text
    wall = screen.get("/api/v1/wall", headers={"X-Wall-Token": token})
    assert wall.status_code == 200
    assert "supervisor" not in json.dumps(wall.json())
    assert token not in supervisor.get("/api/v1/board/wall-links").text
    for other in ("", "x", token[:-1]):
        assert screen.get("/api/v1/wall", headers={"X-Wall-Token": other}).json()["code"] == "wall_link_unknown"
    assert screen.get("/api/v1/board", headers={"X-Wall-Token": token}).status_code == 401

    assert supervisor.delete(f"/api/v1/board/wall-links/{made['id']}").status_code == 204
    assert screen.get("/api/v1/wall", headers={"X-Wall-Token": token}).status_code == 404
    assert supervisor.delete(f"/api/v1/board/wall-links/{made['id']}").status_code == 404
    assert supervisor.get("/api/v1/board/wall-links").json() == {"items": []}


def test_a_large_disk_that_fills_quickly_is_not_called_nearly_full(stage: Stage) -> None:
    params = {"free_gb": 250.0, "free_share": 0.5, "days": 2.5}
    settle(
        stage.services, [Trouble(kind="disk_fills", subject="", role=Role.ADMINISTRATOR, params=params)], kinds=KINDS
    )
    answer = stage.machine(Permission.BOARD_READ).get("/api/v1/board/warnings", headers={"Accept-Language": "en"})
    [warning] = answer.json()["items"]
    assert "nearly" not in warning["what"]
    assert "250.0 GB (50.0%)" in warning["what"]
    assert "2.5 days" in warning["what"]

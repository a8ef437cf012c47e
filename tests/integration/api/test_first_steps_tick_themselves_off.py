"""An administrator of a new service is told what is left to do, until it is done or they want no more of it."""

import re

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission, Role
from ocr_service.usecases.board.first_steps import note_backup
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint
from ocr_service.usecases.following.retention import choose_retention
from tests.integration.api.api_stage import PASSWORD, Stage

PAGE = "/admin/start"
HTML = {"accept": "text/html"}


@pytest.fixture
def administrator(stage: Stage) -> TestClient:
    return stage.person(Role.ADMINISTRATOR)


def done(administrator: TestClient) -> set[str]:
    return set(re.findall(r'id="step-(\w+)" class="done"', administrator.get(PAGE).text))


def where_it_begins(client: TestClient) -> str:
    return str(client.get("/", headers=HTML, follow_redirects=False).headers["location"])


def test_on_a_new_service_nothing_is_done(administrator: TestClient) -> None:
    assert done(administrator) == set()
    assert "/admin/start" in administrator.get("/board").text
    assert where_it_begins(administrator) == PAGE


def test_each_step_is_ticked_off_by_what_was_done(stage: Stage, administrator: TestClient) -> None:
    changed = administrator.put("/api/v1/me/password", json={"old": PASSWORD, "new": "quite another 77"})
    assert changed.status_code == 204, changed.text
    assert done(administrator) == {"password"}
    stage.person(Role.CLERK)
    assert done(administrator) == {"password", "people", "way_in"}
    choose_retention(stage.services, actor="user:1", fixed_days=None, keep_days=0)
    note_backup(stage.services.database, at=stage.clock(), file_name="ocr.tar")
    create_endpoint(stage.services, stage.sender, actor="system", url="https://erp.factory.lan/hook")
    object.__setattr__(stage.settings, "public_url", "https://ocr.factory.lan")
    assert done(administrator) == {
        "password", "people", "way_in", "retention", "backup", "receiver", "address",
    }  # fmt: skip


def test_a_program_that_fetches_results_needs_no_receiver(stage: Stage, administrator: TestClient) -> None:
    program = stage.machine(Permission.SCANS_READ)
    assert "receiver" not in done(administrator)
    program.get("/api/v1/scans")
    assert "receiver" in done(administrator)


def test_put_away_they_are_mentioned_no_more_until_they_are_brought_back(
    stage: Stage, administrator: TestClient
) -> None:
    administrator.put("/api/v1/first-steps", json={"put_away": True})
    other = stage.person(Role.ADMINISTRATOR, "second")
    for client in (administrator, other):
        assert PAGE not in client.get("/board").text
        assert PAGE not in client.get("/admin/people").text
        assert where_it_begins(client) == "/scans"
    assert done(administrator) == {"people"}
    administrator.put("/api/v1/first-steps", json={"put_away": False})
    assert where_it_begins(other) == PAGE


def test_others_hear_nothing_of_them(stage: Stage) -> None:
    supervisor = stage.person(Role.SUPERVISOR)
    assert PAGE not in supervisor.get("/board").text
    assert where_it_begins(supervisor) == "/board"

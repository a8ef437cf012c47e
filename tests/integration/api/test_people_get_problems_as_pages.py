"""What goes wrong at an address that a person opened is told on a page; programs and scripts get problem documents."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission, Role
from ocr_service.web.login import routes as login
from ocr_service.web.scan import routes as scan
from tests.integration.api.api_stage import Stage

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
NO_SCAN = "scan_00000000000000000000000000"


def breaks(*_: Any, **__: Any) -> None:
    raise RuntimeError("secret of the house")


@pytest.fixture
def clerk(stage: Stage) -> TestClient:
    return stage.person(Role.CLERK)


def check(answer: Any, status: int) -> str:
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    page: str = answer.text
    assert 'href="/"' in page, "there is no way back"
    assert "title." not in page
    return page


@pytest.mark.parametrize(
    ("path", "status"), [("/review", 403), ("/nowhere", 404), (f"/scans/{NO_SCAN}", 404), ("/scans/a b", 404)]
)
def test_a_page_that_cannot_be_shown_is_explained_on_one(clerk: TestClient, path: str, status: int) -> None:
    page = check(clerk.get(path, headers=BROWSER), status)

    assert "请" in page
    assert "review:write" not in page, "names of permissions are for programs"
    assert 'href="/upload"' in page, "the person's own pages stay at hand"


def test_the_page_is_in_the_persons_own_language(clerk: TestClient) -> None:
    clerk.put("/api/v1/me/language", json={"language": "en"})

    page = check(clerk.get("/nowhere", headers=BROWSER | {"Accept-Language": "zh-CN"}), 404)

    assert '<html lang="en">' in page
    assert "To my first page" in page


def test_a_fault_tells_its_number_and_nothing_from_inside(clerk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "show_scan", breaks)

    answer = clerk.get(f"/scans/{NO_SCAN}", headers=BROWSER)

    page = check(answer, 500)
    assert answer.headers["x-request-id"] in page
    assert "secret of the house" not in page


def test_a_fault_before_anybody_is_known_is_told_too(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "render_page", breaks)

    check(stage.stranger().get("/login", headers=BROWSER), 500)


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/html;q=0.5", "text/html;q=0"])
def test_who_does_not_prefer_a_page_gets_a_problem_document(clerk: TestClient, accept: str) -> None:
    answer = clerk.get("/nowhere", headers={"Accept": accept})

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_the_api_never_answers_with_a_page(clerk: TestClient) -> None:
    answer = clerk.get(f"/api/v1/scans/{NO_SCAN}", headers=BROWSER)

    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_a_machine_with_a_browsers_header_gets_a_page_without_a_person(stage: Stage) -> None:
    page = check(stage.machine(Permission.SCANS_READ).get("/scans", headers=BROWSER), 403)

    assert "sign-out" not in page

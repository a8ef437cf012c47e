"""The API's JSON is gzipped; whatever holds a token, and what is compressed already, is not."""

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Role
from tests.integration.api.api_stage import Stage
from tests.integration.api.slips import slip_to_review

PAGES = ("/login", "/upload", "/scans", "/review", "/docs", "/nowhere")


@pytest.fixture
def administrator(stage: Stage) -> TestClient:
    return stage.person(Role.ADMINISTRATOR)


def coding(client: TestClient, path: str, **headers: str) -> str | None:
    answer = client.get(path, headers={"Accept": "text/html, */*;q=0.8", "Accept-Encoding": "gzip", **headers})
    coding: str | None = answer.headers.get("content-encoding")
    return coding


def test_data_is_compressed(stage: Stage, administrator: TestClient) -> None:
    slip = slip_to_review(stage)

    assert coding(administrator, f"/api/v1/scans/{slip}") == "gzip"
    assert coding(administrator, "/api/v1/openapi.json") == "gzip"
    assert coding(administrator, "/api/v1/openapi.json", **{"Accept-Encoding": "identity"}) is None


@pytest.mark.parametrize("path", [*PAGES, "/api/v1/me"])
def test_nothing_that_holds_a_token_is_compressed(stage: Stage, administrator: TestClient, path: str) -> None:
    client = stage.stranger() if path == "/login" else administrator

    assert coding(client, path) is None


def test_short_answers_and_pictures_are_not_compressed(stage: Stage, administrator: TestClient) -> None:
    slip = slip_to_review(stage)

    assert coding(administrator, "/api/v1/review/waiting") is None
    assert coding(administrator, f"/api/v1/scans/{slip}/pages/1/picture") is None
    assert coding(administrator, f"/api/v1/scans/{slip}/file") is None


def test_every_answer_with_a_token_is_known(administrator: TestClient) -> None:
    document = administrator.get("/api/v1/openapi.json").json()
    shapes = {
        name for name, shape in document["components"]["schemas"].items() if "csrf_token" in shape.get("properties", {})
    }
    with_token = {
        path
        for path, methods in document["paths"].items()
        for name in shapes
        if f"#/components/schemas/{name}" in str(methods.get("get", {}).get("responses"))
    }

    assert with_token == {"/api/v1/me"}

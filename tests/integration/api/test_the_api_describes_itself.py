"""The OpenAPI document and the reference page made of it."""

from typing import Any

import pytest

from ocr_service.access.roles import Permission, Role
from ocr_service.web.guard import PUBLIC
from tests.integration.api.api_stage import Stage


@pytest.fixture
def document(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = stage.machine(Permission.SCANS_READ).get("/api/v1/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_operation_says_what_it_does_and_how_it_fails(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        assert operation["summary"], name
        assert operation["description"], name
        assert {"401", "403", "422"} <= operation["responses"].keys(), name
        for status, answer in operation["responses"].items():
            assert status[0] == "2" or list(answer["content"]) == ["application/problem+json"], name


def test_every_operation_says_who_may_use_it(document: dict[str, Any]) -> None:
    public = {f"{method} {path}" for method, path in PUBLIC}

    for name, operation in operations(document):
        assert (operation["security"] == []) == (name in public), name
    by_name = dict(operations(document))
    assert by_name["POST /api/v1/scans"]["x-permission"] == "scans:write"


def test_what_is_sent_to_receivers_is_described(document: dict[str, Any]) -> None:
    assert list(document["webhooks"]) == ["form.accepted", "form.event", "delivery.failed", "case.event"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(part: Any) -> set[str]:
        if isinstance(part, dict):
            own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
            return own.union(*(references(value) for value in part.values()))
        return set().union(*(references(one) for one in part)) if isinstance(part, list) else set()

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) - known == set()


def test_the_reference_page_shows_every_operation_and_event(stage: Stage, document: dict[str, Any]) -> None:
    page = stage.person(Role.CLERK).get("/docs/operations").text

    for name, operation in operations(document):
        assert f'id="{operation["operationId"]}"' in page, name
    assert "form.accepted" in page

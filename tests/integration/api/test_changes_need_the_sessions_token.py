"""Cross-site requests: the token, and where the request says that it comes from."""

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission, Role
from tests.integration.api.api_stage import Stage

LANGUAGE = "/api/v1/me/language"


def put(client: TestClient, **headers: str) -> tuple[int, str]:
    answer = client.put(LANGUAGE, json={"language": "en"}, headers=headers)
    return answer.status_code, answer.json()["code"] if answer.content else ""


def test_with_its_own_token_a_page_may_change_things(stage: Stage) -> None:
    assert put(stage.person(Role.CLERK)) == (204, "")


@pytest.mark.parametrize("token", ["", "wrong", "\u00ff", "x" * 5000])
def test_a_wrong_token_is_refused(stage: Stage, token: str) -> None:
    client = stage.person(Role.CLERK)
    del client.headers["X-CSRF-Token"]

    answer = client.put(LANGUAGE, json={"language": "en"}, headers=[(b"X-CSRF-Token", token.encode("latin-1"))])

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_token_wrong")


def test_another_sessions_token_is_refused(stage: Stage) -> None:
    client, other = stage.person(Role.CLERK), stage.person(Role.OPERATOR)
    client.headers["X-CSRF-Token"] = other.headers["X-CSRF-Token"]

    assert put(client) == (403, "csrf_token_wrong")


def test_another_sites_page_is_refused_even_with_the_token(stage: Stage) -> None:
    client = stage.person(Role.CLERK)

    assert put(client, **{"Sec-Fetch-Site": "same-site"}) == (403, "other_site")
    assert put(client, Origin="http://evil.example") == (403, "other_site")


def test_a_form_may_carry_the_token_in_a_field(stage: Stage) -> None:
    client = stage.person(Role.CLERK)
    token = client.headers.pop("X-CSRF-Token")

    def cancel(field: str) -> str:
        answer = client.post("/api/v1/scans/scan_0/cancel", data={"csrf_token": field})
        return str(answer.json()["code"])

    assert cancel(token) == "scan_not_found"
    assert cancel("wrong") == "csrf_token_wrong"


def test_a_key_needs_no_token_for_no_browser_sends_it_unasked(stage: Stage) -> None:
    answer = stage.machine(Permission.SCANS_WRITE).post("/api/v1/scans/scan_0/cancel")

    assert answer.json()["code"] == "scan_not_found"

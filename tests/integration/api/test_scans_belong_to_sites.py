"""What somebody hands in belongs to their site; sites are made, given to people and keys, and closed."""

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission, Role
from tests.integration.api.api_stage import PASSWORD, Stage, picture

SUZHOU = {"code": "suzhou-2", "name": "苏州二厂"}


@pytest.fixture
def administrator(stage: Stage) -> TestClient:
    return stage.person(Role.ADMINISTRATOR)


def own_id(client: TestClient) -> str:
    return str(client.get("/api/v1/me").json()["actor"]).partition(":")[2]


def hand_in(client: TestClient, shade: int) -> dict[str, object]:
    answer = client.post("/api/v1/scans", files=[("files", ("slip.png", picture(shade)))])
    scan: dict[str, object] = answer.json()["items"][0]["scan"]
    return scan


def test_a_persons_scans_belong_to_their_site_and_stay_there(stage: Stage, administrator: TestClient) -> None:
    administrator.post("/api/v1/sites", json=SUZHOU)
    clerk = stage.person(Role.CLERK)
    before = hand_in(clerk, 1)
    administrator.patch(f"/api/v1/users/{own_id(clerk)}", json={"site": "suzhou-2"})
    there = hand_in(clerk, 2)
    administrator.patch(f"/api/v1/users/{own_id(clerk)}", json={"site": ""})
    after = hand_in(clerk, 3)

    found = clerk.get("/api/v1/scans", params={"site": "suzhou-2"}).json()["items"]
    assert [(scan["site"], scan["site_name"]) for scan in (before, there, after)] == [
        (None, None),
        ("suzhou-2", "苏州二厂"),
        (None, None),
    ]
    assert [scan["id"] for scan in found] == [there["id"]]
    assert clerk.get("/api/v1/scans", params={"site": "nowhere"}).json()["items"] == []


def test_a_keys_scans_belong_to_its_site(stage: Stage, administrator: TestClient) -> None:
    administrator.post("/api/v1/sites", json=SUZHOU)
    scopes = [Permission.SCANS_WRITE, Permission.SCANS_READ]
    made = administrator.post("/api/v1/keys", json={"name": "scanner", "scopes": scopes, "site": "suzhou-2"}).json()
    machine = stage.stranger(headers={"Authorization": f"Bearer {made['key']}"})

    first = hand_in(machine, 1)
    moved = administrator.patch(f"/api/v1/keys/{made['id']}", json={"site": ""}).json()
    second = hand_in(machine, 2)

    assert (first["site"], moved["site"], second["site"]) == ("suzhou-2", None, None)


def test_people_are_added_with_a_site_and_counted_in_it(administrator: TestClient) -> None:
    administrator.post("/api/v1/sites", json=SUZHOU)
    made = administrator.post(
        "/api/v1/users", json={"name": "li.na", "password": PASSWORD, "role": "clerk", "site": "suzhou-2"}
    )

    site = administrator.get("/api/v1/sites").json()["items"][0]
    assert made.json()["site"] == "suzhou-2"
    assert (site["code"], site["people"], site["keys"], site["closed_at"]) == ("suzhou-2", 1, 0, None)


def test_a_closed_site_is_given_to_nobody_new_but_keeps_its_people(stage: Stage, administrator: TestClient) -> None:
    site = administrator.post("/api/v1/sites", json=SUZHOU).json()
    clerk, operator = stage.person(Role.CLERK), stage.person(Role.OPERATOR)
    administrator.patch(f"/api/v1/users/{own_id(clerk)}", json={"site": "suzhou-2"})

    closed = administrator.patch(f"/api/v1/sites/{site['id']}", json={"closed": True}).json()
    refused = administrator.patch(f"/api/v1/users/{own_id(operator)}", json={"site": "suzhou-2"})
    role = administrator.patch(f"/api/v1/users/{own_id(clerk)}", json={"role": "operator"}).json()
    opened = administrator.patch(f"/api/v1/sites/{site['id']}", json={"closed": False, "name": "二厂"}).json()

    assert closed["closed_at"] is not None
    assert (refused.status_code, refused.json()["code"]) == (409, "site_closed")
    assert role["site"] == "suzhou-2"
    assert (opened["closed_at"], opened["name"], opened["people"]) == (None, "二厂", 1)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (SUZHOU, "site_taken"),
        ({**SUZHOU, "code": "Suzhou 2"}, "request_invalid"),
        ({**SUZHOU, "name": " "}, "request_invalid"),
        ({"code": "x", "name": "y" * 101}, "request_invalid"),
    ],
)
def test_what_can_be_no_site_is_refused(administrator: TestClient, given: dict[str, str], code: str) -> None:
    administrator.post("/api/v1/sites", json=SUZHOU)
    assert administrator.post("/api/v1/sites", json=given).json()["code"] == code


def test_a_site_that_is_none_is_refused(administrator: TestClient) -> None:
    answer = administrator.patch(f"/api/v1/users/{own_id(administrator)}", json={"site": "nowhere"})
    assert (answer.status_code, answer.json()["code"]) == (404, "site_unknown")


def test_the_page_of_scans_offers_the_sites_as_soon_as_there_are_any(stage: Stage, administrator: TestClient) -> None:
    clerk = stage.person(Role.CLERK)
    assert 'name="site"' not in clerk.get("/scans").text
    administrator.post("/api/v1/sites", json=SUZHOU)
    assert '<option value="suzhou-2">苏州二厂</option>' in clerk.get("/scans").text

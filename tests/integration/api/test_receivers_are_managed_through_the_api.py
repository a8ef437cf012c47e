"""Webhook endpoints and deliveries."""

import pytest
from starlette.testclient import TestClient

from ocr_service.access.roles import Role
from tests.integration.api.api_stage import Stage
from tests.integration.api.slips import slip_to_review

HOOKS = "/api/v1/webhook-endpoints"
URL = "https://erp.factory.lan/hook"


@pytest.fixture
def administrator(stage: Stage) -> TestClient:
    return stage.person(Role.ADMINISTRATOR)


def test_a_receivers_secret_is_shown_once(administrator: TestClient) -> None:
    made = administrator.post(HOOKS, json={"url": URL, "description": "ERP"})
    shown = administrator.get(f"{HOOKS}/{made.json()['id']}")

    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    assert made.json()["secret"] not in shown.text + administrator.get(HOOKS).text


def test_a_receiver_is_changed_switched_tested_and_deleted(stage: Stage, administrator: TestClient) -> None:
    hook = f"{HOOKS}/{administrator.post(HOOKS, json={'url': URL}).json()['id']}"

    changed = administrator.patch(hook, json={"description": "new", "active": False}).json()
    tested = administrator.post(f"{hook}/test").json()
    rotated = administrator.post(f"{hook}/rotate-secret").json()

    assert (changed["description"], changed["active"], changed["disabled_reason"]) == ("new", False, "administrator")
    assert (tested["delivered"], tested["status"], stage.sender.sent[0].url) == (True, 204, URL)
    assert rotated["old_secret_until"] is not None
    assert administrator.delete(hook).status_code == 204
    assert administrator.get(hook).json()["code"] == "endpoint_not_found"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"url": "http://169.254.169.254/"}, "delivery_not_allowed"),
        ({"url": URL, "templates": ["no-such-form"]}, "template_not_found"),
        ({"url": "x" * 2001}, "request_invalid"),
        ({"url": URL + "\x00"}, "request_invalid"),
        ({"url": URL, "secret": "mine"}, "request_invalid"),
        ({}, "request_invalid"),
    ],
)
def test_what_cannot_be_a_receiver_is_refused(administrator: TestClient, given: dict[str, object], code: str) -> None:
    assert administrator.post(HOOKS, json=given).json()["code"] == code


def test_an_accepted_form_makes_a_delivery_that_can_be_followed(stage: Stage, administrator: TestClient) -> None:
    hook = administrator.post(HOOKS, json={"url": URL}).json()["id"]
    slip = slip_to_review(stage)
    administrator.post("/api/v1/review/claim", json={"scan": slip})
    administrator.post(f"/api/v1/scans/{slip}/review/accept", json={"confirmed": ["total"]})

    listed = administrator.get("/api/v1/deliveries", params={"scan": slip}).json()["items"]
    assert listed[0]["scan_name"] == administrator.get(f"/api/v1/scans/{slip}").json()["file_name"]
    detail = administrator.get(f"/api/v1/deliveries/{listed[0]['id']}").json()

    assert [(one["endpoint_id"], one["state"]) for one in listed] == [(hook, "waiting")]
    assert '"total":"31.00"' in detail["payload"]
    assert detail["all_tries"] == []
    assert administrator.post(f"/api/v1/deliveries/{listed[0]['id']}/replay").json()["state"] == "waiting"
    assert administrator.post(f"{HOOKS}/{hook}/replay").json() == {"replayed": 0}
    assert administrator.delete(f"{HOOKS}/{hook}").json()["code"] == "endpoint_has_open_deliveries"
    assert administrator.get("/api/v1/deliveries?state=dead").json()["items"] == []

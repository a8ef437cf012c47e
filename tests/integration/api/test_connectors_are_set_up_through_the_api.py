"""Receivers of every kind: listed, checked when saved, their secrets shown to nobody."""

import json

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from ocr_service.access.roles import Role
from ocr_service.records.audit import AuditEntry
from ocr_service.records.deliveries import WebhookEndpoint
from tests.integration.api.api_stage import Stage

HOOKS = "/api/v1/webhook-endpoints"
URL = "https://erp.factory.lan/hook"
REST = {"method": "PUT", "auth": "basic", "user": "ocr", "password": "s3cret"}


@pytest.fixture
def administrator(stage: Stage) -> TestClient:
    return stage.person(Role.ADMINISTRATOR)


def kept(stage: Stage) -> WebhookEndpoint:
    with stage.services.database() as session:
        return session.scalars(select(WebhookEndpoint)).one()


def test_the_kinds_are_listed_with_their_settings_and_credentials(administrator: TestClient) -> None:
    listed = administrator.get("/api/v1/connectors", headers={"accept-language": "zh-CN"}).json()["items"]
    rest = next(item for item in listed if item["kind"] == "rest")
    assert listed[0]["kind"] == "webhook"
    assert rest["settings_schema"]["properties"]["password"]["writeOnly"] is True
    assert "管理员" in rest["credentials"]


def test_only_who_manages_receivers_sees_the_kinds(stage: Stage) -> None:
    assert stage.person(Role.CLERK).get("/api/v1/connectors").status_code == 403


def test_secrets_stand_in_no_answer_and_no_audit_entry(stage: Stage, administrator: TestClient) -> None:
    made = administrator.post(HOOKS, json={"url": URL, "kind": "rest", "settings": REST})
    hook = f"{HOOKS}/{made.json()['id']}"
    changed = administrator.patch(hook, json={"settings": REST | {"password": "n3w"}})
    with stage.services.database() as session:
        trail = repr([(entry.old, entry.new) for entry in session.scalars(select(AuditEntry))])
    everything = made.text + changed.text + administrator.get(HOOKS).text + trail
    assert made.json()["settings"] == REST | {"password": "********"}
    assert "s3cret" not in everything
    assert "n3w" not in everything
    assert kept(stage).settings["password"] == "n3w"


@pytest.mark.parametrize("password", [{}, {"password": "********"}])
def test_a_change_that_leaves_the_secret_out_keeps_it(
    stage: Stage, administrator: TestClient, password: dict[str, str]
) -> None:
    made = administrator.post(HOOKS, json={"url": URL, "kind": "rest", "settings": REST}).json()
    shorter = {"auth": "basic", "user": "other", **password}
    administrator.patch(f"{HOOKS}/{made['id']}", json={"settings": shorter})
    assert kept(stage).settings == {"auth": "basic", "user": "other", "password": "s3cret"}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "no-such"}, "endpoint_kind_unknown"),
        ({"kind": "rest", "settings": {"method": "DELETE"}}, "endpoint_settings_invalid"),
        ({"kind": "rest", "settings": {"certificate": "../../etc/key"}}, "endpoint_settings_invalid"),
        ({"settings": {"method": "PUT"}}, "endpoint_settings_invalid"),
        ({"kind": "rest", "settings": {"user": "a\0b"}}, "endpoint_settings_invalid"),
        ({"kind": "rest", "settings": {"headers": {"\ud800": "x"}}}, "endpoint_settings_invalid"),
        ({"kind": "rest", "settings": {"\ud800": "x"}}, "endpoint_settings_invalid"),
        ({"kind": "rest", "settings": {"password": ["s3cret"]}}, "endpoint_settings_invalid"),
        ({"kind": "rest", "url": "http://169.254.169.254/"}, "delivery_not_allowed"),
    ],
)
def test_what_does_not_fit_its_kind_is_refused(administrator: TestClient, given: dict[str, object], code: str) -> None:
    body = json.dumps({"url": URL, **given})
    answer = administrator.post(HOOKS, content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert "s3cret" not in answer.text


def test_a_test_goes_the_way_of_the_kind(stage: Stage, administrator: TestClient) -> None:
    made = administrator.post(HOOKS, json={"url": URL, "kind": "rest", "settings": REST}).json()
    administrator.post(f"{HOOKS}/{made['id']}/test")
    assert (stage.sender.sent[0].kind, stage.sender.sent[0].settings) == ("rest", REST)
    assert "s3cret" not in repr(stage.sender.sent[0])


ELSEWHERE = "https://collector.factory.lan/hook"


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        (ELSEWHERE, None),
        (ELSEWHERE, REST | {"password": "********"}),
        (ELSEWHERE, {"method": "PUT", "auth": "basic", "user": "ocr"}),
        ("http://erp.factory.lan/hook", None),
        ("https://erp.factory.lan:8443/hook", None),
    ],
)
def test_no_secret_goes_to_another_server_that_nobody_entered_again(
    stage: Stage, administrator: TestClient, url: str, settings: dict[str, str] | None
) -> None:
    made = administrator.post(HOOKS, json={"url": URL, "kind": "rest", "settings": REST}).json()
    change = {"url": url} | ({} if settings is None else {"settings": settings})
    refused = administrator.patch(f"{HOOKS}/{made['id']}", json=change)

    assert (refused.status_code, refused.json()["code"]) == (422, "endpoint_secrets_needed")
    assert "password" in refused.json()["detail"]
    assert (kept(stage).url, kept(stage).settings["password"]) == (URL, "s3cret")


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        (ELSEWHERE, REST | {"password": "n3w"}),
        (ELSEWHERE, {"method": "PUT", "auth": "none", "password": ""}),
        ("https://ERP.factory.lan:443/other", None),
    ],
)
def test_with_its_secrets_entered_again_or_at_the_same_server_an_address_changes(
    stage: Stage, administrator: TestClient, url: str, settings: dict[str, str] | None
) -> None:
    made = administrator.post(HOOKS, json={"url": URL, "kind": "rest", "settings": REST}).json()
    change = {"url": url} | ({} if settings is None else {"settings": settings})

    assert administrator.patch(f"{HOOKS}/{made['id']}", json=change).status_code == 200
    assert kept(stage).url == url


def test_an_address_that_is_new_among_the_settings_counts_too(stage: Stage, administrator: TestClient) -> None:
    made = administrator.post(HOOKS, json={"url": URL, "kind": "rest", "settings": REST}).json()
    asked = {
        **REST,
        "password": "********",
        "poll_url": "https://collector.factory.lan/{reference}",
        "poll_answer": "@",
    }

    refused = administrator.patch(f"{HOOKS}/{made['id']}", json={"settings": asked})

    assert refused.json()["code"] == "endpoint_secrets_needed"


def test_an_address_that_changes_among_the_settings_counts_too(stage: Stage, administrator: TestClient) -> None:
    settings = {
        "token_url": "https://yonyou.factory.lan/open-auth/getAccessToken",
        "app_key": "k",
        "app_secret": "s3cret",
        "path": "/save",
    }
    made = administrator.post(HOOKS, json={"url": URL, "kind": "yonyou", "settings": settings}).json()
    moved = settings | {"token_url": "https://collector.factory.lan/getAccessToken", "app_secret": "********"}

    refused = administrator.patch(f"{HOOKS}/{made['id']}", json={"settings": moved})

    assert refused.json()["code"] == "endpoint_secrets_needed"
    assert (
        administrator.patch(f"{HOOKS}/{made['id']}", json={"settings": moved | {"app_secret": "n"}}).status_code == 200
    )

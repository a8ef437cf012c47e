"""A receiver answers later by a callback that it signs with its own secret."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission, Role
from ocr_service.delivery.signing import new_secret, signed_headers
from ocr_service.records.answers import ReceiverAnswer
from ocr_service.records.deliveries import Delivery
from ocr_service.usecases.delivering.deliver_results import deliver_due
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint
from ocr_service.usecases.endpoints.rotate_secret import rotate_secret
from tests.integration.api.api_stage import Stage
from tests.integration.api.slips import slip_accepted

VECTORS = Path(__file__).parents[3] / "examples/webhooks/callback_vectors.json"


@pytest.fixture
def endpoint(stage: Stage) -> EndpointWithSecret:
    return create_endpoint(stage.services, stage.sender, actor="user:1", url="http://erp.factory.lan/hook")


@pytest.fixture
def delivery(stage: Stage, endpoint: EndpointWithSecret) -> Delivery:
    """A delivery that its receiver took without deciding on it."""
    slip_accepted(stage)
    deliver_due(stage.services, stage.sender, days=3, attempt_seconds=10)
    with stage.services.database() as session:
        return session.scalars(select(Delivery)).one()


@pytest.fixture
def call(stage: Stage, endpoint: EndpointWithSecret, delivery: Delivery) -> Callable[..., Any]:
    """Calls back as the receiver does."""
    stranger: TestClient = stage.stranger()

    def act(
        said: dict[str, Any] | None = None,
        *,
        message_id: str = "answer-1",
        secret: str | None = None,
        late: int = 0,
        to: str | None = None,
        raw: bytes | None = None,
    ) -> Any:
        body = raw if raw is not None else json.dumps({"delivery_id": delivery.id, **(said or {})}).encode()
        at = int(stage.clock().timestamp()) - late
        headers = signed_headers([secret or endpoint.secret], message_id, at, body)
        path = f"/api/v1/callbacks/{to or endpoint.endpoint.id}"
        return stranger.post(path, content=body, headers={**headers, "content-type": "application/json"})

    return act


YES = {"status": "approved", "reference": "GR-1"}
NO = {"status": "rejected", "reason": "单价不符", "fields": [{"path": "total", "reason": "应为 30.00"}]}


def shown(stage: Stage, delivery: Delivery) -> dict[str, Any]:
    reader = stage.machine(Permission.SCANS_READ)
    answer: dict[str, Any] = reader.get(f"/api/v1/scans/{delivery.scan_id}").json()
    return answer


def test_an_approval_stands_on_the_form(stage: Stage, delivery: Delivery, call: Callable[..., Any]) -> None:
    answer = call(YES)
    assert (answer.status_code, answer.json()) == (
        200,
        {"delivery_id": delivery.id, "scan_id": delivery.scan_id, "outcome": "counted"},
    )
    scan = shown(stage, delivery)
    assert (scan["state"], scan["erp_answer"], scan["erp_reference"]) == ("answered", "approved", "GR-1")


def test_a_rejection_is_shown_to_the_clerk_on_its_field(
    stage: Stage, delivery: Delivery, call: Callable[..., Any]
) -> None:
    call(NO)
    scan = stage.person(Role.CLERK).get(f"/api/v1/scans/{delivery.scan_id}").json()
    assert (scan["state"], scan["erp_reason"], scan["erp_rejections"]) == ("needs_review", "单价不符", 1)
    [field] = [one for one in scan["fields"] if one["decision"] == "review"]
    assert (field["path"], field["reasons"][0]["params"]) == ("total", {"reason": "应为 30.00"})


def test_the_same_callback_again_is_told_the_same_and_does_nothing(stage: Stage, call: Callable[..., Any]) -> None:
    first = call(YES).json()
    call(NO, message_id="answer-2")
    assert call(YES).json() == first
    with stage.services.database() as session:
        kept = session.scalars(select(ReceiverAnswer.outcome).order_by(ReceiverAnswer.id)).all()
    assert kept == ["counted", "counted"]


def test_all_answers_are_listed_as_they_came(stage: Stage, delivery: Delivery, call: Callable[..., Any]) -> None:
    call(NO)
    call(YES, message_id="answer-2")
    reader = stage.machine(Permission.SCANS_READ)
    items = reader.get(f"/api/v1/scans/{delivery.scan_id}/answers").json()["items"]
    assert [(one["way"], one["status"], one["outcome"]) for one in items] == [
        ("callback", "rejected", "counted"),
        ("callback", "approved", "counted"),
    ]
    assert items[0]["fields"] == NO["fields"]


def test_another_text_under_the_same_id_is_refused(call: Callable[..., Any]) -> None:
    call(YES)
    again = call({**YES, "reference": "GR-2"})
    assert (again.status_code, again.json()["code"]) == (409, "callback_id_reused")


def test_an_answer_to_a_result_that_was_replaced_is_kept_and_harmless(
    stage: Stage, delivery: Delivery, call: Callable[..., Any]
) -> None:
    with stage.services.database.begin() as session:
        session.connection().exec_driver_sql("UPDATE scans SET result_version = 2")
    assert call(NO).json()["outcome"] == "superseded"
    assert shown(stage, delivery)["state"] == "delivered"


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"late": 301}, "webhook_time_outside"),
        ({"late": -301}, "webhook_time_outside"),
        ({"secret": new_secret()}, "webhook_signature_wrong"),
        ({"to": "hook_01kfz3q8m5v2r7c9w4x6y8z0ab"}, "webhook_signature_wrong"),
    ],
)
def test_who_is_not_this_receiver_just_now_is_refused(
    stage: Stage, delivery: Delivery, call: Callable[..., Any], how: dict[str, Any], code: str
) -> None:
    answer = call(YES, **how)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert shown(stage, delivery)["state"] == "delivered"


def test_without_a_signature_nothing_is_said_about_anything(stage: Stage, endpoint: EndpointWithSecret) -> None:
    answer = stage.stranger().post(f"/api/v1/callbacks/{endpoint.endpoint.id}", json=YES)
    assert (answer.status_code, answer.json()["code"]) == (401, "webhook_headers_missing")


def test_the_old_secret_counts_while_it_is_rotated(
    stage: Stage, endpoint: EndpointWithSecret, call: Callable[..., Any]
) -> None:
    rotate_secret(stage.services, actor="user:1", endpoint_id=endpoint.endpoint.id)
    assert call(YES).status_code == 200
    stage.clock.advance(hours=25)
    assert call(NO, message_id="answer-2").status_code == 401


def test_a_delivery_that_this_receiver_never_got_is_unknown(stage: Stage, call: Callable[..., Any]) -> None:
    answer = call({**YES, "delivery_id": "msg_01kfz3q8m5v2r7c9w4x6y8z0ab"})
    assert (answer.status_code, answer.json()["code"]) == (404, "delivery_not_found")
    other = create_endpoint(stage.services, stage.sender, actor="user:1", url="http://mes.factory.lan/hook")
    answer = call(YES, secret=other.secret, to=other.endpoint.id)
    assert (answer.status_code, answer.json()["code"]) == (404, "delivery_not_found")


@pytest.mark.parametrize("raw", [b"", b"[]", b"\xff", b'{"delivery_id": "msg_1"}', b'{"status": "approved"}'])
def test_what_is_no_answer_is_refused(call: Callable[..., Any], raw: bytes) -> None:
    answer = call(raw=raw)
    assert (answer.status_code, answer.json()["code"]) == (422, "callback_unreadable")


def test_the_published_vectors_are_signed_as_the_service_verifies(stage: Stage, endpoint: EndpointWithSecret) -> None:
    published = json.loads(VECTORS.read_text("utf-8"))
    with stage.services.database.begin() as session:
        secrets = json.dumps([{"secret": published["secret"], "expires_at": None}])
        session.connection().exec_driver_sql("UPDATE webhook_endpoints SET secrets = ?", (secrets,))
    client = stage.stranger()
    for one in published["vectors"]:
        stage.clock.time = stage.clock.time.fromtimestamp(int(one["webhook-timestamp"]), tz=stage.clock.time.tzinfo)
        headers = {name: one[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
        path = f"/api/v1/callbacks/{endpoint.endpoint.id}"
        # Verified, and then a delivery that is not known here.
        assert client.post(path, content=one["body"].encode(), headers=headers).status_code == 404, one["name"]
        assert client.post(path, content=one["body"].encode() + b" ", headers=headers).status_code == 401

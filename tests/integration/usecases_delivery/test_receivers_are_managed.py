import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender
from ocr_service.records.deliveries import Delivery
from ocr_service.records.people import AuditEntry
from ocr_service.records.templates import TemplateVersion
from ocr_service.usecases.endpoints.endpoint_errors import (
    EndpointHasOpenDeliveries,
    EndpointNotFound,
    EndpointTextTooLong,
    EndpointUrlRefused,
)
from ocr_service.usecases.endpoints.manage_endpoints import (
    EndpointWithSecret,
    create_endpoint,
    delete_endpoint,
    list_endpoints,
    show_endpoint,
    switch_endpoint,
    update_endpoint,
)
from ocr_service.usecases.endpoints.rotate_secret import rotate_secret
from ocr_service.usecases.endpoints.try_endpoint import send_test_event
from ocr_service.usecases.errors import TemplateNotFound
from ocr_service.usecases.ports import Services

ME = "user:1"


def test_a_secret_is_shown_once_and_stands_in_no_view_and_no_audit_entry(
    services: Services, endpoint: EndpointWithSecret
) -> None:
    rotated = rotate_secret(services, actor=ME, endpoint_id=endpoint.endpoint.id)
    with services.database() as session:
        trail = [repr((entry.old, entry.new)) for entry in session.scalars(select(AuditEntry))]
    shown = repr((list_endpoints(services), trail))
    assert endpoint.secret not in shown
    assert rotated.secret not in shown
    assert rotated.secret != endpoint.secret


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://10.0.0.5/", "delivery_not_allowed"),
        ("http://evil.example/", "delivery_not_allowed"),
        ("http://a:b@erp.lan/", "delivery_url_credentials"),
        ("ftp://erp.lan/", "delivery_url_invalid"),
    ],
)
def test_a_url_that_may_not_be_sent_to_is_refused_at_once(
    services: Services, sender: WebhookSender, url: str, code: str
) -> None:
    with pytest.raises(EndpointUrlRefused) as caught:
        create_endpoint(services, sender, actor=ME, url=url)
    assert caught.value.code == code
    good = create_endpoint(services, sender, actor=ME, url="http://erp.lan/").endpoint
    with pytest.raises(EndpointUrlRefused):
        update_endpoint(services, sender, actor=ME, endpoint_id=good.id, url=url)
    assert [view.url for view in list_endpoints(services)] == ["http://erp.lan/"]


def test_only_what_is_given_is_changed_and_the_change_is_audited(
    services: Services, sender: WebhookSender, endpoint: EndpointWithSecret
) -> None:
    made = endpoint.endpoint
    changed = update_endpoint(services, sender, actor=ME, endpoint_id=made.id, description=" 仓库 ERP ")
    assert (changed.url, changed.description, changed.templates) == (made.url, "仓库 ERP", ())
    moved = update_endpoint(services, sender, actor=ME, endpoint_id=made.id, url="http://erp.lan/b")
    assert (moved.url, moved.description) == ("http://erp.lan/b", "仓库 ERP")
    update_endpoint(services, sender, actor=ME, endpoint_id=made.id)  # nothing of it
    with services.database() as session:
        *_, before, last = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    assert (last.actor, last.action, last.subject) == (ME, "endpoint.updated", made.id)
    assert before.new is not None
    assert before.new["description"] == "仓库 ERP"
    assert last.old is not None
    assert last.new is not None
    assert (last.old["url"], last.new["url"]) == (made.url, "http://erp.lan/b")


def test_a_receiver_gets_only_the_forms_it_asked_for(
    services: Services,
    sender: WebhookSender,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliveries: Callable[[], list[Delivery]],
) -> None:
    with pytest.raises(TemplateNotFound) as caught:
        create_endpoint(services, sender, actor=ME, url="http://erp.lan/", templates=["delivery_slip"])
    assert caught.value.params == {"template": "delivery_slip"}
    with services.database.begin() as session:
        session.add(
            TemplateVersion(
                name="delivery_slip", version=1, yaml="", in_use=True, published_at=services.now(), published_by=ME
            )
        )
    other = create_endpoint(services, sender, actor=ME, url="http://erp.lan/", templates=["delivery_slip"] * 2)
    assert other.endpoint.templates == ("delivery_slip",)
    accept()  # a scan of no template
    assert [delivery.endpoint_id for delivery in deliveries()] == [endpoint.endpoint.id]


def test_a_long_description_is_refused(services: Services, sender: WebhookSender) -> None:
    with pytest.raises(EndpointTextTooLong):
        create_endpoint(services, sender, actor=ME, url="http://erp.lan/", description="长" * 201)


def test_after_a_rotation_both_secrets_are_valid_for_a_day(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    clock: Callable[[], None],
) -> None:
    rotated = rotate_secret(services, actor=ME, endpoint_id=endpoint.endpoint.id)
    assert rotated.endpoint.old_secret_until == services.now() + timedelta(hours=24)
    for secret in (endpoint.secret, rotated.secret):
        receiver.secrets = (secret,)
        accept()
        deliver()
    assert len(receiver.received) == 2

    clock.advance(hours=24)  # type: ignore[attr-defined]
    assert show_endpoint(services, endpoint_id=endpoint.endpoint.id).old_secret_until is None
    receiver.secrets = (endpoint.secret,)
    accept()
    deliver()
    assert (len(receiver.received), receiver.refused) == (2, ["webhook_signature_wrong"])


def test_a_test_event_is_sent_once_and_leaves_no_delivery(
    services: Services,
    sender: WebhookSender,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    deliveries: Callable[[], list[Delivery]],
) -> None:
    switch_endpoint(services, actor=ME, endpoint_id=endpoint.endpoint.id, active=False)
    attempt = send_test_event(services, sender, actor=ME, endpoint_id=endpoint.endpoint.id)
    assert (attempt.status, json.loads(attempt.answer)["status"]) == (200, "approved")
    [received] = receiver.received
    assert received.event["type"] == "endpoint.test"
    receiver.misbehave("status", status=500)
    failed = send_test_event(services, sender, actor=ME, endpoint_id=endpoint.endpoint.id)
    assert failed.error == "delivery_status_5xx"
    assert deliveries() == []


def test_a_receiver_with_open_deliveries_is_not_deleted(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    deliveries: Callable[[], list[Delivery]],
) -> None:
    endpoint_id = endpoint.endpoint.id
    receiver.misbehave("status", status=410)
    accept()
    for _ in range(2):  # first waiting, then given up
        with pytest.raises(EndpointHasOpenDeliveries) as caught:
            delete_endpoint(services, actor=ME, endpoint_id=endpoint_id)
        assert caught.value.params == {"deliveries": 1}
        deliver()


def test_a_receiver_that_got_everything_is_deleted_with_its_history(
    services: Services,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    deliveries: Callable[[], list[Delivery]],
) -> None:
    accept()
    deliver()
    delete_endpoint(services, actor=ME, endpoint_id=endpoint.endpoint.id)
    assert (list_endpoints(services), deliveries()) == ((), [])


def test_what_is_not_there_is_told(services: Services, sender: WebhookSender) -> None:
    for act in (
        lambda: show_endpoint(services, endpoint_id="hook_x"),
        lambda: update_endpoint(services, sender, actor=ME, endpoint_id="hook_x"),
        lambda: rotate_secret(services, actor=ME, endpoint_id="hook_x"),
        lambda: switch_endpoint(services, actor=ME, endpoint_id="hook_x", active=True),
        lambda: delete_endpoint(services, actor=ME, endpoint_id="hook_x"),
        lambda: send_test_event(services, sender, actor=ME, endpoint_id="hook_x"),
    ):
        with pytest.raises(EndpointNotFound):
            act()

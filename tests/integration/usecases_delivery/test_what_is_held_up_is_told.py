from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update

from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender
from ocr_service.records.deliveries import Delivery, WebhookEndpoint
from ocr_service.usecases.delivering.replay_deliveries import replay_dead
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.endpoints.manage_endpoints import switch_endpoint
from ocr_service.usecases.following.find_unsent import Unsent, find_unsent
from ocr_service.usecases.ports import Services


def test_a_result_that_was_taken_or_not_tried_yet_is_not_held_up(
    services: Services, endpoint: EndpointWithSecret, accept: Callable[[], str], deliver: Callable[[], int]
) -> None:
    scan_id = accept()
    assert find_unsent(services, [scan_id]) == {}
    deliver()
    assert find_unsent(services, [scan_id]) == {}
    assert find_unsent(services, []) == {}


def test_what_its_receiver_does_not_take_says_since_when_and_when_it_is_tried_again(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    deliveries: Callable[[], list[Delivery]],
) -> None:
    receiver.misbehave("status", status=500)
    scan_id = accept()
    since = services.now()
    deliver()
    (delivery,) = deliveries()
    assert find_unsent(services, [scan_id]) == {scan_id: Unsent(since=since, next_try_at=delivery.next_try_at)}


def test_while_a_receiver_rests_nothing_is_tried_before_it_has_rested(
    services: Services, endpoint: EndpointWithSecret, accept: Callable[[], str]
) -> None:
    scan_id = accept()
    rests_until = services.now() + timedelta(minutes=7)
    with services.database.begin() as session:
        session.get_one(WebhookEndpoint, endpoint.endpoint.id).rests_until = rests_until
    assert find_unsent(services, [scan_id])[scan_id].next_try_at == rests_until


def test_what_was_given_up_or_has_a_receiver_that_is_switched_off_waits_for_a_person(
    services: Services,
    sender: WebhookSender,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
) -> None:
    given_up = accept()
    with services.database.begin() as session:
        session.execute(update(Delivery).values(state="dead", next_try_at=None, last_error="delivery_refused"))
    assert find_unsent(services, [given_up])[given_up].next_try_at is None
    waiting = accept()
    switch_endpoint(services, actor="user:1", endpoint_id=endpoint.endpoint.id, active=False)
    assert find_unsent(services, [waiting])[waiting].next_try_at is None
    switch_endpoint(services, actor="user:1", endpoint_id=endpoint.endpoint.id, active=True)
    replay_dead(services, actor="user:1", endpoint_id=endpoint.endpoint.id)
    deliver()
    assert find_unsent(services, [given_up, waiting]) == {}

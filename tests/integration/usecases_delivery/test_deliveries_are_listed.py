from collections.abc import Callable

import pytest

from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender
from ocr_service.records.scans import Scan
from ocr_service.usecases.delivering.follow_deliveries import list_deliveries, show_delivery
from ocr_service.usecases.delivering.replay_deliveries import replay_dead, replay_delivery
from ocr_service.usecases.endpoints.endpoint_errors import DeliveryNotFound, EndpointNotFound
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.endpoints.manage_endpoints import create_endpoint
from ocr_service.usecases.errors import CursorInvalid
from ocr_service.usecases.ports import Services


def test_pages_hold_every_delivery_once_newest_first(
    services: Services, endpoint: EndpointWithSecret, accept: Callable[[], str]
) -> None:
    for _ in range(5):
        accept()
    seen: list[str] = []
    cursor, pages = None, 0
    while pages == 0 or cursor is not None:
        page = list_deliveries(services, cursor=cursor, limit=2)
        seen += [view.id for view in page.deliveries]
        cursor, pages = page.next_cursor, pages + 1
    assert pages == 3
    assert len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)


def test_filters_are_combined(
    services: Services,
    sender: WebhookSender,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
) -> None:
    first = accept()
    deliver()
    create_endpoint(services, sender, actor="user:1", url="http://erp.lan/")
    second = accept()

    def found(**filters: str) -> list[tuple[str, str]]:
        page = list_deliveries(services, **filters)  # type: ignore[arg-type]
        return sorted((view.scan_id, view.state) for view in page.deliveries)

    assert found(state="delivered") == [(first, "delivered")]
    assert found(scan_id=second) == [(second, "waiting")] * 2
    assert found(scan_id=second, endpoint_id=endpoint.endpoint.id) == [(second, "waiting")]
    assert found(state="dead") == []


def test_they_are_found_by_the_form_and_by_what_stands_on_the_scan(
    services: Services, endpoint: EndpointWithSecret, accept: Callable[[], str]
) -> None:
    first, second = accept(), accept()
    with services.database.begin() as session:
        scan = session.get_one(Scan, second)
        scan.file_name, scan.template = "HJ25042800.png", "another-form"
        session.get_one(Scan, first).template = "slip"

    def found(**filters: str) -> set[str]:
        page = list_deliveries(services, **filters)  # type: ignore[arg-type]
        return {view.scan_id for view in page.deliveries}

    assert found(text="hj2504") == found(template="another-form") == {second}
    assert found(text="hj2504", template="slip") == found(text="//") == set()
    assert found(template="slip") == {first}


@pytest.mark.parametrize("cursor", ["", "x", "scan_01m831exe6af1z3qbtm6aatw1f", "msg_' or 1=1"])
def test_a_made_up_cursor_is_refused(services: Services, cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        list_deliveries(services, cursor=cursor)


def test_every_try_is_shown_with_what_came_back(
    services: Services,
    receiver: VerifyingReceiver,
    endpoint: EndpointWithSecret,
    accept: Callable[[], str],
    deliver: Callable[[], int],
    clock: Callable[[], None],
) -> None:
    receiver.misbehave("status", status=422)
    accept()
    deliver()
    clock.advance(minutes=1)  # type: ignore[attr-defined]
    deliver()
    [view] = list_deliveries(services).deliveries
    detail = show_delivery(services, delivery_id=view.id)
    assert [(made.status, made.error) for made in detail.tries] == [(422, "delivery_status_4xx"), (200, None)]
    assert detail.tries[0].answer == '{"error": "told to"}'
    assert '"scan_id"' in detail.payload


def test_what_is_not_there_is_told(services: Services) -> None:
    with pytest.raises(DeliveryNotFound):
        show_delivery(services, delivery_id="msg_x")
    with pytest.raises(DeliveryNotFound):
        replay_delivery(services, actor="user:1", delivery_id="msg_x")
    with pytest.raises(EndpointNotFound):
        replay_dead(services, actor="user:1", endpoint_id="hook_x")

"""Mappings are checked when they are saved, tried on real results, and mended for what they failed on."""

import json
from collections.abc import Callable

import pytest

from ocr_service.delivery.receiver import VerifyingReceiver
from ocr_service.delivery.sender import WebhookSender
from ocr_service.records.deliveries import Delivery
from ocr_service.usecases.delivering.replay_deliveries import replay_dead
from ocr_service.usecases.endpoints.endpoint_errors import EndpointMappingInvalid, EnvelopeNeedsJson, MappingUnfit
from ocr_service.usecases.endpoints.endpoint_options import EndpointOptions
from ocr_service.usecases.endpoints.endpoint_views import EndpointWithSecret
from ocr_service.usecases.endpoints.manage_endpoints import update_endpoint
from ocr_service.usecases.endpoints.manage_mappings import list_mappings, preview_mapping, save_mapping
from ocr_service.usecases.ports import Services

ME = "user:1"


def test_each_save_is_a_version_and_the_newest_counts(
    services: Services, endpoint: EndpointWithSecret, accept: Callable[[], str], deliver: Callable[[], int],
    receiver: VerifyingReceiver,
) -> None:  # fmt: skip
    for expression in ("{a: data.values.no}", "{b: data.values.no}"):
        save_mapping(services, actor=ME, endpoint_id=endpoint.endpoint.id, expression=expression)
    assert [one.version for one in list_mappings(services, endpoint_id=endpoint.endpoint.id)] == [2, 1]
    accept()
    deliver()
    assert receiver.received[0].event == {"b": "SH-1"}


def test_an_empty_mapping_sends_the_event_as_it_is(
    services: Services, endpoint: EndpointWithSecret, accept: Callable[[], str], deliver: Callable[[], int],
    receiver: VerifyingReceiver,
) -> None:  # fmt: skip
    for expression in ("{a: data.values.no}", ""):
        save_mapping(services, actor=ME, endpoint_id=endpoint.endpoint.id, expression=expression)
    accept()
    deliver()
    assert receiver.received[0].event["type"] == "form.accepted"


def test_what_is_no_expression_is_not_saved(services: Services, endpoint: EndpointWithSecret) -> None:
    with pytest.raises(EndpointMappingInvalid):
        save_mapping(services, actor=ME, endpoint_id=endpoint.endpoint.id, expression="{")
    assert list_mappings(services, endpoint_id=endpoint.endpoint.id) == ()


def test_a_mapping_is_tried_on_a_real_result(
    services: Services, endpoint: EndpointWithSecret, accept: Callable[[], str]
) -> None:
    scan_id = accept()
    shown = preview_mapping(
        services, endpoint_id=endpoint.endpoint.id, expression="{no: data.values.no}", scan_id=scan_id
    )
    assert json.loads(shown.text) == {"no": "SH-1"}
    with pytest.raises(MappingUnfit):
        preview_mapping(services, endpoint_id=endpoint.endpoint.id, expression="abs(data.values.no)", scan_id=scan_id)


def test_a_mended_mapping_brings_what_it_had_failed_on(
    services: Services, endpoint: EndpointWithSecret, accept: Callable[[], str], deliver: Callable[[], int],
    receiver: VerifyingReceiver, deliveries: Callable[[], list[Delivery]],
) -> None:  # fmt: skip
    save_mapping(services, actor=ME, endpoint_id=endpoint.endpoint.id, expression="abs(data.values.no)")
    accept()
    assert replay_dead(services, actor=ME, endpoint_id=endpoint.endpoint.id) == 0, "it still fails"
    save_mapping(services, actor=ME, endpoint_id=endpoint.endpoint.id, expression="{no: data.values.no}")
    assert replay_dead(services, actor=ME, endpoint_id=endpoint.endpoint.id) == 1
    assert deliver() == 1
    assert receiver.received[0].event == {"no": "SH-1"}
    assert deliveries()[0].state == "delivered"


def test_cloud_events_are_json_only(services: Services, sender: WebhookSender, endpoint: EndpointWithSecret) -> None:
    with pytest.raises(EnvelopeNeedsJson):
        update_endpoint(
            services, sender, actor=ME, endpoint_id=endpoint.endpoint.id,
            options=EndpointOptions(envelope="cloudevents", format="xml"),
        )  # fmt: skip

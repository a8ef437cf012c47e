"""The service's own verification and its client's say the same of every message in examples/webhooks/vectors.json."""

from typing import Any

import pytest

from ocr_service.client import WebhookInvalid, verify_webhook
from ocr_service.delivery.signing import SignatureInvalid, verify
from tests.webhook_vectors import VECTORS

every_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["why"])


@every_vector
def test_the_service(vector: dict[str, Any]) -> None:
    code = None
    try:
        assert verify(vector["secrets"], vector["headers"], vector["body"].encode(), now=vector["now"])
    except SignatureInvalid as error:
        code = error.code
    assert (code is None, code) == (vector["valid"], vector["code"])


@every_vector
def test_the_client(vector: dict[str, Any]) -> None:
    headers = {name.title(): value for name, value in vector["headers"].items()}
    code = None
    try:
        event = verify_webhook(vector["body"].encode(), headers, vector["secrets"], now=vector["now"])
        assert event.id == vector["headers"]["webhook-id"]
    except WebhookInvalid as error:
        code = error.code
    # That a signed body is no JSON is found after the signature was found good.
    assert code == ("webhook_body_unreadable" if vector["body"] == "" else vector["code"])


def test_the_client_reads_the_event() -> None:
    [vector] = [one for one in VECTORS if "品名" in one["body"]]
    event = verify_webhook(vector["body"].encode(), vector["headers"], vector["secrets"][0], now=vector["now"])
    assert (event.type, event.data) == ("form.accepted", {"values": {"品名": "纸箱"}})
    csv = vector["headers"] | {"content-type": "text/csv"}
    assert verify_webhook(vector["body"].encode(), csv, vector["secrets"], now=vector["now"]).raw == (
        vector["body"].encode()
    )


def test_there_are_vectors_of_every_outcome() -> None:
    assert {one["code"] for one in VECTORS} == {
        *(None, "webhook_headers_missing", "webhook_time_outside", "webhook_signature_wrong"),
    }

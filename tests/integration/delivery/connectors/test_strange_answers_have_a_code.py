"""Whatever stands in the vendor's place answers, however far the conversation has come: a code, never an exception."""

import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from ocr_service.delivery.attempt import Message
from ocr_service.delivery.connectors import registry
from ocr_service.delivery.exchange import Http
from ocr_service.delivery.http_answer import HttpAnswer
from ocr_service.delivery.kind_sender import KindSender

STRANGE = ("", "null", "[]", "{}", "0", '"x"', "[[]]", '{"error": 1}', '{"data": [1]}', '{"result": [1]}', "[" * 5000)
SIGNED_IN: dict[str, Any] = {
    "kingdee": {"LoginResultType": 1},
    "yonyou": {"code": "00000", "data": {"access_token": "t", "expire": 7200}},
    "dingtalk": {"accessToken": "t", "expireIn": 7200},
    "wecom": {"errcode": 0, "access_token": "t", "expires_in": 7200},
    "feishu": {"code": 0, "tenant_access_token": "t", "expire": 7200},
    "odoo": {"result": 2},
    "erpnext": {"data": []},
    "sap": {"d": {"results": []}},
}
SETTINGS: dict[str, dict[str, Any]] = {
    "kingdee": {"account_set": "1", "user": "u", "app_id": "a", "app_secret": "s", "form_id": "F", "id_field": "FX"},
    "yonyou": {"app_key": "k", "app_secret": "s", "path": "/p"},
    "dingtalk": {"app_key": "k", "app_secret": "s", "process_code": "P", "originator": "o", "id_component": "i"},
    "wecom": {"corp_id": "c", "secret": "s", "template_id": "t", "creator": "c", "id_control": "Text-1"},
    "feishu": {"app_id": "a", "app_secret": "s", "approval_code": "c", "originator": "o"},
    "odoo": {"database": "d", "user": "u", "api_key": "k", "model": "m", "id_field": "x", "confirm": "act"},
    "erpnext": {"api_key": "k", "api_secret": "s", "doctype": "D", "submit": True},
    "sap": {"user": "u", "password": "p", "entity_set": "E", "key": "K", "id_property": "P"},
}


def test_every_connector_with_a_vendor_is_tried() -> None:
    assert set(SETTINGS) == set(registry.connectors()) - {"rest", "database", "file-drop"}


@pytest.mark.parametrize("kind", sorted(SETTINGS))
@pytest.mark.parametrize("again", [False, True], ids=["first", "repeat"])
def test_a_strange_answer_has_a_code(
    sender: KindSender, message: Callable[..., Message], monkeypatch: pytest.MonkeyPatch, kind: str, again: bool
) -> None:
    answers: list[HttpAnswer] = []
    monkeypatch.setattr(Http, "request", lambda *args, **more: answers.pop(0))
    settings = SETTINGS[kind] | ({"token_url": "http://127.0.0.1/getAccessToken"} if kind == "yonyou" else {})
    document = [{"id": "w"}] if kind == "feishu" else {"a": 1}
    for good, strange, status in itertools.product(range(3), STRANGE, (200, 400)):
        registry.connectors.cache_clear()
        # The first ones are those of a log-in; all others are strange.
        answers[:] = [answer(json.dumps(SIGNED_IN[kind]))] * good + [answer(strange, status)] * 20
        with capture_logs():  # hundreds of tracebacks
            attempt = sender.send(message("http://127.0.0.1", kind, settings, document, again=again))
        assert attempt.error is None or attempt.error.startswith(("connector_", "delivery_")), (good, strange)
        if attempt.error is None:  # what is taken for a yes has told its number, or was refused in so many words
            assert attempt.said or kind == "yonyou" or json.loads(attempt.body)["reference"], (good, strange)


def answer(text: str, status: int = 200) -> HttpAnswer:
    return HttpAnswer(status=status, headers=(("x-csrf-token", "t"),), body=text.encode(), complete=True)

"""Huawei Cloud's own Python SDK, and requests built after its API reference."""

import base64
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkocr.v1 import CustomTemplateRequestBody, OcrClient, RecognizeCustomTemplateRequest
from starlette.testclient import TestClient

from ocr_service.access.roles import Permission
from tests.integration.api.api_stage import picture
from tests.integration.served.conftest import Reader, WorkedQueue

PATH = "/v2/0a1b2c3d/ocr/custom-template"
IMAGE = "<a fresh picture>"
RESULT = {"单号": "S001", "明细": [{"品名": "纸箱"}, {"品名": "托盘"}]}


def ask(http: httpx2.Client, key: str | None, **body: Any) -> httpx2.Response:
    return http.post(PATH, json=body, headers={"X-Auth-Token": key} if key else {})


def ask_with_sdk(address: str, key: str, **body: Any) -> Any:
    credentials = BasicCredentials(key, "whatever", "0a1b2c3d")
    client = OcrClient.new_builder().with_credentials(credentials).with_endpoints([address]).build()
    return client.recognize_custom_template(RecognizeCustomTemplateRequest(body=CustomTemplateRequestBody(**body)))


def test_the_sdk_works_with_another_endpoint(address: str, image: str, key: str, queue: WorkedQueue) -> None:
    answer = ask_with_sdk(address, key, image=image, template_id="slip")
    assert (answer.result, answer.template_id) == (RESULT, "slip")
    assert answer.x_request_id
    assert [lane for _, lane in queue.told] == ["urgent"]


def test_the_sdk_raises_its_own_error(address: str, image: str) -> None:
    with pytest.raises(ClientRequestException) as refused:
        ask_with_sdk(address, "ocr_nobody", image=image, template_id="slip")
    assert (refused.value.status_code, refused.value.error_code) == (401, "APIG.0301")


def test_a_token_works_as_well_as_a_signature(http: httpx2.Client, key: str, image: str) -> None:
    answer = ask(http, key, image=image, classifier_id="any")
    assert answer.json() == {"result": RESULT, "template_id": "slip"}
    assert answer.headers["x-ocr-scan"].startswith("scan_")
    assert answer.headers["x-ocr-state"] == "accepted"
    assert ask(http, key, image=image, classifier_id="any", classifier_mode=True).json() == {
        "result": {},
        "template_id": "slip",
    }


def test_the_same_picture_is_the_same_scan(
    http: httpx2.Client, key: str, image: str, queue: WorkedQueue, reader: Reader
) -> None:
    scans = [ask(http, key, image=image, template_id="slip").headers["x-ocr-scan"] for _ in range(2)]
    assert (len(set(scans)), len(queue.told)) == (1, 1)
    reader.outcome = "no form"
    other = base64.b64encode(picture(255)).decode()
    assert ask(http, key, image=other, classifier_id="any").json()["error_code"] == "AIS.0104"
    reader.outcome = "form"
    assert ask(http, key, image=other, classifier_id="any").status_code == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "AIS.0101"),
        ({"image": IMAGE}, "AIS.0101"),
        ({"url": "http://elsewhere/a.png", "template_id": "slip"}, "AIS.0101"),
        ({"image": 7, "template_id": "slip"}, "AIS.0101"),
        ({"image": IMAGE, "template_id": "unknown"}, "AIS.0101"),
        ({"image": IMAGE, "template_id": "slip\0"}, "AIS.0101"),
        ({"image": "%%%", "template_id": "slip"}, "AIS.0102"),
        ({"image": base64.b64encode(b"text").decode(), "template_id": "slip"}, "AIS.0102"),
        ({"image": "A" * (10 * 1024 * 1024 + 4), "template_id": "slip"}, "AIS.0103"),
        ({"image": "A" * (11 * 1024 * 1024), "template_id": "slip"}, "AIS.0103"),
    ],
)
def test_what_is_wrong_has_the_vendors_code(
    http: httpx2.Client, key: str, image: str, body: dict[str, Any], code: str
) -> None:
    answer = ask(http, key, **{name: image if value == IMAGE else value for name, value in body.items()})
    assert (answer.status_code, answer.json()["error_code"]) == (400, code)
    assert set(answer.json()) == {"error_code", "error_msg"}


@pytest.mark.parametrize("outcome", ["no form", "broken"])
def test_a_picture_of_no_use_is_told_so(
    http: httpx2.Client, key: str, image: str, reader: Reader, outcome: str
) -> None:
    reader.outcome = outcome
    assert ask(http, key, image=image, template_id="slip").json()["error_code"] == "AIS.0104"


@pytest.mark.usefixtures("no_worker")
def test_without_a_worker_the_time_ends(http: httpx2.Client, key: str, image: str) -> None:
    answer = ask(http, key, image=image, template_id="slip")
    assert (answer.status_code, answer.json()["error_code"]) == (504, "APIG.0201")


def test_a_key_opens_only_what_it_may(http: httpx2.Client, image: str, make_key: Callable[..., str]) -> None:
    assert ask(http, None, image=image).status_code == 401
    answer = ask(http, make_key(Permission.SCANS_WRITE), image=image, template_id="slip")
    assert (answer.status_code, answer.json()["error_code"]) == (403, "APIG.0302")


def test_the_doors_are_shut_unless_named(make_app: Callable[..., FastAPI], key: str) -> None:
    with TestClient(make_app("baidu")) as http:
        answer = http.post(PATH, json={}, headers={"X-Auth-Token": key})
        assert answer.headers["content-type"] == "application/problem+json"
        assert http.get("/oauth/2.0/token").json()["error"] == "unsupported_grant_type"

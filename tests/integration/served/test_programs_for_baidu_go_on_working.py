"""Baidu's own Python SDK, and requests built after its documents."""

import base64
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from aip import AipOcr

from ocr_service.access.roles import Permission
from tests.integration.served.conftest import Reader, WorkedQueue

PATH = "/rest/2.0/solution/v1/iocr/recognise"
IMAGE = "<a fresh picture>"
WORDS = {"单号": "S001", "明细#1#品名": "纸箱", "明细#2#品名": "托盘"}


@pytest.fixture
def sdk(address: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """The SDK with another host, which it has no option for."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(AipOcr, "_AipBase__accessTokenUrl", f"{address}/oauth/2.0/token", raising=True)
    monkeypatch.setattr(AipOcr, "_AipOcr__customUrl", f"{address}{PATH}", raising=True)
    return lambda key: AipOcr("app", "any", key)


def ask(http: httpx2.Client, key: str | None, **fields: str) -> dict[str, Any]:
    answer = http.post(PATH, params={"access_token": key} if key else {}, data=fields)
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def test_the_sdk_works_with_another_host(sdk: Callable[[str], Any], key: str, paper: bytes, queue: WorkedQueue) -> None:
    answer = sdk(key).custom(paper, {"templateSign": "slip"})
    assert (answer["error_code"], answer["error_msg"]) == (0, "")
    data = answer["data"]
    assert (data["templateSign"], data["templateName"], data["isStructured"]) == ("slip", "送货单", True)
    assert data["logId"] == answer["log_id"]
    assert answer["log_id"].isdecimal()
    assert {one["word_name"]: one["word"] for one in data["ret"]} == WORDS
    assert data["ret"][0]["location"] == {"top": 2, "left": 1, "width": 30, "height": 10}
    assert data["ret"][0]["probability"] == {"average": 0.99, "min": 0.99, "variance": 0}
    assert [lane for _, lane in queue.told] == ["urgent"]


def test_the_sdk_hands_on_errors(sdk: Callable[[str], Any], key: str, paper: bytes) -> None:
    assert sdk(key).custom(paper, {"templateSign": "unknown"})["error_code"] == 216100
    assert sdk(key).customUrl("http://elsewhere/a.png", {"templateSign": "slip"})["error_code"] == 216102


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_is_given_for_a_key(http: httpx2.Client, key: str, image: str, method: str) -> None:
    wanted = {"grant_type": "client_credentials", "client_id": "any", "client_secret": key}
    answer = http.request(method, "/oauth/2.0/token", params=wanted)
    assert answer.json()["expires_in"] == 2_592_000
    assert "brain_all_scope" in answer.json()["scope"].split()
    assert ask(http, answer.json()["access_token"], image=image, classifierId="1")["error_code"] == 0


@pytest.mark.parametrize(
    ("given", "status", "error"),
    [
        ({"client_secret": "ocr_nobody"}, 401, "invalid_client"),
        ({"client_id": ""}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
def test_no_token_without_a_key(http: httpx2.Client, key: str, given: dict[str, str], status: int, error: str) -> None:
    wanted = {"grant_type": "client_credentials", "client_id": "any", "client_secret": key} | given
    answer = http.post("/oauth/2.0/token", data=wanted)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"templateSign": "slip"}, 216101),
        ({"image": IMAGE}, 216101),
        ({"image": IMAGE, "templateSign": "unknown"}, 216100),
        ({"image": "%%%", "templateSign": "slip"}, 216201),
        ({"image": base64.b64encode(b"text").decode(), "templateSign": "slip"}, 216201),
        ({"image": "A" * (5 * 1024 * 1024), "templateSign": "slip"}, 216202),
        ({f"field{number}": "" for number in range(60)}, 216100),
    ],
)
def test_what_is_wrong_has_the_vendors_code(
    http: httpx2.Client, key: str, image: str, fields: dict[str, str], code: int
) -> None:
    answer = ask(http, key, **{name: image if value == IMAGE else value for name, value in fields.items()})
    assert answer["error_code"] == code
    assert set(answer) == {"error_code", "error_msg", "log_id"}


def test_base64_that_was_not_encoded_for_a_form_is_understood(http: httpx2.Client, key: str, image: str) -> None:
    body = f"templateSign=slip&image={image}"
    answer = http.post(
        PATH,
        params={"access_token": key},
        content=body,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.json()["error_code"] == 0


@pytest.mark.parametrize(
    ("outcome", "fields", "code"),
    [
        ("no form", {"templateSign": "slip"}, 272000),
        ("no form", {"classifierId": "1"}, 272001),
        ("broken", {"classifierId": "1"}, 216630),
    ],
)
def test_a_picture_of_no_use_is_told_so(
    http: httpx2.Client, key: str, image: str, reader: Reader, outcome: str, fields: dict[str, str], code: int
) -> None:
    reader.outcome = outcome
    assert ask(http, key, image=image, **fields)["error_code"] == code


@pytest.mark.usefixtures("no_worker")
def test_without_a_worker_the_time_ends(http: httpx2.Client, key: str, image: str) -> None:
    assert ask(http, key, image=image, templateSign="slip")["error_code"] == 2


def test_a_key_opens_only_what_it_may(http: httpx2.Client, image: str, make_key: Callable[..., str]) -> None:
    assert ask(http, None, image=image, templateSign="slip")["error_code"] == 110
    assert ask(http, make_key(Permission.SCANS_WRITE), image=image, templateSign="slip")["error_code"] == 6


def test_the_service_is_there_beside_its_doors(http: httpx2.Client) -> None:
    assert http.get("/healthz").status_code == 200
    assert http.get(PATH).headers["content-type"] == "application/problem+json"

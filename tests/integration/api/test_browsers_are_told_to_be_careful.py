"""Security headers on every answer; host names; pages that need nothing from elsewhere."""

import re
from collections.abc import Callable

import pytest

from ocr_service.access.roles import Role
from tests.integration.api.api_stage import Stage


@pytest.mark.parametrize("path", ["/healthz", "/login", "/nowhere", "/api/v1/me", "/assets/0/static/base.css"])
def test_every_answer_has_the_security_headers(stage: Stage, path: str) -> None:
    headers = stage.stranger().get(path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("page", ["/login", "/upload", "/scans", "/review", "/docs"])
def test_pages_have_nothing_inline_and_nothing_from_elsewhere(stage: Stage, page: str) -> None:
    client = stage.stranger() if page == "/login" else stage.person(Role.ADMINISTRATOR)

    html = client.get(page).text

    assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", html)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)
    assert not re.search(r"(src|href)=\"(https?:)?//", html)


def test_answers_are_kept_nowhere(stage: Stage) -> None:
    assert stage.person(Role.CLERK).get("/api/v1/me").headers["cache-control"] == "no-store"


def test_other_host_names_are_refused_where_that_is_wished(make_stage: Callable[..., Stage]) -> None:
    stage = make_stage(trusted_hosts=("ocr.factory.lan",))

    assert stage.stranger().get("/healthz").status_code == 200
    assert stage.stranger().get("/healthz", headers={"Host": "evil.example"}).status_code == 400


def test_a_browser_without_a_session_is_led_to_the_sign_in_page(stage: Stage) -> None:
    answer = stage.stranger().get("/scans?q=1", headers={"Accept": "text/html"}, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fscans%3Fq%3D1")
